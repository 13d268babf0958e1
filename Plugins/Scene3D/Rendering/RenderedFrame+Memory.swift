extension RenderedFrame {
  /// Makes a frame with memory for the channels.
  init(width: Int, height: Int, channels: RenderChannels) {
    self.init(width: width, height: height)
    let count = width * height
    rgb = [UInt8](repeating: 0, count: count * 3)
    if channels.contains(.alpha) { alpha = [UInt8](repeating: 0, count: count) }
    if channels.contains(.depth) { depth = [Float](repeating: .infinity, count: count) }
    if channels.contains(.distance) { distance = [Float](repeating: .infinity, count: count) }
    if channels.contains(.normals) { normals = [Float](repeating: 0, count: count * 3) }
    if channels.contains(.objectId) { objectId = [Int32](repeating: -1, count: count) }
    if channels.contains(.materialId) { materialId = [Int32](repeating: -1, count: count) }
  }

  /// Takes another frame's pixels into memory of its own, which is kept where the sizes agree.
  mutating func copyPixels(of other: RenderedFrame) {
    (width, height) = (other.width, other.height)
    copyElements(of: other.rgb, to: &rgb)
    copyElements(of: other.alpha, to: &alpha)
    copyElements(of: other.depth, to: &depth)
    copyElements(of: other.distance, to: &distance)
    copyElements(of: other.normals, to: &normals)
    copyElements(of: other.objectId, to: &objectId)
    copyElements(of: other.materialId, to: &materialId)
  }

  /// Calls `body` with pointers to the channels that have memory.
  mutating func withTarget(_ body: (FrameTarget) -> Void) {
    let (width, height) = (width, height)
    rgb.withUnsafeMutableBufferPointer { rgb in
      alpha.withUnsafeMutableBufferPointer { alpha in
        depth.withUnsafeMutableBufferPointer { depth in
          distance.withUnsafeMutableBufferPointer { distance in
            normals.withUnsafeMutableBufferPointer { normals in
              objectId.withUnsafeMutableBufferPointer { objectId in
                materialId.withUnsafeMutableBufferPointer { materialId in
                  guard let rgb = rgb.baseAddress else { return }
                  body(
                    FrameTarget(
                      width: width, height: height, rgb: rgb, alpha: start(alpha),
                      depth: start(depth), distance: start(distance), normals: start(normals),
                      objectId: start(objectId), materialId: start(materialId)))
                }
              }
            }
          }
        }
      }
    }
  }
}

/// Copies without allocating where the counts agree.
private func copyElements<Element: BitwiseCopyable>(
  of source: [Element], to destination: inout [Element]
) {
  if destination.count != source.count { destination = [] }
  guard !source.isEmpty else { return }
  guard destination.count == source.count else {
    // memory of its own: sharing the source's would copy it at its next change
    return destination = [Element](unsafeUninitializedCapacity: source.count) { buffer, count in
      _ = buffer.update(fromContentsOf: source)
      count = source.count
    }
  }
  destination.withUnsafeMutableBufferPointer { _ = $0.update(fromContentsOf: source) }
}

/// The first element; nil where there is none.
private func start<Element>(
  _ buffer: UnsafeMutableBufferPointer<Element>
) -> UnsafeMutablePointer<Element>? {
  buffer.isEmpty ? nil : buffer.baseAddress
}
