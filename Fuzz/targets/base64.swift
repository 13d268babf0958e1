import FuzzSupport
import JSONText

/// What is decoded must be encoded as it was, and any bytes must survive both.
func feed(_ bytes: [UInt8]) {
  var decoded: [UInt8] = [7]
  let isText: Void? = try? bytes.withUnsafeBytes { try Base64.decode($0, into: &decoded) }
  if isText != nil {
    expect(encoded(Array(decoded.dropFirst())) == bytes, "another text than was decoded")
  } else {
    expect(decoded == [7], "the output changed although the text is refused")
  }
  var back: [UInt8] = []
  let text = encoded(bytes)
  mustSucceed("decoding what was encoded") {
    try text.withUnsafeBytes { try Base64.decode($0, into: &back) }
  }
  expect(back == bytes, "other bytes than were encoded")
}

private func encoded(_ bytes: [UInt8]) -> [UInt8] {
  var text: [UInt8] = []
  bytes.withUnsafeBytes { Base64.encode($0, into: &text) }
  expect(text.count == Base64.encodedLength(of: bytes.count), "\(text.count) characters")
  return text
}
