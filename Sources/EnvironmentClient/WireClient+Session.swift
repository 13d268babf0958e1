public import EnvironmentAPI
import JSONText
public import StrokeProgram

/// What a client asks of an environment; nil and missing options leave the server's own choice.
public struct EnvironmentRequest: Sendable, Equatable {
  /// The engine.
  public var backend: String?
  /// The number of lanes.
  public var laneCount: Int?
  /// What happens after the end of an episode.
  public var autoreset: Autoreset?
  /// Options to change.
  public var options: [String: OptionValue]

  /// Makes a request.
  public init(
    backend: String? = nil, laneCount: Int? = nil, autoreset: Autoreset? = nil,
    options: [String: OptionValue] = [:]
  ) {
    self.backend = backend
    self.laneCount = laneCount
    self.autoreset = autoreset
    self.options = options
  }
}

extension WireClient {
  /// Begins the session.
  ///
  /// - Parameters:
  ///   - name: The client's name, for the server's log.
  ///   - maximumLineBytes: The longest line that the client accepts.
  public func initialize(
    name: String, version: String, environment: EnvironmentRequest, maximumLineBytes: Int
  ) throws -> EnvironmentDescription {
    let result = try request("initialize") { writer in
      writer.key("protocolVersion")
      writer.string("1.0")
      writer.key("clientInfo")
      writer.beginObject()
      writer.key("name")
      writer.string(name)
      writer.key("version")
      writer.string(version)
      writer.endObject()
      writer.key("capabilities")
      writer.beginObject()
      writer.key("obsEncodings")
      writer.beginArray()
      writer.string("b64")
      writer.endArray()
      writer.key("maxLineBytes")
      writer.integer(maximumLineBytes)
      writer.endObject()
      writer.key("env")
      environment.write(to: &writer)
    }
    return try reading("initialize") { () throws(JSONError) in
      try EnvironmentDescription(result)
    }
  }

  /// Asks whether the environment is there.
  public func ping() throws {
    _ = try request("ping")
  }

  /// Ends the environment; nothing may be asked afterwards.
  public func shutdown() throws {
    _ = try request("shutdown")
  }
}

extension EnvironmentRequest {
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    if let backend {
      writer.key("backend")
      writer.string(backend)
    }
    if let laneCount {
      writer.key("numEnvs")
      writer.integer(laneCount)
    }
    if let autoreset {
      writer.key("autoreset")
      writer.string(autoreset.rawValue)
    }
    if !options.isEmpty {
      writer.key("options")
      options.write(to: &writer)
    }
    writer.endObject()
  }
}
