import FuzzSupport
import NeuralNet

/// A file of tensors; it must survive being written, bit for bit.
func feed(_ bytes: [UInt8]) {
  guard let file = try? SafetensorsFile(parsing: bytes) else { return }
  let text = file.encoded()
  let again = mustSucceed("our own file") { try SafetensorsFile(parsing: text) }
  expect(again.encoded() == text, "another file after writing")
}
