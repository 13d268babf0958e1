public import PaintCore

/// One picture of an animation.
public struct GIFFrame: Sendable {
  /// The picture; grey or RGB, alpha is laid over white.
  public let image: PixelImage
  /// How long the picture stays, in hundredths of a second, `0...65535`.
  public let delay: Int

  /// A picture that stays for `delay` hundredths of a second.
  public init(_ image: PixelImage, delay: Int) {
    self.image = image
    self.delay = delay
  }
}

/// Animated GIF files (Graphics Interchange Format version 89a, CompuServe 1990).
public enum GIF {
  /// The GIF file that shows the frames in turn and starts over for ever.
  ///
  /// - Throws: As ``GIFEncoder``; also when there is no frame.
  public static func encode(_ frames: [GIFFrame]) throws(ImageFileError) -> [UInt8] {
    guard let first = frames.first else {
      throw .notEncodable(format: "GIF", reason: "there are no frames")
    }
    var encoder = try GIFEncoder(width: first.image.width, height: first.image.height)
    for frame in frames { try encoder.append(frame) }
    return encoder.finished()
  }
}

/// Writes an animation frame by frame and keeps only the file so far and the last picture.
///
/// Every frame stores the smallest rectangle that holds its changed pixels, with a palette of its
/// own: exact up to 256 colours, otherwise by ``ColorQuantizer``'s median cut.
public struct GIFEncoder: Sendable {
  /// Columns of every frame.
  public let width: Int
  /// Rows of every frame.
  public let height: Int
  private var file: [UInt8]
  private var previous: PixelImage?

  /// An animation of frames of this size, without frames yet.
  ///
  /// - Throws: ``ImageFileError/notEncodable(format:reason:)`` for a side outside `1...65535`.
  public init(width: Int, height: Int) throws(ImageFileError) {
    guard (1...65535).contains(width), (1...65535).contains(height) else {
      let reason = "\(width)x\(height) pixels, each side must be in 1...65535"
      throw .notEncodable(format: "GIF", reason: reason)
    }
    self.width = width
    self.height = height
    file = Array("GIF89a".utf8)
    // Logical screen: no global palette, background 0, aspect ratio unknown (section 18).
    file.appendLittleEndian16(width)
    file.appendLittleEndian16(height)
    file += [0x70, 0, 0]
    // The Netscape application extension: repeat without end.
    file += [0x21, 0xFF, 11]
    file += Array("NETSCAPE2.0".utf8)
    file += [3, 1, 0, 0, 0]
  }

  /// Adds a frame after those there are.
  ///
  /// - Throws: ``ImageFileError/notEncodable(format:reason:)`` when the size differs from the
  ///   animation's or the delay is outside `0...65535`.
  public mutating func append(_ frame: GIFFrame) throws(ImageFileError) {
    guard frame.image.width == width, frame.image.height == height else {
      let size = "\(frame.image.width)x\(frame.image.height)"
      let reason = "a frame of \(size) pixels in an animation of \(width)x\(height)"
      throw .notEncodable(format: "GIF", reason: reason)
    }
    guard (0...65535).contains(frame.delay) else {
      throw .notEncodable(
        format: "GIF", reason: "delay \(frame.delay) is outside 0...65535 hundredths of a second")
    }
    let picture = frame.image.rgb()
    let changed = PixelRectangle(ofChangesFrom: previous, to: picture)
    let quantized = ColorQuantizer.quantize(picture.packedColors(in: changed))
    writeControl(delay: frame.delay)
    writeImage(quantized, in: changed)
    previous = picture
  }

  /// The whole file with the frames so far.
  public func finished() -> [UInt8] { file + [0x3B] }

  /// Graphic control extension (section 23): the picture stays in place, nothing is transparent.
  private mutating func writeControl(delay: Int) {
    file += [0x21, 0xF9, 4, 1 << 2]
    file.appendLittleEndian16(delay)
    file += [0, 0]
  }

  /// Image descriptor, local palette and pixels (sections 20 to 22).
  private mutating func writeImage(_ image: QuantizedColors, in rectangle: PixelRectangle) {
    var bits = 1
    while 1 << bits < image.palette.count { bits += 1 }
    file.append(0x2C)
    for value in [rectangle.left, rectangle.top, rectangle.width, rectangle.height] {
      file.appendLittleEndian16(value)
    }
    file.append(0x80 | UInt8(bits - 1))
    for entry in 0..<1 << bits {
      let color = entry < image.palette.count ? image.palette[entry] : 0
      for shift in [16, 8, 0] { file.append(UInt8(truncatingIfNeeded: color >> shift)) }
    }
    let codeSize = max(2, bits)
    file.append(UInt8(codeSize))
    let codes = LZWEncoder.encode(image.indices, minimumCodeSize: codeSize)
    for start in stride(from: 0, to: codes.count, by: 255) {
      let block = codes[start..<min(start + 255, codes.count)]
      file.append(UInt8(block.count))
      file += block
    }
    file.append(0)
  }
}

extension [UInt8] {
  /// Appends the low 16 bits of `value`, low byte first.
  fileprivate mutating func appendLittleEndian16(_ value: Int) {
    append(UInt8(truncatingIfNeeded: value))
    append(UInt8(truncatingIfNeeded: value >> 8))
  }
}
