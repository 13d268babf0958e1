import EnvironmentAPI
import JSONText
import PaintCore

/// The most programs of one `evaluate`.
private let maximumPrograms = 1 << 16

// MARK: Evaluate

extension ServedEnvironment {
  /// `evaluate`: what candidate programs would earn from a lane's state.
  ///
  /// Without `want`, or with an empty one, no observation is computed and there is no `obs`.
  func evaluate(_ parameters: Parameters, to writer: inout JSONWriter) throws {
    let (lane, axes) = try readEvaluate(parameters)
    let count = axes[0]
    let observations = try programBuffers(count)
    let result = try lanes.evaluate(
      from: lane, programs: actions.table, programCount: count,
      observe: { program, view in
        observations?.write(view, row: program, self.request)
      })
    writer.beginObject()
    writer.key("returns")
    writer.beginArray()
    for value in result.returns { writer.number(value) }
    writer.endArray()
    writer.key("lengths")
    writer.integers(result.lengths)
    if let observations {
      writer.key("obs")
      try writeObservation(observations, rowCount: count, isBatched: true, to: &writer)
    }
    writer.endObject()
  }

  private func readEvaluate(_ parameters: Parameters) throws -> (lane: Int, axes: [Int]) {
    request.wantEverything()
    for leaf in request.isWanted.indices { request.isWanted[leaf] = false }
    var lane: Int?
    var axes: [Int]?
    var place = 0
    var scanner = parameters.scanner()
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      if scanner.key(key, equals: "from") {
        lane = Int(try scanner.integer())
      } else if scanner.key(key, equals: "programs") {
        place = key.lowerBound - 1
        axes = try actions.read(&scanner, axes: [nil, nil])
      } else if scanner.key(key, equals: "want") {
        try request.readWant(&scanner, leafNames)
      } else {
        throw scanner.unknownMember(key, known: "from, programs, want")
      }
    }
    guard let lane else { throw scanner.error(at: 0, expected: "a member \"from\"") }
    guard let axes else { throw scanner.error(at: 0, expected: "a member \"programs\"") }
    guard axes[0] > 0 else {
      throw scanner.error(at: place, expected: "at least one program", got: "none")
    }
    guard axes[0] <= maximumPrograms else {
      throw EnvironmentError.resourceLimit(
        what: "programs", limit: "\(maximumPrograms)", got: "\(axes[0])")
    }
    return (lane, axes)
  }

  /// Room for the wanted observations of `count` programs; nil when none are wanted.
  private func programBuffers(_ count: Int) throws(EnvironmentError) -> ObservationBuffers? {
    guard request.isWanted.contains(true) else { return nil }
    let rowBytes = configuration.observation.reduce(0) { $0 + $1.space.byteCount }
    let limit = min(agreement.maximumResponseBytes, ResponseBound.maximumBytes)
    guard rowBytes <= limit / count else {
      throw .resourceLimit(
        what: "observations of programs", limit: "\(limit) bytes",
        got: "\(count) of \(rowBytes) bytes")
    }
    return ObservationBuffers(configuration.observation, rowCount: count)
  }
}

// MARK: Copy, save, load

extension ServedEnvironment {
  /// The name of the form that `save` writes states in.
  static let stateFormat = "spiral-lane-1"

  /// `copy`: clones the state of a lane into others.
  func copy(_ parameters: Parameters, to writer: inout JSONWriter) throws {
    let tree = try parameters.tree(allowing: ["from", "to"])
    let from = try tree.member("from").integer()
    let destinations = try readLanes(tree.member("to"))
    try lanes.copy(from: from, to: destinations)
    writer.beginObject()
    writer.endObject()
  }

  /// `save`: the whole states of lanes.
  func save(_ parameters: Parameters, to writer: inout JSONWriter) throws {
    let tree = try parameters.tree(allowing: ["lanes"])
    writer.beginObject()
    writer.key("states")
    writer.beginArray()
    for lane in try readLanes(tree["lanes"]) {
      let state = try lanes.save(lane)
      writer.beginObject()
      writer.key("lane")
      writer.integer(lane)
      writer.key("format")
      writer.string(Self.stateFormat)
      writer.key("backendVersion")
      writer.string(configuration.backend.version)
      writer.key("config")
      writer.string(configuration.digest)
      writer.key("data")
      state.withUnsafeBytes { writer.base64($0) }
      writer.endObject()
    }
    writer.endArray()
    writer.endObject()
  }

