import CSIMD

/// Eight neighbouring pixels of one row.
typealias FloatBlock = SIMD8<Float>
typealias LevelBlock = SIMD8<UInt16>

/// The shape of one dab relative to one tile: how strongly it covers eight pixels at a time.
///
/// Two implementations: ``AntialiasedMask`` for small dabs and ``SmoothMask`` for the rest. Both
/// follow `render_dab_mask` of libmypaint 1.3.0 operation by operation, in Float.
protocol DabMask {
  /// What all pixels of one row share.
  associatedtype Row

  /// The row at tile coordinate `y`; nil when the dab cannot reach it.
  func row(_ y: Int) -> Row?
  /// Tile coordinates between which the row's covered pixels lie, inclusive, not yet clipped.
  func columns(of row: Row) -> (first: Float, last: Float)
  /// Coverage of the pixels at tile coordinates `columns`, fix15.
  func coverage(of columns: FloatBlock, in row: Row) -> LevelBlock
}

/// Position and size of a dab within a tile, shared by both masks.
struct DabFrame {
  /// Centre in tile coordinates.
  let x: Float
  let y: Float
  let radius: Float
  /// 1 / radius².
  let inverseSquare: Float
  let fallOff: DabFallOff

  /// A little more than the radius, so that rounding cannot lose a covered pixel.
  var reach: Float { radius * 1.0001 + 0.01 }
}

/// Opacity as two linear segments of `rr`, the squared distance over the squared radius.
///
/// Slopes and offsets are kept times 32768: scaling by a power of two commutes with rounding.
struct DabFallOff {
  private let hardness: Float
  private let innerSlope: Float
  private let outerOffset: Float
  private let outerSlope: Float

  /// - Precondition: `hardness` lies in `0...1` and its reciprocal times 32768 is finite.
  init(hardness: Float) {
    self.hardness = hardness
    innerSlope = -(1 / hardness - 1) * 32768
    outerOffset = hardness / (1 - hardness) * 32768
    outerSlope = -hardness / (1 - hardness) * 32768
  }

  @inline(always)
  func level(_ rr: FloatBlock) -> LevelBlock {
    let inner = rr .<= FloatBlock(repeating: hardness)
    let slope = FloatBlock(repeating: outerSlope)
      .replacing(with: FloatBlock(repeating: innerSlope), where: inner)
    let offset = FloatBlock(repeating: outerOffset)
      .replacing(with: FloatBlock(repeating: 32768), where: inner)
    let opacity = (offset + rr * slope)
      .replacing(with: FloatBlock(repeating: 0), where: rr .> FloatBlock(repeating: 1))
    return spiral_truncate_to_u16(opacity)
  }
}

// MARK: Radius 3 and above

/// Coverage sampled at pixel centres.
struct SmoothMask<Axes: DabAxes>: DabMask {
  let frame: DabFrame
  let axes: Axes

  struct Row {
    let dy: Float
    let halfWidth: Float
  }

  @inline(always)
  func row(_ y: Int) -> Row? {
    let dy = Float(y) + 0.5 - frame.y
    let square = frame.reach * frame.reach - dy * dy
    return square >= 0 ? Row(dy: dy, halfWidth: square.squareRoot()) : nil
  }

  @inline(always)
  func columns(of row: Row) -> (first: Float, last: Float) {
    let center = frame.x - 0.5
    return (center - row.halfWidth, center + row.halfWidth)
  }

  @inline(always)
  func coverage(of columns: FloatBlock, in row: Row) -> LevelBlock {
    let dx = columns + 0.5 - frame.x
    let square = axes.square(dx, FloatBlock(repeating: row.dy))
    return frame.fallOff.level(square * frame.inverseSquare)
  }
}

// MARK: Radius below 3

/// Coverage estimated from the nearest and the farthest point of each pixel.
struct AntialiasedMask<Axes: DabAxes>: DabMask {
  let frame: DabFrame
  let axes: Axes
  /// Squared distance below which the plain mean of near and far is good enough.
  private let plainBelow: Float
  /// Step from the nearest to the farthest point.
  private let farX: Float
  private let farY: Float

  init(frame: DabFrame, axes: Axes) {
    self.frame = frame
    self.axes = axes
    let inner = frame.radius > 1 ? frame.radius - 1 : 0
    plainBelow = inner * (inner / axes.aspectRatio)
    let unitAreaRadius = Float(1 / Double.pi).squareRoot()
    farX = axes.sine * unitAreaRadius
    farY = axes.cosine * unitAreaRadius
  }

  struct Row {
    let bottom: Float
    let center: Float
    let top: Float
    /// Whether the dab's centre lies between top and bottom.
    let holdsCenter: Bool
  }

  @inline(always)
  func row(_ y: Int) -> Row? {
    let bottom = frame.y - Float(y)
    let center = bottom - 0.5
    guard abs(center) <= frame.reach + 0.5 else { return nil }
    let top = bottom - 1
    return Row(bottom: bottom, center: center, top: top, holdsCenter: top < 0 && bottom > 0)
  }

  @inline(always)
  func columns(of row: Row) -> (first: Float, last: Float) {
    (frame.x - frame.reach, frame.x + frame.reach)
  }

  @inline(always)
  func coverage(of columns: FloatBlock, in row: Row) -> LevelBlock {
    let right = frame.x - columns
    let center = right - 0.5
    var (nearX, nearY) = nearest(center, row, left: right - 1, right: right)
    if row.holdsCenter {
      let zero = FloatBlock(repeating: 0)
      let inside = (right - 1 .< zero) .& (right .> zero)
      nearX.replace(with: zero, where: inside)
      nearY.replace(with: zero, where: inside)
    }
    let near = axes.square(nearX, nearY) * frame.inverseSquare

    // Farthest point: a fixed step away from it, on the pixel's side of the short axis
    let below = axes.side(center, row.center) .< FloatBlock(repeating: 0)
    let stepX = choose(-farX, farX, below)
    let stepY = choose(farY, -farY, below)
    let farSquare = axes.square(nearX + stepX, nearY + stepY)
    let far = farSquare * frame.inverseSquare

    // Visibility of the nearest point over 1 + difference, or the plain mean well inside
    let rough = 1 - (1 - near) / (1 + (far - near))
    let plain = (far + near) * 0.5
    let blended = rough.replacing(
      with: plain, where: farSquare .< FloatBlock(repeating: plainBelow))
    let unreached = near .> FloatBlock(repeating: 1)
    return frame.fallOff.level(blended.replacing(with: near, where: unreached))
  }

  /// The pixel's centre projected on the long axis, kept inside the pixel.
  @inline(always)
  private func nearest(
    _ center: FloatBlock, _ row: Row, left: FloatBlock, right: FloatBlock
  ) -> (FloatBlock, FloatBlock) {
    let (x, y) = axes.project(center, row.center)
    return (
      clamp(x, left, right),
      clamp(y, FloatBlock(repeating: row.top), FloatBlock(repeating: row.bottom))
    )
  }

  @inline(always)
  private func choose(
    _ yes: Float, _ no: Float, _ mask: SIMDMask<FloatBlock.MaskStorage>
  ) -> FloatBlock {
    FloatBlock(repeating: no).replacing(with: FloatBlock(repeating: yes), where: mask)
  }

  @inline(always)
  private func clamp(_ value: FloatBlock, _ low: FloatBlock, _ high: FloatBlock) -> FloatBlock {
    value.replacing(with: low, where: value .< low).replacing(with: high, where: value .> high)
  }
}
