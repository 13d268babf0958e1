import CSIMD

/// The form of one dab, relative to one tile.
typealias DabShape = spiral_dab_shape

extension DabShape {
  /// Below this radius a dab is antialiased.
  static let antialiasedBelow: Float = 3

  /// A dab with its centre in canvas coordinates.
  ///
  /// Opacity is two linear segments; slopes and offsets are times 32768: scaling by a power of two
  /// commutes with rounding.
  ///
  /// - Precondition: `hardness` lies in `0...1` and its reciprocal times 32768 is finite.
  @inline(always)
  init(x: Float, y: Float, radius: Float, hardness: Float, angle: DabAngle, aspectRatio: Float) {
    let inner = radius > 1 ? radius - 1 : 0
    let unitAreaRadius = Float(1 / Double.pi).squareRoot()
    let outer = hardness / (1 - hardness) * 32768
    self.init(
      x: x, y: y, inverse_square: 1 / (radius * radius), cosine: angle.cosine, sine: angle.sine,
      axis_square: angle.cosine * angle.cosine + angle.sine * angle.sine,
      aspect_ratio: aspectRatio, hardness: hardness, inner_offset: 32768,
      inner_slope: -(1 / hardness - 1) * 32768, outer_offset: outer, outer_slope: -outer,
      far_x: angle.sine * unitAreaRadius, far_y: angle.cosine * unitAreaRadius,
      plain_below: inner * (inner / aspectRatio))
  }

  /// Whether multiplications by sine, axis square and aspect ratio may be left out: all are 1.
  @inline(always)
  var isUpright: Bool { sine == 1 && aspect_ratio == 1 && axis_square == 1 }

  /// Whether rounding moves no level by 1 and squared distances stay below 2^11, in an upright dab.
  @inline(always)
  func isGentle(radius: Float) -> Bool { outer_offset <= 1_048_576 && radius >= 0.5 }

  /// The shape in the coordinates of a tile.
  @inline(always)
  func inTile(originX: Int, originY: Int) -> DabShape {
    var shape = self
    shape.x -= Float(originX)
    shape.y -= Float(originY)
    return shape
  }
}

/// Which rows and columns of its tile a dab can reach.
struct DabExtent {
  /// Centre in tile coordinates.
  let x: Float
  let y: Float
  /// A little more than the radius, so that rounding cannot lose a covered pixel.
  let reach: Float

  @inline(always)
  init(_ shape: DabShape, radius: Float) {
    (x, y) = (shape.x, shape.y)
    reach = radius * 1.0001 + 0.01
  }

  /// The columns whose centres lie in the disc, inclusive, in the row whose centres are `dy` below
  /// the dab's; nil when there are none.
  @inline(always)
  func columnsOfCentres(dy: Float) -> (first: Float, last: Float)? {
    let square = reach * reach - dy * dy
    guard square >= 0 else { return nil }
    let halfWidth = square.squareRoot()
    return (x - 0.5 - halfWidth, x - 0.5 + halfWidth)
  }

  /// The columns whose pixels the disc may touch, in the row at tile coordinate `row`; nil when it
  /// touches none.
  @inline(always)
  func columnsOfPixels(row: Float) -> (first: Float, last: Float)? {
    abs(y - row - 0.5) <= reach + 0.5 ? (x - reach, x + reach) : nil
  }
}
