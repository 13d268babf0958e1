import Glibc

/// The direction of a dab's long axis, as the library computes it: degrees to radians in Float and
/// Double.
struct DabAngle {
  let cosine: Float
  let sine: Float

  init(degrees: Float) {
    // the default angle, on nearly every dab; its cosine is not quite 0
    if degrees == 90 {
      (cosine, sine) = (-4.371139e-8, 1)
      return
    }
    let radians = Float(Double(degrees / 360 * 2) * Double.pi)
    cosine = Float(cos(Double(radians)))
    sine = Float(sin(Double(radians)))
  }
}

/// Distances in the frame of a dab's axes.
///
/// Two implementations that differ only in multiplications by 1 that are left out.
protocol DabAxes {
  var cosine: Float { get }
  var sine: Float { get }
  var aspectRatio: Float { get }

  /// The squared distance of (x, y), stretched across the long axis.
  func square(_ x: FloatBlock, _ y: FloatBlock) -> FloatBlock
  /// (x, y) projected on the long axis.
  func project(_ x: FloatBlock, _ y: Float) -> (FloatBlock, FloatBlock)
  /// Negative on one side of the line through the tip of the short axis.
  func side(_ x: FloatBlock, _ y: Float) -> FloatBlock
}

/// Any angle, any aspect ratio.
struct TiltedAxes: DabAxes {
  let cosine: Float
  let sine: Float
  let aspectRatio: Float
  /// |axis|², in Float not always 1.
  private let axisSquare: Float

  init(_ angle: DabAngle, aspectRatio: Float) {
    cosine = angle.cosine
    sine = angle.sine
    self.aspectRatio = aspectRatio
    axisSquare = cosine * cosine + sine * sine
  }

  @inline(always)
  func square(_ x: FloatBlock, _ y: FloatBlock) -> FloatBlock {
    let across = (y * cosine - x * sine) * aspectRatio
    let along = y * sine + x * cosine
    return across * across + along * along
  }

  @inline(always)
  func project(_ x: FloatBlock, _ y: Float) -> (FloatBlock, FloatBlock) {
    let along = (x * cosine + y * sine) / axisSquare
    return (cosine * along, sine * along)
  }

  @inline(always)
  func side(_ x: FloatBlock, _ y: Float) -> FloatBlock {
    (x - cosine) * sine - cosine * (y + sine)
  }
}

/// A round dab at 90 degrees: sine, aspect ratio and |axis|² are exactly 1.
struct UprightAxes: DabAxes {
  let cosine: Float
  var sine: Float { 1 }
  var aspectRatio: Float { 1 }

  /// Nil unless the factors that are left out are 1.
  init?(_ angle: DabAngle, aspectRatio: Float) {
    let square = angle.cosine * angle.cosine + angle.sine * angle.sine
    guard angle.sine == 1, aspectRatio == 1, square == 1 else { return nil }
    cosine = angle.cosine
  }

  @inline(always)
  func square(_ x: FloatBlock, _ y: FloatBlock) -> FloatBlock {
    let across = y * cosine - x
    let along = y + x * cosine
    return across * across + along * along
  }

  @inline(always)
  func project(_ x: FloatBlock, _ y: Float) -> (FloatBlock, FloatBlock) {
    let along = x * cosine + y
    return (cosine * along, along)
  }

  @inline(always)
  func side(_ x: FloatBlock, _ y: Float) -> FloatBlock {
    x - cosine - cosine * (y + 1)
  }
}
