import PaintCore

/// Pays how much nearer to its target every step brings a canvas: a multiple of the decrease of the
/// mean squared error at full size plus that at a quarter of it, which sees further.
final class DistanceReward: PictureReward {
  private let side: Int
  private let channels: Int

  /// Brings the sum of an episode's rewards to the order of 1.
  private static let scale: Float = 20
  /// The canvas is averaged over squares of this side, px, for the coarse error.
  private static let blockSide = 4

  /// - Precondition: Canvases are square, of a side that is a multiple of 4.
  init(side: Int, channels: Int) {
    precondition(side % Self.blockSide == 0, "a canvas of \(side) px")
    self.side = side
    self.channels = channels
  }

  func rewards(
    of rollout: Rollout, targets: [UInt8]?, random: inout RandomStream,
    figures: inout [(name: String, value: Double)]
  ) -> [[Float]] {
    guard let targets else { preconditionFailure("a distance to no target") }
    let errors = rollout.canvases.map { self.errors($0, targets, rollout.episodeCount) }
    let last = errors[rollout.stepCount]
    figures.append(
      ("error", last.reduce(0) { $0 + Double($1.fine) } / Double(rollout.episodeCount)))
    return (0..<rollout.stepCount).map { step in
      zip(errors[step], errors[step + 1]).map { Self.scale * ($0.sum - $1.sum) }
    }
  }

  func state() -> [String: [UInt8]] { [:] }

  func restore(_ state: [String: [UInt8]]) {}

  /// Mean squared errors in units of `0...1`.
  struct Errors: Equatable {
    var fine: Float
    var coarse: Float
    var sum: Float { fine + coarse }
  }

  private func errors(_ canvases: [UInt8], _ targets: [UInt8], _ count: Int) -> [Errors] {
    let size = side * side * channels
    return canvases.withUnsafeBufferPointer { canvases in
      targets.withUnsafeBufferPointer { targets in
        (0..<count).map { index in
          let range = index * size..<(index + 1) * size
          return errors(
            UnsafeBufferPointer(rebasing: canvases[range]),
            UnsafeBufferPointer(rebasing: targets[range]))
        }
      }
    }
  }

  /// Returns the errors of one canvas.
  func errors(
    _ canvas: UnsafeBufferPointer<UInt8>, _ target: UnsafeBufferPointer<UInt8>
  ) -> Errors {
    let rowLength = side * channels
    var blockSums = [Int32](repeating: 0, count: rowLength)
    var (fine, coarse) = (0, 0)
    for row in 0..<side {
      var rowSum: Int32 = 0
      for column in 0..<rowLength {
        let place = row * rowLength + column
        let difference = Int32(canvas[place]) - Int32(target[place])
        rowSum &+= difference &* difference
        blockSums[column] &+= difference
      }
      fine += Int(rowSum)
      guard row % Self.blockSide == Self.blockSide - 1 else { continue }
      coarse += squaredBlockSums(blockSums)
      for column in 0..<rowLength { blockSums[column] = 0 }
    }
    let area = Self.blockSide * Self.blockSide
    let unit = Float(side * side * channels) * 255 * 255
    return Errors(fine: Float(fine) / unit, coarse: Float(coarse) / unit / Float(area))
  }

  /// The sum of squares of the sums over blocks, each channel for itself.
  private func squaredBlockSums(_ columnSums: [Int32]) -> Int {
    var sum = 0
    for start in stride(from: 0, to: columnSums.count, by: Self.blockSide * channels) {
      for channel in 0..<channels {
        var block = 0
        for pixel in 0..<Self.blockSide {
          block += Int(columnSums[start + pixel * channels + channel])
        }
        sum += block * block
      }
    }
    return sum
  }
}
