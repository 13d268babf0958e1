import EnvironmentAPI
import JSONText
import PaintCore

/// One contiguous buffer per leaf for the observations of all lanes, written by the lanes' threads
/// and then encoded once.
final class ObservationBuffers {
  /// The leaves in layout order.
  let leaves: [ObservationLeaf]
  /// How many observations there is room for.
  let rowCount: Int
  private let rowBytes: [Int]
  private let storage: [UnsafeMutableRawBufferPointer]
  /// Where each leaf is written for this request: into the storage or into shared memory.
  private var targets: [UnsafeMutableRawBufferPointer]
  private var places: [SharedSlots.Place?]
  private let digests: UnsafeMutableBufferPointer<Digest>

  /// Reserves zeroed room for `rowCount` observations.
  init(_ leaves: [ObservationLeaf], rowCount: Int) {
    self.leaves = leaves
    self.rowCount = rowCount
    rowBytes = leaves.map(\.space.byteCount)
    storage = rowBytes.map { size in
      let buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: size * rowCount, alignment: 16)
      buffer.initializeMemory(as: UInt8.self, repeating: 0)
      return buffer
    }
    targets = storage
    places = leaves.map { _ in nil }
    digests = .allocate(capacity: rowCount)
    digests.initialize(repeating: Digest())
  }

  deinit {
    for buffer in storage { buffer.deallocate() }
    digests.deallocate()
  }

  /// Begins the observations of a request, which are valid until the next one begins.
  func begin(_ request: ObservationRequest, _ transport: TensorTransport) {
    guard transport.encoding == .shm else { return }
    for (index, leaf) in leaves.enumerated() {
      places[index] =
        request.isWanted[index] ? transport.reserve(leaf.space, count: rowCount) : nil
      targets[index] = places[index]?.bytes ?? storage[index]
    }
  }

  /// Writes what is asked for of one lane; different rows may be written at the same time.
  func write(_ view: LaneView, row: Int, _ request: ObservationRequest) {
    var digest = Digest()
    for (leaf, size) in rowBytes.enumerated() where request.digest || request.isWanted[leaf] {
      let bytes = UnsafeMutableRawBufferPointer(
        rebasing: targets[leaf][(row * size)..<((row + 1) * size)])
      view.writeObservation(leaf: leaf, into: bytes)
      if request.digest { digest.append(UnsafeRawBufferPointer(bytes)) }
    }
    digests[row] = digest
  }

  /// Moves the rows of `lanes`, ascending, to the front.
  func compact(_ lanes: [Int]) {
    for (leaf, size) in rowBytes.enumerated() {
      guard let base = targets[leaf].baseAddress else { continue }
      for (row, lane) in lanes.enumerated() where row != lane {
        (base + row * size).copyMemory(from: base + lane * size, byteCount: size)
      }
    }
  }

  /// The first `count` rows of a leaf, or without a leading axis the first.
  func rows(_ leaf: Int, count: Int, isBatched: Bool) -> TensorRows {
    TensorRows(
      bytes: UnsafeRawBufferPointer(rebasing: targets[leaf][0..<(count * rowBytes[leaf])]),
      space: leaves[leaf].space, count: isBatched ? count : nil, owner: self,
      place: places[leaf])
  }

  /// The digest of a row with the reward and the flags of the step that led to it.
  func digest(row: Int, reward: Double, terminated: Bool, truncated: Bool) -> Digest {
    var digest = digests[row]
    digest.append(reward.bitPattern)
    digest.append([terminated ? 1 : 0, truncated ? 1 : 0])
    return digest
  }
}

/// What a request wants to see.
struct ObservationRequest {
  /// Which leaves, in layout order.
  var isWanted: [Bool]
  /// Whether digests are asked for; they need every leaf.
  var digest = false

  /// Everything, without digests.
  init(leafCount: Int) {
    isWanted = [Bool](repeating: true, count: leafCount)
  }

  /// Back to everything, without digests.
  mutating func wantEverything() {
    for leaf in isWanted.indices { isWanted[leaf] = true }
    digest = false
  }

  /// Reads a `want`: a list of leaves.
  mutating func readWant(_ scanner: inout JSONScanner, _ names: NameTable) throws(JSONError) {
    for leaf in isWanted.indices { isWanted[leaf] = false }
    try scanner.beginArray()
    while try scanner.nextElement() {
      _ = try scanner.peek()
      let place = scanner.offset
      guard let leaf = names.index(of: try scanner.rawString().range, in: scanner) else {
        throw scanner.error(
          at: place, expected: "one of the leaves \(names.names.joined(separator: ", "))")
      }
      isWanted[leaf] = true
    }
  }
}
