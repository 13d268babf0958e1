import EnvironmentAPI

/// How a stroke looks, apart from its way.
struct BrushLook: Equatable, Sendable {
  /// Which of the brushes paints.
  var brush = 0
  /// `0...1`, at the end of the stroke.
  var pressure: Double
  /// Natural logarithm of the radius in px.
  var logRadius: Double
  /// `0...1` each, red, green, blue.
  var color: SIMD3<Double>
}

/// What one action paints: quadratic Bezier curves, each from where the one before ended.
struct BrushStroke: Equatable {
  /// One curve, px.
  struct Piece: Equatable {
    var control: SIMD2<Double>
    var end: SIMD2<Double>
  }

  /// Whether the pen was in the air before.
  var begins: Bool
  /// Where it starts, px.
  var start: SIMD2<Double>
  /// The first curve, apart from the others so that a stroke of one takes no memory.
  var first: Piece
  /// What follows.
  var others: [Piece] = []
  /// Pressure at the start; it goes linearly to that of the look within each curve.
  var startPressure: Double
  var look: BrushLook
}

extension BrushStroke {
  /// The quadratic B-spline that `points` control, from the first to the last of them.
  ///
  /// Two points make a line and three the Bezier curve of an ordinary stroke; with more, the pieces
  /// join with one tangent in the middle between neighbouring points (de Boor, "A Practical Guide to
  /// Splines", 1978: order 3, the end knots repeated). One point makes a dot.
  ///
  /// - Precondition: there is a point.
  init(through points: [SIMD2<Double>], look: BrushLook) {
    precondition(!points.isEmpty, "a stroke of no points")
    let start = points[0]
    let last = points[points.count - 1]
    let inner = points.count > 2 ? Array(points[1..<(points.count - 1)]) : [(start + last) / 2]
    let pieces = inner.indices.map { index in
      let end = index == inner.count - 1 ? last : (inner[index] + inner[index + 1]) / 2
      return Piece(control: inner[index], end: end)
    }
    self.init(
      begins: true, start: start, first: pieces[0], others: Array(pieces.dropFirst()),
      startPressure: look.pressure, look: look)
  }

  /// Calls `body` with the start of each curve, the curve, and the pressure at its start.
  func forEachPiece(_ body: (SIMD2<Double>, Piece, Double) -> Void) {
    body(start, first, startPressure)
    var place = first.end
    for piece in others {
      body(place, piece, look.pressure)
      place = piece.end
    }
  }
}

extension BrushStroke.Piece {
  /// The place at `t` in `0...1` on the way from `start`, in the published environment's order of
  /// operations.
  func point(from start: SIMD2<Double>, at t: Double) -> SIMD2<Double> {
    let rest = 1 - t
    return rest * rest * start + 2 * rest * t * control + t * t * end
  }
}

// MARK: Saving

extension BrushLook {
  func save(into writer: inout StateWriter) {
    for number in [pressure, logRadius, color.x, color.y, color.z] { writer.write(number) }
    writer.write(UInt64(brush))
  }

  init(from reader: inout StateReader, _ grammar: BrushGrammar) throws(EnvironmentError) {
    pressure = try reader.readDouble()
    logRadius = try reader.readDouble()
    color = SIMD3(try reader.readDouble(), try reader.readDouble(), try reader.readDouble())
    brush = try grammar.brush(from: &reader)
    let unit = 0.0...1.0
    guard unit.contains(pressure), grammar.radiusRange.contains(logRadius), unit.contains(color.x),
      unit.contains(color.y), unit.contains(color.z)
    else { throw reader.damaged("the look of a stroke", "\(self)") }
  }
}
