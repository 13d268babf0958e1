import PaintCore

@testable import Brush

extension FixedCanvas {
  /// All pixels as interleaved RGBA, row-major.
  var interleaved: [UInt16] {
    var levels: [UInt16] = []
    levels.reserveCapacity(4 * width * height)
    for y in 0..<height {
      for x in 0..<width {
        let pixel = pixel(x: x, y: y)
        levels += [pixel.red, pixel.green, pixel.blue, pixel.alpha]
      }
    }
    return levels
  }

  /// FNV-1a of the raw canvas, as the traces record it.
  var fnv16: String {
    var digest = Digest()
    interleaved.withUnsafeBytes { digest.append($0) }
    return digest.hexadecimal
  }

  func bytes(channels: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: width * height * channels) { buffer, count in
      if let start = buffer.baseAddress { writePixels(channels: channels, into: start) }
      count = width * height * channels
    }
  }

  /// FNV-1a of the picture as RGBA bytes.
  var fnv8: String {
    var digest = Digest()
    digest.append(bytes(channels: 4))
    return digest.hexadecimal
  }
}
