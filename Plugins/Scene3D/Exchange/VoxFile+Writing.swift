extension VoxFile {
  /// Returns a file of this one's first model and palette: the chunks SIZE, XYZI and RGBA, which
  /// every version reads, and MATL for what shines.
  public func bytes() -> [UInt8] {
    var chunks: [UInt8] = []
    if let model = models.first {
      let size = (0..<3).flatMap { Self.littleEndian(Int(model.size[$0])) }
      chunks += Self.chunk("SIZE", size)
      let voxels = model.voxels.flatMap { [$0.x, $0.y, $0.z, $0.w] }
      chunks += Self.chunk("XYZI", Self.littleEndian(model.voxels.count) + voxels)
    }
    // the first colour written is that of index 1
    let colors = (1...256).map { $0 < palette.count ? palette[$0] : .zero }
    chunks += Self.chunk("RGBA", colors.flatMap { [$0.x, $0.y, $0.z, $0.w] })
    for (index, share) in glow.sorted(by: { $0.key < $1.key }) {
      let pairs = ["_type", "_emit", "_emit", "\(share)"].flatMap {
        Self.littleEndian($0.utf8.count) + Array($0.utf8)
      }
      chunks += Self.chunk("MATL", Self.littleEndian(Int(index)) + Self.littleEndian(2) + pairs)
    }
    let main = Array("MAIN".utf8) + Self.littleEndian(0) + Self.littleEndian(chunks.count)
    return Array("VOX ".utf8) + Self.littleEndian(200) + main + chunks
  }

  /// Makes a file of a grid; colours are rounded to sRGB levels, and what cells give off is left out.
  ///
  /// - Throws: When the grid is empty or longer than 256 cells on an axis.
  public init(_ grid: VoxelGrid) throws(VoxError) {
    for axis in 0..<3 where !(1...256).contains(grid.size[axis]) {
      throw VoxError(
        offset: nil, expected: "a grid of 1...256 cells on each axis", got: "\(grid.size[axis])")
    }
    var voxels: [SIMD4<UInt8>] = []
    for (index, color) in grid.cells.enumerated() where color > 0 {
      let row = index / Int(grid.size.x)
      voxels.append(
        SIMD4(
          UInt8(truncatingIfNeeded: index % Int(grid.size.x)),
          UInt8(truncatingIfNeeded: row % Int(grid.size.y)),
          UInt8(truncatingIfNeeded: row / Int(grid.size.y)), color))
    }
    var palette = [SIMD4<UInt8>](repeating: .zero, count: 256)
    for (index, color) in grid.palette.prefix(256).enumerated().dropFirst() {
      palette[index] = SIMD4(
        DisplayLevel.nearest(color.x), DisplayLevel.nearest(color.y), DisplayLevel.nearest(color.z),
        255)
    }
    self.init(model: Model(size: grid.size, voxels: voxels), palette: palette)
  }

  private static func chunk(_ name: StaticString, _ content: [UInt8]) -> [UInt8] {
    Array(name.description.utf8) + littleEndian(content.count) + littleEndian(0) + content
  }

  private static func littleEndian(_ value: Int) -> [UInt8] {
    let bits = UInt32(truncatingIfNeeded: value)
    return (0..<4).map { UInt8(truncatingIfNeeded: bits >> UInt32(8 * $0)) }
  }
}
