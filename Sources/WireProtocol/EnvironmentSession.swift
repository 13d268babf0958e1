import EnvironmentAPI
import JSONText

/// One client's session with an environment server, as PROTOCOL.md describes it: a pure state
/// machine, bytes in and bytes out.
///
/// Not here: critics, executable backends. Beyond the protocol's text: an
/// id that is a string has at most 128 bytes, an object at most 4096 members, errors number lines
/// from 1 without counting blank ones and bytes of a line from 1.
public struct EnvironmentSession: LineResponder, ~Copyable {
  let configuration: SessionConfiguration
  /// What `initialize` made; nil before it and after `shutdown`.
  var environment: ServedEnvironment?
  private let requests: RequestDispatcher

  /// Starts a session; nothing is made before `initialize`.
  public init(_ configuration: SessionConfiguration) {
    self.configuration = configuration
    requests = RequestDispatcher(maximumRequestBytes: configuration.maximumRequestBytes)
  }

  /// Appends the answer to one line: exactly one response, or nothing for a notification.
  public mutating func respond(
    to line: FramedLine, into output: inout [UInt8]
  ) -> WireDirective {
    environment?.transport.beginRequest()
    return requests.respond(to: line, into: &output) { request, writer in
      do { return try perform(request, to: &writer) } catch {
        // An error has no tensors.
        environment?.transport.beginRequest()
        throw error
      }
    }
  }

  /// The `raw` tensors of the last answer.
  public var attachments: [UnsafeRawBufferPointer] { environment?.transport.attachments ?? [] }

  // MARK: Requests

  private mutating func perform(
    _ request: RequestDispatcher.Request, to writer: inout JSONWriter
  ) throws -> WireDirective {
    guard let method = Method(rawValue: request.method) else {
      throw WireError(unknownMethod: request.method, known: Method.list)
    }
    do { try run(method, request.parameters, to: &writer) } catch {
      switch error {
      case EnvironmentError.rewardFailure, EnvironmentError.backendFailure: environment = nil
      default: break
      }
      throw error
    }
    if let environment {
      // The brace and the line's end follow.
      try Self.checkLength(
        writer.bytes.count + 2 + environment.transport.attachedByteCount,
        limit: environment.agreement.maximumResponseBytes)
    }
    return method == .shutdown ? .exit(code: 0) : .proceed
  }

  private mutating func run(
    _ method: Method, _ parameters: Parameters, to writer: inout JSONWriter
  ) throws {
    switch method {
    case .initialize: return try initialize(parameters, to: &writer)
    case .spec: return try spec(parameters, to: &writer)
    case .ping: return try parameters.acknowledge(to: &writer)
    case .shutdown:
      try parameters.acknowledge(to: &writer)
      environment = nil
      return
    default: break
    }
    guard let environment else {
      throw WireError(.notInitialized, "\(method.rawValue) needs initialize first")
    }
    switch method {
    case .reset: try environment.reset(parameters, to: &writer)
    case .step: try environment.step(parameters, to: &writer)
    case .evaluate: try environment.evaluate(parameters, to: &writer)
    case .copy: try environment.copy(parameters, to: &writer)
    case .save: try environment.save(parameters, to: &writer)
    case .load: try environment.load(parameters, to: &writer)
    case .render: try environment.render(parameters, to: &writer)
    case .program: try environment.program(parameters, to: &writer)
    case .sample: try environment.sample(parameters, to: &writer)
    case .initialize, .spec, .ping, .shutdown: break
    }
  }

  /// Refuses a response that the client could not read. Those of `reset` and `step` always fit.
  static func checkLength(_ count: Int, limit: Int) throws(WireError) {
    guard count > limit else { return }
    throw WireError(
      .resourceLimit, "the response has \(count) bytes, the client reads \(limit)",
      .value(name: "response", expected: "at most \(limit) bytes", got: "\(count)"))
  }
}

/// The methods of an environment server.
enum Method: String, CaseIterable {
  case initialize, spec, reset, step, evaluate, copy, save, load, render, program, sample, ping
  case shutdown

  /// All names, for people.
  static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
