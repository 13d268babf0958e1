import StrokeProgram

/// Paper in pixels, on which pieces of line leave ink.
///
/// A pixel's level is the product of what each layer of ink lets through (Beer and Lambert), in
/// display levels like the other engines' canvases: covering a part `c` of a pixel with ink that
/// lets `t` through multiplies its level by `1 - c (1 - t)`. One passage of the pen is one layer
/// however many pieces it is made of; when the line comes back to a pixel, a new layer begins.
struct InkSurface: Sendable, Equatable {
  /// Columns.
  let width: Int
  /// Rows.
  let height: Int
  /// 1 (grey) or 3.
  let channels: Int
  /// What finished layers let through, `[height, width, channels]`.
  private(set) var levels: [Float]
  /// The part of each pixel that the unfinished layer covers.
  private(set) var covered: [Float]
  /// How far along the line, in pixels, the pen last touched each pixel.
  private(set) var touched: [Float]
  /// What a full layer of the present ink lets through, one number per channel.
  private(set) var ink: SIMD3<Float>

  /// Makes white paper.
  init(width: Int, height: Int, channels: Int) {
    self.width = width
    self.height = height
    self.channels = channels
    levels = [Float](repeating: 1, count: width * height * channels)
    covered = [Float](repeating: 0, count: width * height)
    touched = [Float](repeating: -.infinity, count: width * height)
    ink = .one
  }

  /// Restores paper; the arrays have the sizes that `init(width:height:channels:)` makes.
  init(
    blank: InkSurface, levels: [Float], covered: [Float], touched: [Float], ink: SIMD3<Float>
  ) {
    self = blank
    self.levels = levels
    self.covered = covered
    self.touched = touched
    self.ink = ink
  }

  /// Finishes all layers and takes another ink.
  mutating func take(_ newInk: SIMD3<Float>) {
    for pixel in covered.indices where covered[pixel] > 0 { finish(pixel) }
    for pixel in touched.indices { touched[pixel] = -.infinity }
    ink = newInk
  }

  private mutating func finish(_ pixel: Int) {
    for channel in 0..<channels {
      levels[pixel * channels + channel] *= 1 - covered[pixel] * (1 - ink[channel])
    }
    covered[pixel] = 0
  }

  /// The level of a pixel's channel, `0...1`, with the unfinished layer.
  func level(_ pixel: Int, _ channel: Int) -> Float {
    levels[pixel * channels + channel] * (1 - covered[pixel] * (1 - ink[channel]))
  }

  /// Writes the picture: levels of `0...255` over paper of a colour, `[height, width, channels]`.
  func write(over paper: SIMD3<Float>, into bytes: UnsafeMutablePointer<UInt8>) {
    for pixel in 0..<(width * height) {
      for channel in 0..<channels {
        let level = level(pixel, channel) * paper[channel]
        bytes[pixel * channels + channel] = UInt8(min(max(level, 0), 1) * 255 + 0.5)
      }
    }
  }

  // MARK: Pieces of line

  /// A straight piece of line, in pixels.
  struct Piece {
    /// Where it starts; pixel centres are at halves.
    var start: SIMD2<Float>
    /// Where it ends.
    var end: SIMD2<Float>
    /// Half the width.
    var radius: Float
    /// How far along the line it starts.
    var distance: Float
    /// How much of a full layer the pen gives, `0...1`.
    var flow: Float
  }

  /// The radius in pixels below which a line counts as fine, and its ends need caps.
  static let fineRadius: Float = 1

  /// Leaves the ink of a piece.
  mutating func draw(_ piece: Piece) {
    let size = SIMD2(width, height)
    let channels = self.channels
    let ink = self.ink
    levels.withUnsafeMutableBufferPointer { levels in
      covered.withUnsafeMutableBufferPointer { covered in
        touched.withUnsafeMutableBufferPointer { touched in
          let pixels = InkPixels(
            size: size, channels: channels, ink: ink, levels: levels, covered: covered,
            touched: touched)
          if piece.radius < Self.fineRadius {
            pixels.drawFine(piece)
          } else {
            pixels.drawBroad(piece)
          }
        }
      }
    }
  }
}
