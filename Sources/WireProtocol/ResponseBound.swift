import EnvironmentAPI
import JSONText

/// The most bytes that a `reset` or `step` response can have, known before the first one.
struct ResponseBound {
  let configuration: EnvironmentConfiguration
  let laneCount: Int
  let encoding: TensorEncoding
  let autoreset: Autoreset

  /// The largest response that a server makes for anybody, in bytes.
  static let maximumBytes = 1 << 30

  /// The bound in bytes; nil when it does not even fit in an integer.
  var bytes: Int? {
    var observation = 16
    for leaf in configuration.observation {
      guard let size = bytes(of: leaf) else { return nil }
      let (sum, overflow) = observation.addingReportingOverflow(size)
      guard !overflow else { return nil }
      observation = sum
    }
    // Reward, two flags, seed, return, length, two masks and digest of a lane, then the frame.
    let info = configuration.engine.info
    let perLane = 26 + 2 * 6 + 23 + 26 + 21 + 2 * 6 + 19 + 26 * info.count
    let names = info.reduce(0) { $0 + 6 * $1.name.utf8.count + 8 }
    let frame = 1024 + Envelope.maximumIDBytes + names
    let copies = autoreset == .sameStep ? 2 : 1
    let (all, overflow) = observation.multipliedReportingOverflow(by: copies)
    let (sum, isTooMuch) = all.addingReportingOverflow(perLane * laneCount + frame)
    return overflow || isTooMuch ? nil : sum
  }

  private func bytes(of leaf: ObservationLeaf) -> Int? {
    let space = leaf.space
    let (count, overflow) = space.elementCount.multipliedReportingOverflow(by: laneCount)
    guard !overflow, count < Int.max / 64 else { return nil }
    let header = 96 + 21 * (space.shape.count + 1) + 6 * leaf.name.utf8.count
    switch encoding.encoding(of: space) {
    case .json: return header + count * space.elementType.digitBytes
    case .raw, .shm: return header + 64 + count * space.elementType.byteCount
    case .base64: return header + Base64.encodedLength(of: count * space.elementType.byteCount)
    case .png:
      // Stored deflate blocks cost five bytes each 16 KiB, chunks a few dozen, rows one filter byte.
      let file = space.elementCount + space.elementCount / 1000 + space.shape[0] + 4096
      return header + laneCount * (Base64.encodedLength(of: file) + 3)
    }
  }
}

extension ElementType {
  /// The most characters of one number, its comma included.
  fileprivate var digitBytes: Int {
    switch self {
    case .uint8: 4
    case .int32: 12
    case .int64: 21
    case .float32: 18
    case .float64: 26
    }
  }
}
