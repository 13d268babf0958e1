extension SceneRenderer {
  /// Marks all blocks that an object of the prepared scene can have changed: where it is seen, its
  /// shadows on the ground, and the objects that it may shade.
  func markReach(of index: Int) {
    mark(footprints[index].visible)
    mark(footprints[index].shadow)
    let (word, bit) = (index / 64, UInt64(1) << UInt64(index % 64))
    for light in lights.indices {
      for receiver in 0..<objects.count where receiver != index {
        let shades = objectShades.pointer + (light * objects.count + receiver) * words
        if shades[word] & bit != 0 { mark(footprints[receiver].visible) }
      }
    }
  }

  private func mark(_ blocks: BlockRange) {
    let marks = marked.pointer
    blocks.forEach(in: grid) { block in marks[block] = true }
  }

  /// Traces the marked blocks.
  func traceMarkedBlocks() {
    let marks = marked.pointer
    traceBlocks(into: &latest) { _, block in marks[block] }
  }
}
