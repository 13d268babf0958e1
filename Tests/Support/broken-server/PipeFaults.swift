import Glibc
import WireProtocol

/// Faults of the loop around a session, which a responder cannot have.
enum PipeFault: String {
  case blankLines = "framing.line-ends"
  case lastLine = "framing.last-line"
  case halfLines = "flow.half-lines"
}

/// A plain blocking loop from standard input to standard output with a fault in it.
func serve(_ dialogue: Dialogue, _ fault: PipeFault) -> Int32 {
  signal(SIGPIPE, SIG_IGN)
  signal(SIGTERM) { _ in _exit(143) }
  signal(SIGINT) { _ in _exit(130) }
  var pending: [UInt8] = []
  while true {
    let piece = [UInt8](unsafeUninitializedCapacity: 65_536) { bytes, count in
      count = max(0, read(STDIN_FILENO, bytes.baseAddress, 65_536))
    }
    if piece.isEmpty { break }
    pending += piece
    if fault == .halfLines, piece.count < 20, pending.last != 0x0A { pending.append(0x0A) }
    while let end = pending.firstIndex(of: 0x0A) {
      let line = Array(pending[..<end])
      pending.removeFirst(end + 1)
      if line.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }), fault != .blankLines { continue }
      if let code = answer(line, dialogue) { return code }
    }
  }
  if fault != .lastLine, !pending.isEmpty { return answer(pending, dialogue) ?? 0 }
  return 0
}

/// Answers one line; the exit code when that was the last one.
private func answer(_ line: [UInt8], _ dialogue: Dialogue) -> Int32? {
  let bytes =
    line.count > maximumLineBytes
    ? dialogue.answer(.tooLong(bytesSkipped: line.count)) { $0.honest() }
    : line.withUnsafeBytes { dialogue.answer(.line($0)) { $0.honest() } }
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    if count <= 0 { return 1 }
    rest = rest.dropFirst(count)
  }
  if case .exit(let code) = dialogue.directive { return code }
  return nil
}
