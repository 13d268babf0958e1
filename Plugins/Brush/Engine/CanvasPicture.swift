/// A canvas as bytes, kept so that only what has changed since the last look is converted again.
///
/// Owned by one engine; made when it is first looked at.
final class CanvasPicture {
  /// 1, 3 or 4.
  let channels: Int
  /// Shape `[height, width, channels]`.
  let pixels: UnsafeMutablePointer<UInt8>
  let byteCount: Int

  /// A picture of a canvas, not yet up to date.
  ///
  /// - Precondition: `channels` is one of ``FixedCanvas/channelCounts``.
  init(of canvas: FixedCanvas, channels: Int) {
    self.channels = channels
    byteCount = canvas.pixelCount * channels
    pixels = .allocate(capacity: byteCount)
    pixels.initialize(repeating: 0, count: byteCount)
    canvas.markAllChanged()
  }

  deinit { pixels.deallocate() }

  /// Converts what has changed of the canvas the picture was made of.
  func update(from canvas: FixedCanvas) {
    canvas.writePixels(in: canvas.takeChanges(), channels: channels, into: pixels)
  }
}
