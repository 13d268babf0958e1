private import CPNG
public import PaintCore

/// PNG files to and from images, by libpng's simplified interface.
public enum PNG {
  /// The largest side that is read.
  public static let largestSide = 16384
  /// The most bytes of decoded pixels: 256 MiB.
  public static let largestPixelCount = 256 << 20

  /// The image in a PNG file, with as many channels as the file has.
  ///
  /// Grey gives 1 channel, colour and palettes 3, anything with transparency 4. Fewer than 8 bits
  /// a sample are expanded to `0...255`, 16 bits are scaled to 8, and 8 bits stay as they are:
  /// gamma and colour profiles are ignored.
  ///
  /// - Throws: ``ImageFileError`` for other formats, damage, and sizes above ``largestSide`` or
  ///   ``largestPixelCount``, which are refused before memory is taken.
  public static func decode(_ file: [UInt8]) throws(ImageFileError) -> PixelImage {
    let chunks = try PNGChunks(file)
    try checkSize(width: chunks.width, height: chunks.height, channels: 1)
    guard chunks.canHoldItsPixels else {
      let size = "\(chunks.width)x\(chunks.height)"
      throw .malformed(format: "PNG", reason: "too little data for \(size) pixels")
    }
    let bytes = chunks.bytes
    var info = spiral_png_info()
    try calling { spiral_png_read_info(bytes, bytes.count, &info, $0) }
    let width = Int(info.width)
    let height = Int(info.height)
    let channels = Int(info.channels)
    try checkSize(width: width, height: height, channels: channels)
    let count = width * height * channels
    var pixels = [UInt8](repeating: 0, count: count)
    try calling { spiral_png_decode(bytes, bytes.count, &info, &pixels, count, $0) }
    do {
      return try PixelImage(width: width, height: height, channels: channels, pixels: pixels)
    } catch { throw .malformed(format: "PNG", reason: error.description) }
  }

  /// The PNG file of an image: 8 bits a sample, as many channels as the image, and always the same
  /// bytes for the same pixels.
  ///
  /// - Throws: ``ImageFileError/notEncodable(format:reason:)`` for images of 2 GiB and more.
  public static func encode(_ image: PixelImage) throws(ImageFileError) -> [UInt8] {
    guard let width = UInt32(exactly: image.width), let height = UInt32(exactly: image.height)
    else {
      throw .notEncodable(format: "PNG", reason: "\(image.width)x\(image.height) pixels")
    }
    var info = spiral_png_info(width: width, height: height, channels: UInt32(image.channels))
    var count = spiral_png_encoded_bound(&info)
    guard count > 0 else {
      throw .notEncodable(format: "PNG", reason: "\(width)x\(height) pixels exceed 2 GiB")
    }
    var file = [UInt8](repeating: 0, count: count)
    try calling { spiral_png_encode(image.pixels, &info, &file, &count, $0) }
    return Array(file[..<count])
  }

  private static func checkSize(width: Int, height: Int, channels: Int) throws(ImageFileError) {
    guard width <= largestSide, height <= largestSide,
      width * height * channels <= largestPixelCount
    else {
      let limit = "\(largestSide)x\(largestSide) and \(largestPixelCount >> 20) MiB of pixels"
      throw .tooLarge(width: width, height: height, limit: limit)
    }
  }

  /// Runs a function of the shim and throws the text it leaves when it returns 0.
  private static func calling(_ function: (UnsafeMutablePointer<CChar>) -> Int32)
    throws(ImageFileError)
  {
    var reason: String?
    withUnsafeTemporaryAllocation(
      of: CChar.self, capacity: spiral_png_message_length
    ) { buffer in
      buffer.initialize(repeating: 0)
      guard let message = buffer.baseAddress else { return }
      if function(message) == 0 { reason = String(cString: message) }
    }
    if let reason { throw .malformed(format: "PNG", reason: reason) }
  }
}
