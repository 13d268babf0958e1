import Datasets
import PaintCore

/// The picture to paint, fitted to the canvas.
struct PaintingTarget {
  /// The samples in the canvas's shape.
  let pixels: [UInt8]
  /// What it is, for people.
  let kind: String

  /// Resizes a picture to the canvas and converts it to the canvas's channels.
  ///
  /// - Parameter shape: Height, width and channels of the canvas.
  init(_ target: TargetImage, shape: [Int]) throws(PixelImageError) {
    let image = try target.image.converted(toChannels: shape[2])
    pixels = try image.resized(toWidth: shape[1], height: shape[0]).pixels
    kind = target.kind
  }

  /// The mean squared error of a canvas, in units of `0...1`.
  func error(of canvas: [UInt8]) -> Double {
    var sum = 0
    for (sample, wanted) in zip(canvas, pixels) {
      let difference = Int(sample) - Int(wanted)
      sum += difference * difference
    }
    return Double(sum) / (255 * 255 * Double(max(1, pixels.count)))
  }
}