  /// `load`: puts saved states into lanes, all or none.
  ///
  /// Without `lanes` each state goes where it came from; with it, one state goes to all of them, or
  /// several states one to each.
  func load(_ parameters: Parameters, to writer: inout JSONWriter) throws {
    let tree = try parameters.tree(allowing: ["states", "lanes"])
    let nodes = try tree.member("states").array()
    let destinations = try readDestinations(nodes, tree["lanes"])
    var states: [(bytes: [UInt8], lanes: [Int])] = []
    for (node, lanes) in zip(nodes, destinations) {
      states.append((try readState(node), lanes))
    }
    var mask = [Bool](repeating: false, count: laneCount)
    for lane in destinations.joined() where mask.indices.contains(lane) { mask[lane] = true }
    try requireNoFreshLane(outside: mask)
    try lanes.load(states)
    request.wantEverything()
    writer.beginObject()
    try writeCurrentObservation(to: &writer)
    writer.endObject()
  }

  private func readDestinations(_ states: [JSONNode], _ lanes: JSONNode?) throws -> [[Int]] {
    guard let lanes else { return try states.map { [try $0.member("lane").integer()] } }
    let list = try readLanes(lanes)
    if states.count == 1 { return [list] }
    guard list.count == states.count else {
      throw lanes.error(expected: "\(states.count) lanes, one for each state")
    }
    return list.map { [$0] }
  }

  private func readState(_ node: JSONNode) throws -> [UInt8] {
    try node.allowOnly(["lane", "format", "backendVersion", "config", "data"])
    let expected = [
      ("format", Self.stateFormat), ("backendVersion", configuration.backend.version),
      ("config", configuration.digest),
    ]
    for (name, value) in expected {
      let got = try node.member(name).string()
      guard got == value else {
        throw EnvironmentError.stateIncompatible(expected: "\(name) \(value)", got: got)
      }
    }
    let data = try node.member("data")
    let text = try data.string()
    var bytes: [UInt8] = []
    do throws(Base64Error) {
      try Array(text.utf8).withUnsafeBufferPointer { (text) throws(Base64Error) in
        try Base64.decode(UnsafeRawBufferPointer(text), into: &bytes)
      }
    } catch { throw data.error(expected: "base64", got: "\(error)") }
    return bytes
  }

  /// Reads a list of lanes; all of them when there is none.
  func readLanes(_ node: JSONNode?) throws(JSONError) -> [Int] {
    guard let node else { return Array(0..<laneCount) }
    let elements = try node.array()
    guard elements.count <= VectorEnvironment.maximumLanes else {
      throw node.error(expected: "at most \(VectorEnvironment.maximumLanes) lanes")
    }
    var list: [Int] = []
    for element in elements { list.append(try element.integer(in: 0...(laneCount - 1))) }
    return list
  }
}

// MARK: Sample

extension ServedEnvironment {
  /// `sample`: `count` uniform random actions, as columns.
  func sample(_ parameters: Parameters, to writer: inout JSONWriter) throws {
    let tree = try parameters.tree(allowing: ["seed", "count"])
    let seed = try tree.member("seed").unsigned64()
    let count = try tree.member("count").integer(in: 0...Int.max)
    let limit = 1_000_000
    guard count <= limit else {
      throw EnvironmentError.resourceLimit(what: "count", limit: "\(limit)", got: "\(count)")
    }
    var random = RandomStream(key: seed, stream: 0)
    let space = configuration.engine.action
    let table = space.sample(count: count, from: &random)
    writer.beginObject()
    writer.key("actions")
    writer.beginObject()
    for (part, offset) in zip(space.parts, space.offsets) {
      writer.key(escaping: part.name)
      writer.beginArray()
      for row in 0..<count {
        let start = row * space.width + offset
        var numbers = table.numbers[start..<(start + part.space.elementCount)]
        writer.nested(&numbers, part.space.shape[...], part.space.elementType)
      }
      writer.endArray()
    }
    writer.endObject()
    writer.endObject()
  }
}

extension JSONWriter {
  /// Takes the numbers of a value off the front and writes them as arrays folded by `shape`.
  fileprivate mutating func nested(
    _ numbers: inout ArraySlice<Double>, _ shape: ArraySlice<Int>, _ type: ElementType
  ) {
    guard let side = shape.first else {
      let value = numbers.popFirst() ?? 0
      if type.isInteger {
        shortNumber(value)
      } else if type == .float32 {
        number(Float(value))
      } else {
        number(value)
      }
      return
    }
    beginArray()
    for _ in 0..<side { nested(&numbers, shape.dropFirst(), type) }
    endArray()
  }
}
