/// What is wrong with the sizes given for a ``PixelImage``.
public enum PixelImageError: Error, Equatable, CustomStringConvertible {
  /// A side is below one pixel, or the byte count does not fit in `Int`.
  case impossibleSize(width: Int, height: Int)
  /// The channel count is not 1, 3 or 4.
  case unsupportedChannels(Int)
  /// The pixel array does not hold `width * height * channels` bytes.
  case wrongPixelCount(expected: Int, got: Int)
  /// Two images that must have one shape have two, each `[height, width, channels]`.
  case shapesDiffer([Int], [Int])

  /// The fault in a sentence with the expected and the given values.
  public var description: String {
    switch self {
    case .impossibleSize(let width, let height):
      "image size \(width)x\(height): each side must be at least 1 and the image fit in memory"
    case .unsupportedChannels(let channels):
      "image with \(channels) channels: expected 1 (grey), 3 (RGB) or 4 (RGBA)"
    case .wrongPixelCount(let expected, let got):
      "image needs \(expected) bytes of pixels, got \(got)"
    case .shapesDiffer(let first, let second):
      "image shapes [height, width, channels] differ: \(first) and \(second)"
    }
  }
}

/// An image of bytes, row-major from the top left, channels interleaved.
///
/// Samples are display values (sRGB-like) in `0...255`; alpha is straight, not premultiplied.
public struct PixelImage: Sendable, Equatable {
  /// The number of columns, at least 1.
  public let width: Int
  /// The number of rows, at least 1.
  public let height: Int
  /// 1 (grey), 3 (RGB) or 4 (RGBA).
  public let channels: Int
  /// The samples, shape `[height, width, channels]`.
  public let pixels: [UInt8]

  /// The shape `[height, width, channels]`.
  public var shape: [Int] { [height, width, channels] }

  /// An image of the given samples.
  ///
  /// - Throws: ``PixelImageError`` when the sizes are impossible or disagree with `pixels.count`.
  public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) throws(PixelImageError) {
    let expected = try Self.byteCount(width: width, height: height, channels: channels)
    guard pixels.count == expected else {
      throw .wrongPixelCount(expected: expected, got: pixels.count)
    }
    self.init(trustedWidth: width, height: height, channels: channels, pixels: pixels)
  }

  /// An image with every sample equal to `value`.
  ///
  /// - Throws: ``PixelImageError`` when the sizes are impossible.
  public init(width: Int, height: Int, channels: Int, filledWith value: UInt8)
    throws(PixelImageError)
  {
    let count = try Self.byteCount(width: width, height: height, channels: channels)
    let pixels = [UInt8](repeating: value, count: count)
    self.init(trustedWidth: width, height: height, channels: channels, pixels: pixels)
  }

  /// Keeps samples whose count the caller has made equal to `width * height * channels`.
  init(trustedWidth width: Int, height: Int, channels: Int, pixels: [UInt8]) {
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }

  /// The bytes that an image of these sizes takes.
  ///
  /// - Throws: ``PixelImageError`` when a size is impossible; overflow is reported, never trapped.
  public static func byteCount(width: Int, height: Int, channels: Int) throws(PixelImageError)
    -> Int
  {
    guard channels == 1 || channels == 3 || channels == 4 else {
      throw .unsupportedChannels(channels)
    }
    guard width >= 1, height >= 1 else { throw .impossibleSize(width: width, height: height) }
    let (area, areaOverflow) = width.multipliedReportingOverflow(by: height)
    let (count, countOverflow) = area.multipliedReportingOverflow(by: channels)
    guard !areaOverflow, !countOverflow else {
      throw .impossibleSize(width: width, height: height)
    }
    return count
  }
}

// MARK: Channels

extension PixelImage {
  /// The image with 1, 3 or 4 channels; see ``grey()``, ``rgb()`` and ``rgba()``.
  ///
  /// - Throws: ``PixelImageError/unsupportedChannels(_:)`` for another count.
  public func converted(toChannels channels: Int) throws(PixelImageError) -> PixelImage {
    switch channels {
    case 1: grey()
    case 3: rgb()
    case 4: rgba()
    default: throw .unsupportedChannels(channels)
    }
  }

  /// The luma of the image, over white where it is transparent.
  ///
  /// Y' = 0.299 R' + 0.587 G' + 0.114 B', rounded to nearest (ITU-R BT.601-7, 2.5.1).
  public func grey() -> PixelImage {
    if channels == 1 { return self }
    return mapped(toChannels: 1) { source, target in
      let red = Int(source[0])
      let green = Int(source[1])
      let blue = Int(source[2])
      target[0] = UInt8(truncatingIfNeeded: (299 * red + 587 * green + 114 * blue + 500) / 1000)
    }
  }

  /// The colours of the image, over white where it is transparent; grey becomes equal R, G and B.
  public func rgb() -> PixelImage {
    if channels == 3 { return self }
    return mapped(toChannels: 3) { source, target in
      target[0] = source[0]
      target[1] = source[1]
      target[2] = source[2]
    }
  }

  /// The image with an alpha channel, opaque (255) where it had none.
  public func rgba() -> PixelImage {
    if channels == 4 { return self }
    return mapped(toChannels: 4) { source, target in
      target[0] = source[0]
      target[1] = source[1]
      target[2] = source[2]
      target[3] = 255
    }
  }

  /// The negative: every colour sample `v` becomes `255 - v`; alpha stays.
  public var inverted: PixelImage {
    var result = pixels
    for index in result.indices where channels != 4 || index % 4 != 3 {
      result[index] = 255 - result[index]
    }
    return PixelImage(trustedWidth: width, height: height, channels: channels, pixels: result)
  }

  /// Every pixel as opaque RGB through `transform` into `newChannels` samples.
  private func mapped(
    toChannels newChannels: Int,
    _ transform: (SIMD3<UInt8>, UnsafeMutablePointer<UInt8>) -> Void
  ) -> PixelImage {
    let area = width * height
    let result = [UInt8](unsafeUninitializedCapacity: area * newChannels) { target, count in
      guard let base = target.baseAddress else { return }
      for pixel in 0..<area { transform(opaqueColour(at: pixel), base + pixel * newChannels) }
      count = area * newChannels
    }
    return PixelImage(trustedWidth: width, height: height, channels: newChannels, pixels: result)
  }

  /// The RGB of pixel number `pixel`, composited over white: c·a + 1·(1 − a).
  private func opaqueColour(at pixel: Int) -> SIMD3<UInt8> {
    let start = pixel * channels
    guard channels > 1 else { return SIMD3(repeating: pixels[start]) }
    let red = pixels[start]
    let green = pixels[start + 1]
    let blue = pixels[start + 2]
    guard channels == 4, pixels[start + 3] != 255 else { return SIMD3(red, green, blue) }
    let alpha = Int(pixels[start + 3])
    func overWhite(_ sample: UInt8) -> UInt8 {
      UInt8(truncatingIfNeeded: (Int(sample) * alpha + 255 * (255 - alpha) + 127) / 255)
    }
    return SIMD3(overWhite(red), overWhite(green), overWhite(blue))
  }
}
