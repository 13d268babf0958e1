import FuzzSupport
import WireProtocol

/// The first byte says in pieces of which size the rest arrives; the lines may not depend on it.
func feed(_ bytes: [UInt8]) {
  guard let first = bytes.first else { return }
  let text = Array(bytes.dropFirst())
  let limit = 1 + Int(first) / 4
  let whole = lines(text, limit: limit, piece: max(text.count, 1))
  expect(lines(text, limit: limit, piece: 1 + Int(first) % 16) == whole, "lines depend on pieces")
  for line in whole where line.first != 0x21 {
    expect(line.count <= limit + 1, "a line of \(line.count - 1) bytes passes the limit \(limit)")
    expect(!line.contains(0x0A), "a line with a line end")
  }
}

/// The lines, each after a mark: `=` for one that was delivered, `!` for one that was too long.
private func lines(_ text: [UInt8], limit: Int, piece: Int) -> [[UInt8]] {
  var framer = LineFramer(maximumLineBytes: limit)
  var lines: [[UInt8]] = []
  for start in stride(from: 0, to: text.count, by: piece) {
    text[start..<min(start + piece, text.count)].withUnsafeBytes { framer.append($0) }
    drain(&framer, into: &lines)
  }
  framer.finish()
  drain(&framer, into: &lines)
  return lines
}

private func drain(_ framer: inout LineFramer, into lines: inout [[UInt8]]) {
  while let line = framer.next() {
    switch line {
    case .line(let bytes): lines.append([0x3D] + bytes)
    case .tooLong(let count): lines.append(Array("!\(count)".utf8))
    }
  }
}
