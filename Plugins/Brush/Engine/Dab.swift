/// One stamp of the brush, as the stroke engine hands it to a surface.
struct Dab: Equatable, Sendable {
  /// Centre, pixels; pixel (0, 0) covers `0..<1` in both.
  var x: Float
  var y: Float
  /// Pixels.
  var radius: Float
  /// Not premultiplied, nominally `0...1`.
  var red: Float
  var green: Float
  var blue: Float
  /// Strength, nominally `0...1`.
  var opacity: Float
  /// Share of the (squared) radius before the fall-off steepens, nominally `0...1`.
  var hardness: Float
  /// The alpha the dab blends towards: 1 paints, 0 erases.
  var targetAlpha: Float
  /// Long axis over short axis; below 1 counts as 1.
  var aspectRatio: Float
  /// Degrees.
  var angle: Float
  /// Share painted without changing alpha, nominally `0...1`.
  var lockAlpha: Float
  /// Share that changes hue and saturation only, nominally `0...1`.
  var colorize: Float

  /// Whether no field is NaN or infinite.
  @inline(always)
  var isFinite: Bool {
    let first = SIMD8(x, y, radius, red, green, blue, opacity, hardness)
    let second = SIMD8(targetAlpha, aspectRatio, angle, lockAlpha, colorize, 0, 0, 0)
    // 0 · v is 0 for finite v and NaN otherwise
    return first * 0 == SIMD8(repeating: 0) && second * 0 == SIMD8(repeating: 0)
  }
}

/// A colour read back from a surface, not premultiplied, each channel in `0...1`.
struct SurfaceColor: Equatable, Sendable {
  var red: Float
  var green: Float
  var blue: Float
  var alpha: Float

  /// What an empty read returns.
  static let nothing = SurfaceColor(red: 0, green: 1, blue: 0, alpha: 0)
}

/// What a stroke is drawn on: the canvas, or a recorder in tests.
protocol DabSurface: AnyObject {
  /// The number of pixels, which bounds the cost of one dab.
  var pixelCount: Int { get }
  /// Blends the dab; returns whether it could have touched anything, on the canvas or off it.
  @discardableResult func draw(_ dab: Dab) -> Bool
  /// The mean colour of a soft disc.
  func color(x: Float, y: Float, radius: Float) -> SurfaceColor
}
