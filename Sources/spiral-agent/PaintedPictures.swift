import Agent
import PaintCore
import Terminal

/// Pictures that were invented, with the time they took.
struct PaintedPictures {
  let images: [PixelImage]
  /// The canvas before the first action.
  let blank: PixelImage
  let seconds: Double

  /// Paints `count` pictures.
  ///
  /// - Parameters:
  ///   - shape: Height, width and channels of the canvas.
  ///   - progress: Called with the finished share, `0...1`.
  init(
    by painter: any PicturePainter, count: Int, shape: [Int], progress: (Double) -> Void
  ) throws {
    let size = shape.reduce(1, *)
    func image(_ canvases: [UInt8], _ place: Int) throws(PixelImageError) -> PixelImage {
      try PixelImage(
        width: shape[1], height: shape[0], channels: shape[2],
        pixels: Array(canvases[(place * size)..<((place + 1) * size)]))
    }
    let start = ContinuousClock.now
    var images: [PixelImage] = []
    var blank: PixelImage?
    repeat {
      let canvases = try painter.paintBatch(targets: nil)
      if blank == nil { blank = try image(canvases[0], 0) }
      for place in 0..<min(painter.batchSize, count - images.count) {
        images.append(try image(canvases[canvases.count - 1], place))
      }
      progress(Double(images.count) / Double(count))
    } while images.count < count
    self.images = images
    self.blank = try blank ?? image([UInt8](repeating: 255, count: size), 0)
    seconds = (ContinuousClock.now - start).inSeconds
  }
}
