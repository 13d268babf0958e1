public import PaintCore

/// The frames of a plan's motion, evenly spread over its time; the last one is its end.
public struct PlotAnimation {
  /// How many frames there are.
  public let frameCount: Int
  private let picture: PlotPicture
  private var ink: PlotInk
  private var sampleCount = 0
  private var index = 0

  /// Prepares the frames of a picture.
  ///
  /// - Parameter frameCount: At least 1 is taken.
  public init(_ picture: PlotPicture, frameCount: Int) {
    self.frameCount = max(frameCount, 1)
    self.picture = picture
    ink = PlotInk(
      picture.plan, samples: picture.samples, penWidth: picture.penWidth,
      resolution: picture.resolution)
  }

  /// The next frame, 3 channels; nil after the last one.
  public mutating func next() throws(PixelImageError) -> PixelImage? {
    guard index < frameCount else { return nil }
    index += 1
    let time = picture.plan.duration * Double(index) / Double(frameCount)
    let now = index == frameCount ? Double.infinity : time
    ink.advance(to: now)
    while sampleCount < picture.samples.count, picture.samples[sampleCount].time <= now {
      sampleCount += 1
    }
    return try picture.image(of: ink, sampleCount: sampleCount, at: time)
  }
}
