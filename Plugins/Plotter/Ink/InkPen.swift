import Glibc
import StrokeProgram

/// A pen with its ink: how wide, how dark, how long.
struct InkPen: Sendable, Equatable {
  /// The width of the line and the paper that a filling covers.
  var profile: PenProfile
  /// The colour that one full layer has on white paper.
  var color = StrokeColor.black
  /// The natural logarithm of how much light a full layer of the darkest ink takes away.
  var density = 3.0
  /// The part of a full layer that the pen gives without pressure, `0...1`; linear in between.
  var lightFlow = 1.0
  /// How fast the square of a blot's radius grows while the pen stands, mm^2/s: the law of a liquid
  /// drawn into paper (Washburn, Physical Review 17, 1921).
  var spread = 0.1
  /// For how long a touch-down counts as standing, s.
  var touchDown = 0.15
  /// The largest blot's radius, in nib widths.
  var largestBlot = 1.5

  /// The part of a filling from which on the line gets paler.
  static let dryingPart = 0.2

  /// What one full layer leaves of the light, red, green and blue, `0...1`.
  var transmittance: SIMD3<Float> {
    let darkest = exp(-density)
    return SIMD3(
      Float(max(color.red, darkest)), Float(max(color.green, darkest)),
      Float(max(color.blue, darkest)))
  }

  /// The radius of a blot, mm, around a line of `radius` mm after standing for `seconds`.
  func blotRadius(_ radius: Double, seconds: Double) -> Double {
    min(
      (radius * radius + spread * seconds).squareRoot(),
      max(radius, largestBlot * profile.nib))
  }

  /// How much of a full layer the pen gives under a pressure in `0...1` after covering `used` mm^2.
  ///
  /// That of the pressure until the last fifth of the filling, then in proportion to what is left.
  func flow(pressure: Double, used: Double) -> Double {
    let pressed = lightFlow + (1 - lightFlow) * min(max(pressure, 0), 1)
    guard profile.ink.isFinite else { return pressed }
    let left = (profile.ink - used) / (Self.dryingPart * profile.ink)
    return pressed * min(max(left, 0), 1)
  }
}
