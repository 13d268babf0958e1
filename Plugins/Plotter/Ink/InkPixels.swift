/// The memory of an ``InkSurface`` while a piece of line is drawn on it.
struct InkPixels {
  let size: SIMD2<Int>
  let channels: Int
  let ink: SIMD3<Float>
  let levels: UnsafeMutableBufferPointer<Float>
  let covered: UnsafeMutableBufferPointer<Float>
  let touched: UnsafeMutableBufferPointer<Float>

  /// A dot or a piece as wide as pixels or wider: everything within the radius of the piece, so that
  /// pieces overlap at corners and the greatest cover counts.
  func drawBroad(_ piece: InkSurface.Piece) {
    let direction = piece.end - piece.start
    let squared = (direction * direction).sum()
    let length = squared.squareRoot()
    let scale = squared > 0 ? 1 / squared : 0
    // The soft edge adds pi / 12 to the area of a disc, which a dot of the right size leaves out.
    let radius =
      squared > 0 ? piece.radius : (piece.radius * piece.radius - 1 / 12).squareRoot()
    let reach = (radius + 0.5) * (radius + 0.5)
    let passage = Self.passage(piece)
    let window = Window(piece, margin: radius + 0.5, size)
    for row in window.rows {
      for column in window.columns {
        let offset = SIMD2(Float(column) + 0.5, Float(row) + 0.5) - piece.start
        let along = min(max((offset * direction).sum() * scale, 0), 1)
        let away = offset - along * direction
        let awaySquared = (away * away).sum()
        guard awaySquared < reach else { continue }
        let cover = min(radius + 0.5 - awaySquared.squareRoot(), 1) * piece.flow
        let pixel = row * size.x + column
        touch(pixel, piece.distance + along * length, passage)
        covered[pixel] = max(covered[pixel], cover)
      }
    }
  }

  /// A dot or a piece narrower than pixels: the part of each pixel that lies on the line, times the
  /// part of the pixel's length, so that consecutive pieces add up without a seam.
  func drawFine(_ piece: InkSurface.Piece) {
    let whole = piece.end - piece.start
    let length = (whole * whole).sum().squareRoot()
    guard length > 0 else { return drawFineDot(piece) }
    let direction = whole / length
    let strip = PixelStrip(direction: direction)
    let passage = Self.passage(piece)
    let window = Window(piece, margin: piece.radius + 0.71, size)
    for row in window.rows {
      for column in window.columns {
        let offset = SIMD2(Float(column) + 0.5, Float(row) + 0.5) - piece.start
        let along = (offset * direction).sum()
        let lengthwise = min(along + 0.5, length) - max(along - 0.5, 0)
        guard lengthwise > 0 else { continue }
        let across = offset.x * direction.y - offset.y * direction.x
        let crosswise =
          strip.part(upTo: across + piece.radius)
          - strip.part(upTo: across - piece.radius)
        guard crosswise > 0 else { continue }
        let pixel = row * size.x + column
        touch(pixel, piece.distance + min(max(along, 0), length), passage)
        covered[pixel] = min(covered[pixel] + lengthwise * crosswise * piece.flow, 1)
      }
    }
  }

  /// A dot narrower than pixels as a square of the same area.
  private func drawFineDot(_ piece: InkSurface.Piece) {
    let half = piece.radius * 0.886_226_9
    let window = Window(piece, margin: half + 0.5, size)
    for row in window.rows {
      for column in window.columns {
        let place = SIMD2(Float(column) + 0.5, Float(row) + 0.5) - piece.start
        let across = min(place.x + 0.5, half) - max(place.x - 0.5, -half)
        let down = min(place.y + 0.5, half) - max(place.y - 0.5, -half)
        guard across > 0, down > 0 else { continue }
        let pixel = row * size.x + column
        touch(pixel, piece.distance, Self.passage(piece))
        covered[pixel] = max(covered[pixel], across * down * piece.flow)
      }
    }
  }

  /// How long the pen must have been elsewhere to leave a new layer: a line that comes back within
  /// its own width is still the same passage.
  private static func passage(_ piece: InkSurface.Piece) -> Float { 2 * piece.radius + 2 }

  /// Begins a new layer when the line has come back to a pixel.
  private func touch(_ pixel: Int, _ place: Float, _ passage: Float) {
    if place - touched[pixel] > passage, covered[pixel] > 0 {
      for channel in 0..<channels {
        levels[pixel * channels + channel] *= 1 - covered[pixel] * (1 - ink[channel])
      }
      covered[pixel] = 0
    }
    touched[pixel] = max(touched[pixel], place)
  }

  /// The pixels that a piece can touch, cut off at the paper's edges.
  private struct Window {
    let columns: Range<Int>
    let rows: Range<Int>

    init(_ piece: InkSurface.Piece, margin: Float, _ size: SIMD2<Int>) {
      columns = Self.pixels(piece.start.x, piece.end.x, margin, count: size.x)
      rows = Self.pixels(piece.start.y, piece.end.y, margin, count: size.y)
    }

    private static func pixels(
      _ first: Float, _ second: Float, _ margin: Float, count: Int
    ) -> Range<Int> {
      let low = min(max(min(first, second) - margin, 0), Float(count))
      let high = min(max(max(first, second) + margin, 0), Float(count))
      guard low <= high else { return 0..<0 }
      return Int(low)..<max(Int(low), min(Int(high.rounded(.up)), count))
    }
  }
}

/// How much of a pixel's square lies on one side of a line of some direction: the integral of the
/// square's shadow on the line's normal, a trapezoid.
private struct PixelStrip {
  /// Half the shadow, and half of its flat part.
  private let half: Float
  private let flat: Float

  init(direction: SIMD2<Float>) {
    let x = abs(direction.x)
    let y = abs(direction.y)
    half = (x + y) / 2
    flat = abs(x - y) / 2
  }

  /// The part of the square whose distance along the normal is below `place`, `0...1`.
  func part(upTo place: Float) -> Float {
    let away = min(abs(place), half)
    let height = 1 / (half + flat)
    let rest =
      away <= flat
      ? 0.5 - away * height : height * (half - away) * (half - away) / (2 * (half - flat))
    return place < 0 ? rest : 1 - rest
  }
}
