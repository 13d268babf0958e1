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
