package import JSONText

/// What all sessions have in common: it reads envelopes, writes the frames of responses and errors,
/// and counts unreadable lines. A session adds what its methods do.
package final class RequestDispatcher {
  /// One request whose envelope was right.
  package struct Request {
    /// The method's name.
    package let method: String
    /// Its parameters.
    package let parameters: Parameters
  }

  private var envelopes = EnvelopeReader()
  private var writer = JSONWriter(capacity: 4096)
  private var lineNumber = 0
  /// How many lines in a row could not be read at all.
  private var faultCount = 0
  private let maximumRequestBytes: Int

  /// After so many unreadable lines in a row the other side does not speak this protocol.
  private static let maximumFaults = 100

  /// - Parameter maximumRequestBytes: What the framer in front accepts, for its error message.
  package init(maximumRequestBytes: Int) {
    self.maximumRequestBytes = maximumRequestBytes
  }

  /// Appends the answer to one line: exactly one response, or nothing for a notification.
  ///
  /// - Parameter perform: Writes the value of `result` and says whether to go on; whatever it
  ///   throws becomes an error response instead.
  package func respond(
    to line: FramedLine, into output: inout [UInt8],
    _ perform: (Request, inout JSONWriter) throws -> WireDirective
  ) -> WireDirective {
    lineNumber += 1
    writer.removeAll()
    let directive = answer(line, perform)
    // The two buffers take turns, so that neither is copied and both keep their memory.
    if output.isEmpty {
      swap(&output, &writer.bytes)
    } else {
      output.append(contentsOf: writer.bytes)
    }
    return directive
  }

  private func answer(
    _ line: FramedLine, _ perform: (Request, inout JSONWriter) throws -> WireDirective
  ) -> WireDirective {
    switch line {
    case .tooLong(let count):
      let limit = maximumRequestBytes
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
        return run(envelope, in: bytes, perform)
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

  private func countFault() -> WireDirective {
    faultCount += 1
    return faultCount < Self.maximumFaults ? .proceed : .exit(code: 65)
  }

  private func run(
    _ envelope: Envelope, in line: UnsafeRawBufferPointer,
    _ perform: (Request, inout JSONWriter) throws -> WireDirective
  ) -> WireDirective {
    guard let idRange = envelope.id else { return .proceed }
    let id = UnsafeBufferPointer(rebasing: line.bindMemory(to: UInt8.self)[idRange])
    let parameters = Parameters(of: envelope, in: line)
    do {
      writer.beginResponse(id: id)
      writer.key("result")
      let request = Request(method: envelope.method, parameters: parameters)
      let directive = try perform(request, &writer)
      writer.endObject()
      writer.endLine()
      return directive
    } catch {
      writer.removeAll()
      let error = WireError(error, parametersAt: parameters.base)
      writer.errorResponse(error, id: id, line: lineNumber)
    }
    return .proceed
  }
}
