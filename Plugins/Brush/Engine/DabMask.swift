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
  /// Coverage of the pixels at tile coordinates `columns`, fix15.
  func coverage(of columns: FloatBlock, in row: Row) -> LevelBlock
}

/// Position and axes of a dab within a tile, shared by both masks.
struct DabFrame {
  /// Centre in tile coordinates.
  let x: Float
  let y: Float
  let radius: Float
  let aspectRatio: Float
  let cosine: Float
  let sine: Float
  /// 1 / radius².
  let inverseSquare: Float
  let fallOff: DabFallOff
}

/// Opacity as two linear segments of `rr`, the squared distance over the squared radius.
struct DabFallOff {
  private let hardness: Float
  private let innerSlope: Float
  private let outerOffset: Float
  private let outerSlope: Float

  /// - Precondition: `hardness` lies in `0...1` and its reciprocal is finite.
  init(hardness: Float) {
    self.hardness = hardness
    innerSlope = -(1 / hardness - 1)
    outerOffset = hardness / (1 - hardness)
    outerSlope = -hardness / (1 - hardness)
  }

  @inline(__always)
  func level(_ rr: FloatBlock) -> LevelBlock {
    let inner = rr .<= FloatBlock(repeating: hardness)
    let slope = FloatBlock(repeating: outerSlope)
      .replacing(with: FloatBlock(repeating: innerSlope), where: inner)
    let offset = FloatBlock(repeating: outerOffset)
      .replacing(with: FloatBlock(repeating: 1), where: inner)
    let opacity = (offset + rr * slope)
      .replacing(with: FloatBlock(repeating: 0), where: rr .> FloatBlock(repeating: 1))
    return spiral_truncate_to_u16(opacity * 32768)
  }
}

// MARK: Radius 3 and above

/// Coverage sampled at pixel centres.
struct SmoothMask: DabMask {
  let frame: DabFrame

  struct Row {
    let cosineTerm: Float
    let sineTerm: Float
  }

  @inline(__always)
  func row(_ y: Int) -> Row? {
    let dy = Float(y) + 0.5 - frame.y
    guard abs(dy) <= frame.radius + 0.5 else { return nil }
    return Row(cosineTerm: dy * frame.cosine, sineTerm: dy * frame.sine)
  }

  @inline(__always)
  func coverage(of columns: FloatBlock, in row: Row) -> LevelBlock {
    let dx = columns + 0.5 - frame.x
    let across = (row.cosineTerm - dx * frame.sine) * frame.aspectRatio
    let along = row.sineTerm + dx * frame.cosine
    return frame.fallOff.level((across * across + along * along) * frame.inverseSquare)
  }
}

// MARK: Radius below 3

/// Coverage estimated from the nearest and the farthest point of each pixel.
struct AntialiasedMask: DabMask {
  let frame: DabFrame
  /// Squared distance below which the plain mean of near and far is good enough.
  private let plainBelow: Float
  /// |axis|²; the direction of the long axis is only nearly a unit vector in Float.
  private let axisSquare: Float
  /// Steps from the nearest to the farthest point.
  private let farX: Float
  private let farY: Float

  init(frame: DabFrame) {
    self.frame = frame
    let inner = frame.radius > 1 ? frame.radius - 1 : 0
    plainBelow = inner * (inner / frame.aspectRatio)
    axisSquare = frame.cosine * frame.cosine + frame.sine * frame.sine
    let unitAreaRadius = Float(1 / Double.pi).squareRoot()
    farX = frame.sine * unitAreaRadius
    farY = frame.cosine * unitAreaRadius
  }

  struct Row {
    let bottom: Float
    let center: Float
    let top: Float
    /// Whether the dab's centre lies between top and bottom.
    let holdsCenter: Bool
  }

  @inline(__always)
  func row(_ y: Int) -> Row? {
    let bottom = frame.y - Float(y)
    let center = bottom - 0.5
    guard abs(center) <= frame.radius + 0.75 else { return nil }
    let top = bottom - 1
    return Row(bottom: bottom, center: center, top: top, holdsCenter: top < 0 && bottom > 0)
  }

  @inline(__always)
  func coverage(of columns: FloatBlock, in row: Row) -> LevelBlock {
    let zero = FloatBlock(repeating: 0)
    let right = frame.x - columns
    let center = right - 0.5
    let left = right - 1

    // Nearest point: the centre projected on the long axis, kept inside the pixel
    let along = (center * frame.cosine + row.center * frame.sine) / axisSquare
    var nearX = clamp(frame.cosine * along, left, right)
    var nearY = clamp(
      frame.sine * along, FloatBlock(repeating: row.top), FloatBlock(repeating: row.bottom))
    if row.holdsCenter {
      let inside = (left .< zero) .& (right .> zero)
      nearX.replace(with: zero, where: inside)
      nearY.replace(with: zero, where: inside)
    }
    let near = squaredDistance(nearX, nearY) * frame.inverseSquare

    // Farthest point: a fixed step away from it, on the pixel's side of the short axis
    let side =
      (center - frame.cosine) * frame.sine - frame.cosine * (row.center + frame.sine)
    let below = side .< zero
    let stepX = FloatBlock(repeating: farX).replacing(
      with: FloatBlock(repeating: -farX), where: below)
    let stepY = FloatBlock(repeating: -farY).replacing(
      with: FloatBlock(repeating: farY), where: below)
    let farSquare = squaredDistance(nearX + stepX, nearY + stepY)
    let far = farSquare * frame.inverseSquare

    // Visibility of the nearest point over 1 + difference, or the plain mean well inside
    let rough = 1 - (1 - near) / (1 + (far - near))
    let plain = (far + near) * 0.5
    let blended = rough.replacing(
      with: plain, where: farSquare .< FloatBlock(repeating: plainBelow))
    let unreached = near .> FloatBlock(repeating: 1)
    return frame.fallOff.level(blended.replacing(with: near, where: unreached))
  }

  @inline(__always)
  private func squaredDistance(_ x: FloatBlock, _ y: FloatBlock) -> FloatBlock {
    let across = (y * frame.cosine - x * frame.sine) * frame.aspectRatio
    let along = y * frame.sine + x * frame.cosine
    return across * across + along * along
  }

  @inline(__always)
  private func clamp(_ value: FloatBlock, _ low: FloatBlock, _ high: FloatBlock) -> FloatBlock {
    value.replacing(with: low, where: value .< low).replacing(with: high, where: value .> high)
  }
}
