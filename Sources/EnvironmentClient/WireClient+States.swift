import JSONText

/// A lane's whole state as `save` sent it; only the same server and configuration can load it.
public struct WireState: Sendable, Equatable {
  /// The state as JSON text, opaque to clients.
  public let json: [UInt8]

  /// Keeps a state that `WireClient.save` returned.
  public init(json: [UInt8]) {
    self.json = json
  }
}

extension WireClient {
  /// Clones the state of one lane into others inside the server.
  public func copy(from source: Int, to destinations: [Int]) throws {
    _ = try request("copy") { writer in
      writer.key("from")
      writer.integer(source)
      writer.key("to")
      writer.integers(destinations)
    }
  }

  /// Returns the whole state of lanes, in their order.
  public func save(lanes: [Int]) throws -> [WireState] {
    let result = try request("save") { writer in
      writer.key("lanes")
      writer.integers(lanes)
    }
    let states = try reading("save") { () throws(JSONError) in
      try result.member("states").array()
    }
    guard states.count == lanes.count else {
      throw ClientError.malformedResponse(
        method: "save", reason: "expected \(lanes.count) states, got \(states.count)")
    }
    return states.map { state in
      var writer = JSONWriter()
      writer.node(state)
      return WireState(json: writer.bytes)
    }
  }

  /// Puts saved states into lanes: one each, or a single one into all of them. The whole
  /// observation comes back.
  public func load(_ states: [WireState], lanes: [Int]) throws -> WireObservation {
    let result = try request("load") { writer in
      writer.key("states")
      writer.beginArray()
      for state in states { writer.raw(state.json) }
      writer.endArray()
      writer.key("lanes")
      writer.integers(lanes)
    }
    return WireObservation(node: result, method: "load")
  }

  /// Returns what the episode of a lane executed, as text: a JSON object for the format `json`.
  public func program(lane: Int, format: String) throws -> [UInt8] {
    let result = try request("program") { writer in
      writer.key("lanes")
      writer.integers([lane])
      writer.key("format")
      writer.string(format)
    }
    let programs = try reading("program") { () throws(JSONError) in
      try result.member("programs").array()
    }
    guard programs.count == 1 else {
      throw ClientError.malformedResponse(
        method: "program", reason: "expected 1 program, got \(programs.count)")
    }
    if case .string(let text) = programs[0].value { return Array(text.utf8) }
    var writer = JSONWriter()
    writer.node(programs[0])
    writer.endLine()
    return writer.bytes
  }

  /// Returns a picture of a lane's painting, shape `[height, width, channels]`.
  public func render(lane: Int, width: Int, height: Int) throws -> WireTensor {
    let result = try request("render") { writer in
      writer.key("lanes")
      writer.integers([lane])
      writer.key("mode")
      writer.string("rgb_array")
      writer.key("width")
      writer.integer(width)
      writer.key("height")
      writer.integer(height)
    }
    return try reading("render") { () throws(JSONError) in
      let frames = try result.member("frames")
      guard let frame = try frames.array().first else { throw frames.error(expected: "a frame") }
      return try WireTensor(frame)
    }
  }
}

extension JSONWriter {
  mutating func integers(_ values: [Int]) {
    beginArray()
    for value in values { integer(value) }
    endArray()
  }
}
