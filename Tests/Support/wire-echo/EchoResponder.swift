import EnvironmentServer
import Glibc
import WireProtocol

/// Answers a line with itself, except for a few words that make it misbehave.
struct EchoResponder: LineResponder {
  /// Bytes behind the last answer, in many pieces: byte i is i modulo 251.
  private(set) var attachments: [UnsafeRawBufferPointer] = []

  mutating func respond(to line: FramedLine, into output: inout [UInt8]) -> WireDirective {
    attachments = []
    switch line {
    case .tooLong(let bytes): output += Array("too long: \(bytes)".utf8)
    case .line(let bytes):
      if bytes.count > 64 {
        output += bytes
      } else if let directive = obey(String(decoding: bytes, as: UTF8.self), &output) {
        return directive
      }
    }
    output.append(0x0A)
    return .proceed
  }

  /// Attaches bytes in pieces, more of them than one system call takes; nobody frees them.
  private mutating func attach(_ count: Int) {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    for index in 0..<count { bytes[index] = UInt8(index % 251) }
    let length = max(1, count / 2000)
    for start in stride(from: 0, to: count, by: length) {
      let piece = bytes[start..<min(start + length, count)]
      attachments.append(
        UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[piece.indices]))
    }
  }

  /// Carries out one line; a directive when nothing is to be added to the answer.
  private mutating func obey(_ line: String, _ output: inout [UInt8]) -> WireDirective? {
    let words = line.split(separator: " ")
    let number = words.last.flatMap { Int($0) } ?? 0
    switch words.first {
    case "silent": return .proceed
    case "exit":
      output += Array("bye\n".utf8)
      return .exit(code: Int32(truncatingIfNeeded: number))
    case "attach":
      output += Array("attached".utf8)
      attach(number)
    case "big": output += [UInt8](repeating: 0x78, count: number)
    case "sleep":
      usleep(UInt32(truncatingIfNeeded: number) * 1000)
      output += Array("slept".utf8)
    case "pid": output += Array("\(getpid())".utf8)
    case "print":
      print("a stray print of the backend")
      output += Array("printed".utf8)
    case "input":
      var byte: UInt8 = 0
      output += Array("read \(read(STDIN_FILENO, &byte, 1))".utf8)
    default: output += Array(line.utf8)
    }
    return nil
  }
}

/// Runs the server until its end and returns its exit code.
func serve(_ words: [String]) -> Int32 {
  var wire = WireChoice.automatic
  var limit = 1 << 26
  for (name, value) in zip(words, words.dropFirst()) {
    if name == "--wire" { wire = WireChoice(rawValue: value) ?? .automatic }
    if name == "--limit" { limit = Int(value) ?? limit }
  }
  return EnvironmentServer.run(
    responder: EchoResponder(), wire: wire, maximumLineBytes: limit)
}
