import CSIMD
import PaintCore
import Testing

@testable import Brush

/// The C kernels against plain arithmetic, above all at the ends of the numbers.
@Suite struct DabKernelTests {
  /// Fix15 numbers: the ends, and some between.
  private static let levels: [UInt16] =
    [0, 1, 2, 3, 16383, 16384, 16385, 32765, 32766, 32767, 32768]
    + (0..<40).map { UInt16(truncatingIfNeeded: $0 * 811) }

  @Test func `paint is mixed as in 32-bit numbers, whatever is known of it`() {
    var wrong = 0
    for a in Self.levels {
      for x in Self.levels {
        for y in Self.levels {
          let expected = UInt16((UInt32(a) * UInt32(x) + UInt32(32768 - a) * UInt32(y)) >> 15)
          for traits in Self.traits(strength: a, color: x) {
            let eight = spiral_paint_fix15(
              SIMD8(repeating: a), spiral_make_paint(x), SIMD8(repeating: y), traits)
            let sixteen = spiral_paint_fix15_x16(
              SIMD16(repeating: a), spiral_make_paint(x), SIMD16(repeating: y), traits)
            let isRight =
              eight == SIMD8(repeating: expected) && sixteen == SIMD16(repeating: expected)
            wrong += isRight ? 0 : 1
          }
        }
      }
    }
    #expect(wrong == 0)
  }

  /// What may be said of such a strength and colour.
  private static func traits(strength: UInt16, color: UInt16) -> [spiral_traits] {
    var traits = [SPIRAL_ANY]
    if strength < 32768 { traits.append(SPIRAL_FAINT) }
    if color < 32768 {
      traits += traits.map { spiral_traits($0.rawValue | SPIRAL_COLORED.rawValue) }
    }
    return traits
  }

  @Test func `strength is coverage times opacity, rounded down`() {
    var wrong = 0
    for coverage in Self.levels {
      for opacity in Self.levels {
        let paint = spiral_make_paint(0)
        var ink = spiral_ink(red: paint, green: paint, blue: paint, opacity: opacity)
        let expected = UInt16((UInt32(coverage) * UInt32(opacity)) >> 15)
        let known = opacity < 32768 ? SPIRAL_FAINT : SPIRAL_FULL
        for traits in [SPIRAL_ANY, known] {
          let eight = spiral_ink_strength(&ink, SIMD8(repeating: coverage), traits)
          let sixteen = spiral_ink_strength_x16(&ink, SIMD16(repeating: coverage), traits)
          let isRight =
            eight == SIMD8(repeating: expected) && sixteen == SIMD16(repeating: expected)
          wrong += isRight ? 0 : 1
        }
      }
    }
    #expect(wrong == 0)
  }

  @Test(arguments: [Float(1e-6), 0.01, 0.2, 0.5, 0.9, 0.95, 0.9696])
  func `a gentle fall-off leaves nothing beyond the rim, and otherwise what any does`(
    hardness: Float
  ) {
    var shape = DabShape(
      x: 0, y: 0, radius: 5, hardness: hardness, angle: DabAngle(degrees: 90), aspectRatio: 1)
    #expect(shape.isGentle(radius: 5))
    var random = RandomStream(key: 2, stream: 0)
    var wrong = 0
    for index in 0..<20_000 {
      // around the rim, around the corner of the segments, far away, and anywhere
      let spread = Float(random.integer(below: 2001) - 1000) * 1e-7
      let places = [1 + spread, hardness + spread, Float(index), Float(index) / 20_000]
      let distance = min(max(places[index % 4], 0), 2000)
      let expected = Self.level(distance, hardness)
      let eight = spiral_fall_off(&shape, SIMD8(repeating: distance), SPIRAL_GENTLE)
      let sixteen = spiral_fall_off_x16(&shape, SIMD16(repeating: distance), SPIRAL_GENTLE)
      let any = spiral_fall_off_x16(&shape, SIMD16(repeating: distance), SPIRAL_ANY)
      let isRight =
        eight == SIMD8(repeating: expected) && sixteen == SIMD16(repeating: expected)
        && any == sixteen
      wrong += isRight ? 0 : 1
    }
    #expect(wrong == 0)
  }

  private static func level(_ rr: Float, _ hardness: Float) -> UInt16 {
    guard rr <= 1 else { return 0 }
    let opacity =
      rr <= hardness
      ? 1 + rr * -(1 / hardness - 1)
      : hardness / (1 - hardness) + rr * (-hardness / (1 - hardness))
    return UInt16(max(opacity * 32768, 0))
  }

  @Test func `a harder edge than rounding allows is not called gentle`() {
    for hardness in [Float(0.9999), 1] {
      let shape = DabShape(
        x: 0, y: 0, radius: 5, hardness: hardness, angle: DabAngle(degrees: 90), aspectRatio: 1)
      #expect(!shape.isGentle(radius: 5))
    }
  }

  @Test func `sixteen pixels become 48 bytes and no more`() {
    let levels = (0...32768).map { UInt16($0) }
    var wrong = 0
    for start in stride(from: 0, to: 32768 - 48, by: 37) {
      let planes = Array(levels[start..<(start + 48)])
      var bytes = [UInt8](repeating: 9, count: 64)
      planes.withUnsafeBufferPointer { planes in
        bytes.withUnsafeMutableBufferPointer { bytes in
          if let first = planes.baseAddress, let target = bytes.baseAddress {
            spiral_write_rgb_x16(first, 16, target + 8)
          }
        }
      }
      let expected = (0..<48).map { index in
        UInt8((255 * UInt32(planes[index % 3 * 16 + index / 3]) + 16384) >> 15)
      }
      let isRight =
        Array(bytes[8..<56]) == expected && (bytes[..<8] + bytes[56...]).allSatisfy { $0 == 9 }
      wrong += isRight ? 0 : 1
    }
    #expect(wrong == 0)
  }
}
