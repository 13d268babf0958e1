import Discriminator
import PaintCore

/// Grey pictures for critics to judge: paper is 255, ink 0.
enum Pictures {
  /// Blank pages.
  static func blank(_ count: Int, side: Int) -> [UInt8] {
    [UInt8](repeating: 255, count: count * side * side)
  }

  /// A filled square each, of a third of the side, somewhere.
  static func squares(_ count: Int, side: Int, using random: inout RandomStream) -> [UInt8] {
    var pixels = blank(count, side: side)
    let extent = side / 3
    for picture in 0..<count {
      let top = random.integer(below: side - extent)
      let left = random.integer(below: side - extent)
      for row in top..<top + extent {
        for column in left..<left + extent { pixels[(picture * side + row) * side + column] = 0 }
      }
    }
    return pixels
  }

  /// Noise.
  static func noise(_ count: Int, using random: inout RandomStream) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }
}

extension CriticConfiguration {
  /// A critic that learns in a second.
  static func tiny(
    side: Int = 8, channels: Int = 1, isConditional: Bool = false, widths: [Int] = [4, 6],
    loss: CriticLoss = .hinge, inputNoise: Float = 0.05, conditioning: Conditioning = .pair
  ) -> CriticConfiguration {
    CriticConfiguration(
      imageHeight: side, imageWidth: side, channels: channels, isConditional: isConditional,
      poolTo: 8, widths: widths, loss: loss, inputNoise: inputNoise, conditioning: conditioning)
  }
}

/// The mean of scores.
func mean(_ scores: [Float]) -> Float { scores.reduce(0, +) / Float(scores.count) }
