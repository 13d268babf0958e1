import EnvironmentAPI
import JSONText

/// What a client agreed on with `initialize`: the lanes, how they are encoded, and the buffers that
/// requests share. Every method answers one request: it writes the result, or throws before
/// anything has changed.
final class ServedEnvironment {
  /// What was agreed on.
  struct Agreement {
    /// Whether everything that there is once per lane has a leading axis.
    var isBatched: Bool
    /// The longest line that the client reads, in bytes.
    var maximumResponseBytes: Int
    /// The seed of a first reset without one.
    var firstSeed: UInt64?
  }

  let lanes: VectorEnvironment
  let agreement: Agreement
  let transport: TensorTransport
  let leafNames: NameTable
  let buffers: ObservationBuffers
  /// The last observations of episodes that ended; only `SameStep` has them.
  let finalBuffers: ObservationBuffers?
  var request: ObservationRequest
  var actions: ActionReader

  /// Makes the buffers for `lanes`.
  init(
    _ lanes: VectorEnvironment, _ agreement: Agreement, _ transport: TensorTransport
  ) {
    self.lanes = lanes
    self.agreement = agreement
    self.transport = transport
    let leaves = lanes.configuration.observation
    leafNames = NameTable(leaves.map(\.name))
    buffers = ObservationBuffers(leaves, rowCount: lanes.laneCount)
    finalBuffers =
      lanes.autoreset == .sameStep
      ? ObservationBuffers(leaves, rowCount: lanes.laneCount) : nil
    request = ObservationRequest(leafCount: leaves.count)
    actions = ActionReader(lanes.configuration.engine.action)
  }

  var configuration: EnvironmentConfiguration { lanes.configuration }
  var laneCount: Int { lanes.laneCount }
  var isBatched: Bool { agreement.isBatched }

  // MARK: What responses have in common

  /// Writes the wanted leaves of the first `rowCount` rows as an object.
  ///
  /// - Parameter isBatched: Whether there is a leading axis for the rows.
  func writeObservation(
    _ buffers: ObservationBuffers, rowCount: Int, isBatched: Bool, to writer: inout JSONWriter
  ) throws {
    writer.beginObject()
    for (index, leaf) in buffers.leaves.enumerated() where request.isWanted[index] {
      writer.key(escaping: leaf.name)
      let rows = buffers.rows(index, count: rowCount, isBatched: isBatched)
      try writer.leaf(rows, by: transport)
    }
    writer.endObject()
  }

  /// Writes one value per lane: an array, or the only one.
  func writeLanes(to writer: inout JSONWriter, _ write: (inout JSONWriter, Int) -> Void) {
    guard isBatched else { return write(&writer, 0) }
    writer.beginArray()
    for lane in 0..<laneCount { write(&writer, lane) }
    writer.endArray()
  }

  /// Writes `obs` and `info` of lanes that have not just been stepped.
  func writeCurrentObservation(to writer: inout JSONWriter) throws {
    buffers.begin(request, transport)
    try lanes.observe { lane, view in self.buffers.write(view, row: lane, self.request) }
    writer.key("obs")
    try writeObservation(buffers, rowCount: laneCount, isBatched: isBatched, to: &writer)
    let seeds = lanes.seeds
    writer.key("info")
    writer.beginObject()
    writer.key("seed")
    writeLanes(to: &writer) { $0.unsigned64(seeds[$1]) }
    writer.endObject()
  }
}
