import EnvironmentAPI

/// What can be observed of a scene beside its colours, at the centre ray of every pixel.
enum TruthChannel: String, CaseIterable, Sendable {
  case alpha, depth, distance, normals, objectId, materialId

  /// Reads a list of names that are separated by commas.
  ///
  /// - Throws: `invalidOption` for a channel that does not exist or is named twice.
  static func list(_ text: String) throws(EnvironmentError) -> [TruthChannel] {
    var channels: [TruthChannel] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: !text.contains(",")) {
      guard let channel = TruthChannel(rawValue: String(name)), !channels.contains(channel) else {
        throw .invalidOption(
          name: "truth",
          expected: "different channels of \(allCases.map(\.rawValue).joined(separator: ", "))",
          got: "\"\(name)\" in \"\(text)\"")
      }
      channels.append(channel)
    }
    return channels
  }

  /// The renderer's name for it.
  var renderChannel: RenderChannels {
    switch self {
    case .alpha: .alpha
    case .depth: .depth
    case .distance: .distance
    case .normals: .normals
    case .objectId: .objectId
    case .materialId: .materialId
    }
  }

  /// Its leaf in the observation of a canvas `side` pixels wide and high.
  func leaf(side: Int) -> ObservationLeaf {
    let metres = LeafSpace.box(.float32, shape: [side, side], low: 0, high: nil)
    let ids = LeafSpace.box(.int32, shape: [side, side], low: -1, high: nil)
    return switch self {
    case .alpha:
      ObservationLeaf(
        rawValue, .box(.uint8, shape: [side, side], low: 0, high: 255),
        doc: "share of a pixel that is not background, 255 for all of it")
    case .depth:
      ObservationLeaf(
        rawValue, metres, doc: "distance along the camera's axis, m; 0 where nothing is")
    case .distance:
      ObservationLeaf(rawValue, metres, doc: "distance along the ray, m; 0 where nothing is")
    case .normals:
      ObservationLeaf(
        rawValue, .box(.float32, shape: [side, side, 3], low: -1, high: 1),
        doc: "outward unit normal, world x, y and z; 0 where nothing is")
    case .objectId:
      ObservationLeaf(
        rawValue, ids, doc: "number of the object from 1; 0 the ground, -1 the background")
    case .materialId:
      ObservationLeaf(
        rawValue, ids, doc: "number of the material from 1; 0 the ground, -1 the background")
    }
  }

  /// Writes the channel of a frame, little-endian.
  func write(_ frame: RenderedFrame, into bytes: UnsafeMutableRawBufferPointer) {
    switch self {
    case .alpha: bytes.copyBytes(from: frame.alpha)
    case .depth: Self.write(frame.depth, into: bytes) { $0.isFinite ? $0 : 0 }
    case .distance: Self.write(frame.distance, into: bytes) { $0.isFinite ? $0 : 0 }
    case .normals: Self.write(frame.normals, into: bytes) { min(max($0, -1), 1) }
    case .objectId: frame.objectId.withUnsafeBytes { bytes.copyMemory(from: $0) }
    case .materialId: frame.materialId.withUnsafeBytes { bytes.copyMemory(from: $0) }
    }
  }

  private static func write(
    _ numbers: [Float], into bytes: UnsafeMutableRawBufferPointer, _ shown: (Float) -> Float
  ) {
    for (index, number) in numbers.enumerated() {
      bytes.storeBytes(of: shown(number), toByteOffset: 4 * index, as: Float.self)
    }
  }
}
