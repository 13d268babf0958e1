internal import PaintCore

/// How a set of images is read and held.
public struct ImageSetOptions: Sendable, Equatable {
  /// Columns of the pictures, usually of the canvas.
  public var width: Int
  /// Rows of the pictures.
  public var height: Int
  /// 1 (grey), 3 (RGB) or 4 (RGBA).
  public var channels: Int
  /// The width at which they are held in memory.
  public var storedWidth: Int
  /// The height at which they are held in memory.
  public var storedHeight: Int
  /// What distinguishes one set of drawn letters from another.
  public var seed: UInt64 = 0
  /// How many letters are drawn.
  public var glyphCount = 10_000
  /// The most bytes held in memory: 4 GiB.
  public var memoryLimit = 4 << 30

  /// Pictures held at the size they are wanted.
  public init(width: Int, height: Int, channels: Int) {
    (self.width, self.height, self.channels) = (width, height, channels)
    (storedWidth, storedHeight) = (width, height)
  }

  /// The same pictures held with square sides of `side` pixels.
  public func stored(at side: Int) -> ImageSetOptions {
    var result = self
    (result.storedWidth, result.storedHeight) = (side, side)
    return result
  }

  /// The bytes of a stored picture.
  func storedByteCount() throws(DatasetError) -> Int {
    do {
      _ = try PixelImage.byteCount(width: width, height: height, channels: channels)
      return try PixelImage.byteCount(
        width: storedWidth, height: storedHeight, channels: channels)
    } catch { throw .size(error) }
  }

  /// An image in the stored size and channels.
  func fitted(_ image: PixelImage) throws(DatasetError) -> PixelImage {
    do {
      return try image.converted(toChannels: channels).resized(
        toWidth: storedWidth, height: storedHeight)
    } catch { throw .size(error) }
  }
}
