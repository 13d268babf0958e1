import Evaluation
import ImageFiles
import PaintCore

/// The data shared by all checkouts, beside the package; tests that need it skip without it.
enum SharedData {
  static let folder =
    #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/../shared/data/mnist"
  static let imagePath = folder + "/train-images-idx3-ubyte.gz"
  static let isPresent = FileBytes.isFile(imagePath)

  static func digits() throws -> DigitExamples {
    try DigitExamples(
      imageFile: FileBytes.read(imagePath),
      labelFile: FileBytes.read(folder + "/train-labels-idx1-ubyte.gz"),
      name: "train-images-idx3-ubyte.gz")
  }
}

/// Repeatable noise that the reference programs in Python make too (Knuth's MMIX constants): the
/// upper 24 bits of every state.
struct Noise {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A number in 0..<1, a multiple of 2^-24.
  mutating func next() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 40) * 0x1p-24
  }

  /// `count` numbers.
  mutating func next(_ count: Int) -> [Double] { (0..<count).map { _ in next() } }
}

/// An image of 64x64 pixels with 1 channel and one value.
func paper(_ value: UInt8) throws -> PixelImage {
  try PixelImage(width: 64, height: 64, channels: 1, filledWith: value)
}

/// Files put together by hand.
enum Handmade {
  static func big(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
  }

  /// `count` images of 28x28 pixels: digit `i` is a bright bar in column 2 i, noise around it.
  static func digits(_ count: Int, seed: UInt64) throws -> DigitExamples {
    var noise = Noise(seed: seed)
    let labels = (0..<count).map { _ in UInt8(noise.next() * 10) }
    var pixels: [UInt8] = []
    for label in labels {
      for index in 0..<28 * 28 {
        let isInk = index % 28 / 2 == Int(label) + 2
        pixels.append(UInt8(noise.next() * 40) + (isInk ? 200 : 0))
      }
    }
    return try DigitExamples(
      imageFile: [0, 0, 8, 3] + big(count) + big(28) + big(28) + pixels,
      labelFile: [0, 0, 8, 1] + big(count) + labels, name: "bars")
  }
}
