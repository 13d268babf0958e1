import EnvironmentAPI
import JSONText

/// One client's session with an environment server, as PROTOCOL.md describes it: a pure state
/// machine, bytes in and bytes out.
///
/// Not here: critics, `raw` and `shm` tensors, executable backends. Beyond the protocol's text: an
/// id that is a string has at most 128 bytes, an object at most 4096 members, errors number lines
/// from 1 without counting blank ones and bytes of a line from 1.
public struct EnvironmentSession: LineResponder, ~Copyable {
  let configuration: SessionConfiguration
  /// What `initialize` made; nil before it and after `shutdown`.
  var environment: ServedEnvironment?
  private var envelopes = EnvelopeReader()
  private var writer = JSONWriter(capacity: 4096)
  private var lineNumber = 0
  /// How many lines in a row could not be read at all.
  private var faultCount = 0

  /// After so many unreadable lines in a row the other side does not speak this protocol.
  private static let maximumFaults = 100

  /// Starts a session; nothing is made before `initialize`.
  public init(_ configuration: SessionConfiguration) {
    self.configuration = configuration
  }

  /// Appends the answer to one line: exactly one response, or nothing for a notification.
  public mutating func respond(
    to line: FramedLine, into output: inout [UInt8]
  ) -> WireDirective {
    lineNumber += 1
    // Out of the session while it is written to, because requests change the session too.
    var writer = JSONWriter()
    swap(&writer, &self.writer)
    defer { swap(&writer, &self.writer) }
    writer.removeAll()
    let directive = answer(line, to: &writer)
    // The two buffers take turns, so that neither is copied and both keep their memory.
    if output.isEmpty {
      swap(&output, &writer.bytes)
    } else {
      output.append(contentsOf: writer.bytes)
    }
    return directive
  }

  private mutating func answer(
    _ line: FramedLine, to writer: inout JSONWriter
  ) -> WireDirective {
    switch line {
    case .tooLong(let count):
      let limit = configuration.maximumRequestBytes
      let message = "the line has \(count) bytes, at most \(limit) are read; it was skipped"
      let evidence = WireError.Evidence.value(
        name: "line", expected: "at most \(limit) bytes", got: "\(count)")
      writer.errorResponse(
        WireError(.lineTooLong, message, evidence), id: nil, line: lineNumber)
      return countFault()
    case .line(let bytes):
      do throws(EnvelopeFault) {
        let envelope = try envelopes.read(bytes)
        faultCount = 0
        return perform(envelope, in: bytes, to: &writer)
      } catch {
        let id = error.id.map {
          UnsafeBufferPointer(rebasing: bytes.bindMemory(to: UInt8.self)[$0])
        }
        writer.errorResponse(error.error, id: id, line: lineNumber)
        if error.error.kind == .parseError { return countFault() }
        faultCount = 0
        return .proceed
      }
    }
  }

  private mutating func countFault() -> WireDirective {
    faultCount += 1
    return faultCount < Self.maximumFaults ? .proceed : .exit(code: 65)
  }

  // MARK: Requests

  private mutating func perform(
    _ envelope: Envelope, in line: UnsafeRawBufferPointer, to writer: inout JSONWriter
  ) -> WireDirective {
    guard let idRange = envelope.id else { return .proceed }
    let id = UnsafeBufferPointer(rebasing: line.bindMemory(to: UInt8.self)[idRange])
    let parameters = Parameters(of: envelope, in: line)
    do {
      guard let method = Method(rawValue: envelope.method) else {
        throw WireError(
          .methodNotFound, "there is no method '\(envelope.method)'",
          .value(name: "method", expected: Method.list, got: envelope.method))
      }
      writer.beginResponse(id: id)
      writer.key("result")
      try run(method, parameters, to: &writer)
      writer.endObject()
      writer.endLine()
      if let environment {
        try Self.checkLength(
          writer.bytes.count, limit: environment.agreement.maximumResponseBytes)
      }
      if method == .shutdown { return .exit(code: 0) }
    } catch {
      writer.removeAll()
      let error = WireError(error, parametersAt: parameters.base)
      writer.errorResponse(error, id: id, line: lineNumber)
    }
    return .proceed
  }

  private mutating func run(
    _ method: Method, _ parameters: Parameters, to writer: inout JSONWriter
  ) throws {
    switch method {
    case .initialize: return try initialize(parameters, to: &writer)
    case .spec: return try spec(parameters, to: &writer)
    case .ping: return try finish(parameters, to: &writer)
    case .shutdown:
      try finish(parameters, to: &writer)
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

  /// Writes the empty result of a method without parameters.
  private func finish(_ parameters: Parameters, to writer: inout JSONWriter) throws(JSONError) {
    _ = try parameters.tree(allowing: [])
    writer.beginObject()
    writer.endObject()
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
