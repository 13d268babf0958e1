import Glibc
import Testing

@testable import Scene3D

struct PreparedSurfaceTests {
  /// The share of light from an angle that a highlight returns, summed over the half space.
  private func returned(exponent: Int, angle: Double) -> Double {
    let toLight = SIMD3(sin(angle), 0, cos(angle))
    let steps = 400
    var sum = 0.0
    for ring in 0..<steps {
      let theta = (Double(ring) + 0.5) / Double(steps) * .pi / 2
      for sector in 0..<steps {
        let phi = (Double(sector) + 0.5) / Double(steps) * 2 * .pi
        let toEye = SIMD3(sin(theta) * cos(phi), sin(theta) * sin(phi), cos(theta))
        let half = toLight + toEye
        let cosine = half.z / (half * half).sum().squareRoot()
        sum += pow(cosine, Double(exponent)) * cos(theta) * sin(theta)
      }
    }
    let area = (Double.pi / 2 / Double(steps)) * (2 * Double.pi / Double(steps))
    return Double(highlightNormalization(exponent: exponent)) * sum * area / .pi
  }

  @Test(arguments: [0, 1, 5, 30, 200])
  func `a highlight returns all light from above and never more than arrives`(exponent: Int) {
    #expect(abs(returned(exponent: exponent, angle: 0) - 1) < 0.01)
    for angle in [0.3, 0.8, 1.2, 1.5] {
      #expect(returned(exponent: exponent, angle: angle) < 1.001)
    }
  }

  @Test func `rougher is wider`() {
    #expect(highlightExponent(roughness: 1) == 0)
    #expect(highlightExponent(roughness: 0.5) == 30)
    #expect(highlightExponent(roughness: 0) == 4096)
    #expect(highlightExponent(roughness: .nan) == 4096)
  }

  @Test func `powers are those of repeated multiplication`() {
    let base = Lanes(0, 0.1, 0.5, 0.9, 0.99, 0.999, 1, 1)
    for exponent in [0, 1, 2, 7, 30, 100] {
      let powers = power(base, exponent)
      for lane in 0..<8 {
        let expected = pow(Double(base[lane]), Double(exponent))
        #expect(abs(Double(powers[lane]) - expected) <= 1e-5 * expected + 1e-37)
      }
    }
  }
}
