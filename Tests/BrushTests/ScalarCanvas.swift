import Foundation

@testable import Brush

/// The plain reference of the pixel side: one pixel at a time, tile by tile, RGBA interleaved.
struct ScalarCanvas {
  let width: Int
  let height: Int
  private(set) var levels: [UInt16]

  init(width: Int, height: Int, background: UInt16) {
    self.width = width
    self.height = height
    levels = Array(repeating: background, count: 4 * width * height)
  }

  /// Draws in any mode but colorize.
  mutating func draw(_ dab: Dab) {
    let unit = { (value: Float) in Swift.min(Swift.max(value, 0), 1) }
    let opacity = unit(dab.opacity)
    guard dab.radius >= 0.1, unit(dab.hardness) > 0, opacity > 0 else { return }
    let locked = unit(dab.lockAlpha)
    for y in 0..<height {
      for x in 0..<width {
        let coverage = UInt32(Self.coverage(dab, x: x, y: y))
        guard coverage > 0 else { continue }
        let place = 4 * (y * width + x)
        if locked < 1 {
          let strength = coverage * UInt32((1 - locked) * opacity * 32768) / 32768
          paint(dab, strength, alpha: UInt32(unit(dab.targetAlpha) * 32768), at: place)
        }
        if locked > 0 {
          let strength = coverage * UInt32(locked * opacity * 32768) / 32768
          let top = strength * UInt32(levels[place + 3]) / 32768
          mix(dab, top, 32768 - strength, at: place)
        }
      }
    }
  }

  private mutating func paint(_ dab: Dab, _ strength: UInt32, alpha: UInt32, at place: Int) {
    let top = strength * alpha / 32768
    let rest = 32768 - strength
    levels[place + 3] = UInt16(top + rest * UInt32(levels[place + 3]) / 32768)
    mix(dab, top, rest, at: place)
  }

  private mutating func mix(_ dab: Dab, _ top: UInt32, _ rest: UInt32, at place: Int) {
    for (channel, color) in [dab.red, dab.green, dab.blue].enumerated() {
      let source = UInt32(Swift.min(Swift.max(color, 0), 1) * 32768)
      levels[place + channel] = UInt16(
        (top * source + rest * UInt32(levels[place + channel])) / 32768)
    }
  }

  /// The mean red under a soft disc on an opaque canvas with white all around.
  static func meanRed(_ canvas: FixedCanvas, x: Float, y: Float, radius: Float) -> Float {
    let disc = Dab([x, y, radius, 0, 0, 0, 1, 0.5, 1, 1, 0, 0, 0])
    var (sum, weight) = (0.0, 0.0)
    for row in Int(y - radius) - 3...Int(y + radius) + 3 {
      for column in Int(x - radius) - 3...Int(x + radius) + 3 {
        let share = Double(coverage(disc, x: column, y: row))
        let isInside = (0..<canvas.width).contains(column) && (0..<canvas.height).contains(row)
        sum += share * (isInside ? Double(canvas.pixel(x: column, y: row).red) : 32768)
        weight += share * 32768
      }
    }
    return Float(sum / weight)
  }

  /// Coverage of one pixel in the coordinates of its tile.
  private static func coverage(_ dab: Dab, x: Int, y: Int) -> UInt16 {
    let tile = (x: x >> 6, y: y >> 6)
    let center = (x: dab.x - Float(64 * tile.x), y: dab.y - Float(64 * tile.y))
    let pixel = (x: Float(x - 64 * tile.x), y: Float(y - 64 * tile.y))
    let radians = Float(Double(dab.angle / 360 * 2) * Double.pi)
    let axis = (x: Float(cos(Double(radians))), y: Float(sin(Double(radians))))
    let aspect = Swift.max(dab.aspectRatio, 1)
    let inverse = 1 / (dab.radius * dab.radius)
    let rr =
      dab.radius < 3
      ? smallDistance(dab.radius, center, pixel, axis, aspect, inverse)
      : square(pixel.x + 0.5 - center.x, pixel.y + 0.5 - center.y, axis, aspect) * inverse
    guard rr <= 1 else { return 0 }
    let hardness = Swift.min(dab.hardness, 1)
    let opacity =
      rr <= hardness
      ? 1 + rr * -(1 / hardness - 1)
      : hardness / (1 - hardness) + rr * (-hardness / (1 - hardness))
    return UInt16(Swift.max(opacity * 32768, 0))
  }

  typealias Point = (x: Float, y: Float)

  private static func square(_ x: Float, _ y: Float, _ axis: Point, _ aspect: Float) -> Float {
    let across = (y * axis.x - x * axis.y) * aspect
    let along = y * axis.y + x * axis.x
    return across * across + along * along
  }

  private static func smallDistance(
    _ radius: Float, _ center: Point, _ pixel: Point, _ axis: Point, _ aspect: Float,
    _ inverse: Float
  ) -> Float {
    let right = center.x - pixel.x
    let bottom = center.y - pixel.y
    let middle = (x: right - 0.5, y: bottom - 0.5)
    var near: Point = (0, 0)
    if !(right - 1 < 0 && right > 0 && bottom - 1 < 0 && bottom > 0) {
      let along =
        (middle.x * axis.x + middle.y * axis.y) / (axis.x * axis.x + axis.y * axis.y)
      near.x = Swift.min(Swift.max(axis.x * along, right - 1), right)
      near.y = Swift.min(Swift.max(axis.y * along, bottom - 1), bottom)
    }
    let nearDistance = square(near.x, near.y, axis, aspect) * inverse
    guard nearDistance <= 1 else { return nearDistance }
    let side = (middle.x - axis.x) * axis.y - axis.x * (middle.y + axis.y)
    let step = Float(1 / Double.pi).squareRoot() * (side < 0 ? -1 : 1)
    let farSquare = square(near.x + axis.y * step, near.y - axis.x * step, axis, aspect)
    let farDistance = farSquare * inverse
    let inner = radius > 1 ? radius - 1 : 0
    if farSquare < inner * (inner / aspect) { return (farDistance + nearDistance) * 0.5 }
    return 1 - (1 - nearDistance) / (1 + (farDistance - nearDistance))
  }
}
