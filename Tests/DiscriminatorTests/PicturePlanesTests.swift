import PaintCore
import TensorKernels
import Testing

@testable import Discriminator

@Suite struct PicturePlanesTests {
  private func planes(
    _ configuration: CriticConfiguration, _ pictures: [UInt8], _ targets: [UInt8]? = nil,
    mask: HalfMask = .left
  ) -> [Float] {
    let count = pictures.count / configuration.pictureByteCount
    return pictures.withUnsafeBufferPointer { pictures in
      (targets ?? []).withUnsafeBufferPointer { buffer in
        PicturePlanes(configuration: configuration).tensor(
          pictures, targets: targets == nil ? nil : buffer, range: 0..<count
        ) { _ in mask }.scalars
      }
    }
  }

  @Test func `grey is ink, pooled by area`() {
    var configuration = CriticConfiguration(imageHeight: 4, imageWidth: 2, channels: 1)
    configuration.poolTo = 2
    // rows 0 and 1 pool together: 255 and 0 on the left, 0 and 0 on the right
    let values = planes(configuration, [255, 0, 0, 0, 255, 255, 204, 255])
    #expect(zip(values, [0.5, 1, 0.1, 0]).allSatisfy { abs($0 - $1) < 1e-6 }, "\(values)")
  }

  @Test func `colour is -1...1, channel by channel`() {
    var configuration = CriticConfiguration(imageHeight: 1, imageWidth: 1, channels: 3)
    configuration.poolTo = 1
    let values = planes(configuration, [255, 0, 51])
    #expect(zip(values, [1, -1, -0.6]).allSatisfy { abs($0 - $1) < 1e-6 }, "\(values)")
  }

  @Test func `sides that are no multiples are averaged or enlarged`() throws {
    var random = RandomStream(key: 1, stream: 0)
    for side in [5, 28, 45] {
      var configuration = CriticConfiguration(imageHeight: side, imageWidth: side, channels: 1)
      configuration.poolTo = 8
      let picture = Pictures.noise(side * side, using: &random)
      let expected = try PixelImage(width: side, height: side, channels: 1, pixels: picture)
        .resized(toWidth: 8, height: 8).pixels.map { 1 - Float($0) / 255 }
      let values = planes(configuration, picture)
      #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test func `a pair lies beside each other`() {
    var configuration = CriticConfiguration(
      imageHeight: 1, imageWidth: 2, channels: 1, isConditional: true)
    configuration.poolTo = 2
    configuration.imageHeight = 2
    let values = planes(configuration, [255, 255, 0, 255], [0, 255, 255, 255])
    #expect(values == [0, 1, 0, 0, 1, 0, 0, 0])
  }

  @Test(arguments: HalfMask.allCases, [8, 32])
  func `a complement mask keeps exactly half of the picture, and the target on the other half`(
    mask: HalfMask, side: Int
  ) {
    var configuration = CriticConfiguration(
      imageHeight: side, imageWidth: side, channels: 1, isConditional: true,
      conditioning: .complement)
    configuration.poolTo = side
    let black = [UInt8](repeating: 0, count: side * side)
    let values = planes(configuration, black, Pictures.blank(1, side: side), mask: mask)
    let picture = stride(from: 0, to: values.count, by: 2).map { values[$0] }
    let marks = stride(from: 1, to: values.count, by: 2).map { values[$0] }
    #expect(picture == marks)
    #expect(picture.filter { $0 == 1 }.count == side * side / 2)
    #expect(picture.filter { $0 == 0 }.count == side * side / 2)
  }

  @Test func `all four halves are drawn, and they are two pairs of complements`() {
    var random = RandomStream(key: 2, stream: 0)
    let drawn = (0..<400).map { _ in HalfMask.random(using: &random) }
    for mask in HalfMask.allCases {
      #expect((60...140).contains(drawn.filter { $0 == mask }.count))
    }
    for (mask, other) in [(HalfMask.left, HalfMask.right), (.top, .bottom)] {
      for row in 0..<5 {
        for column in 0..<5 {
          #expect(
            mask.contains(row: row, column: column, side: 5)
              != other.contains(row: row, column: column, side: 5))
        }
      }
    }
  }

  @Test func `noise has the mean 0 and the deviation that was asked for`() {
    var random = RandomStream(key: 3, stream: 0)
    var values = [Float](repeating: 0, count: 100_000)
    values.withUnsafeMutableBufferPointer { addNoise($0, deviation: 0.05, using: &random) }
    let mean = values.reduce(0) { $0 + Double($1) } / 1e5
    let variance = values.reduce(0) { $0 + Double($1) * Double($1) } / 1e5 - mean * mean
    #expect(abs(mean) < 6e-4)
    #expect(abs(variance.squareRoot() - 0.05) < 5e-4)
    #expect(random.position == 1)
    // Neighbours are independent: their products cancel.
    let products = zip(values, values.dropFirst()).reduce(0) { $0 + Double($1.0 * $1.1) } / 1e5
    #expect(abs(products) < 4 * 0.05 * 0.05 / 316)
  }
}
