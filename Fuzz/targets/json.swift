import FuzzSupport
import JSONText

/// What is JSON must be written as JSON that means the same, and be skipped as a whole.
func feed(_ bytes: [UInt8]) {
  let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
  expect((validateUTF8(bytes) == nil) == isUTF8, "UTF-8 is judged otherwise than by the library")
  let skipped: Void? = try? bytes.withUnsafeBufferPointer { buffer in
    var scanner = JSONScanner(buffer)
    _ = try scanner.skipValue()
    try scanner.expectEnd()
  }
  guard let tree = try? JSON.parse(bytes) else { return }
  expect(skipped != nil, "what is read cannot be skipped")
  expect(isUTF8, "what is read is not UTF-8")
  var writer = JSONWriter()
  writer.node(tree)
  let again = mustSucceed("reading what was written") { try JSON.parse(writer.bytes) }
  expect(again == tree, "another tree after writing")
}
