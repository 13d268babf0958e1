import CSIMD

/// A rectangle of pixels, inclusive; empty when `left > right`.
struct PixelBounds: Equatable {
  private(set) var left: Int32
  private(set) var right: Int32
  private(set) var top: Int32
  private(set) var bottom: Int32

  /// No pixels.
  static let empty = PixelBounds(left: .max, right: .min, top: .max, bottom: .min)

  /// All pixels of a canvas.
  static func all(width: Int, height: Int) -> PixelBounds {
    PixelBounds(left: 0, right: Int32(width - 1), top: 0, bottom: Int32(height - 1))
  }

  var columns: Range<Int> { left > right ? 0..<0 : Int(left)..<(Int(right) + 1) }
  var rows: Range<Int> { top > bottom ? 0..<0 : Int(top)..<(Int(bottom) + 1) }

  /// Grows to hold the part of a dab's reach that lies on a canvas.
  ///
  /// - Precondition: there is such a part, and the canvas is not empty.
  @inline(always)
  mutating func include(_ reach: DabReach, width: Int, height: Int) {
    left = min(left, spiral_truncate(max(reach.left, 0)))
    right = max(right, spiral_truncate(min(reach.right, Float(width &- 1))))
    top = min(top, spiral_truncate(max(reach.top, 0)))
    bottom = max(bottom, spiral_truncate(min(reach.bottom, Float(height &- 1))))
  }
}
