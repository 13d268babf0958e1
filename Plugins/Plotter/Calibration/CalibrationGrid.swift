import StrokeProgram

/// A test drawing whose marks tell how a machine deviates from what it is told.
///
/// Short ticks end at the crossings of a grid, at each from four diagonal directions, so that play
/// in the drives shows as a difference between them. The bidirectional grid is what BrachioGraph and
/// classic plotter tests draw to see hysteresis (NASA's X-Y plotter test of 1983 fits scale and skew
/// to 25 points).
struct CalibrationGrid: Sendable, Equatable {
  /// A mark: where it should be, and from where the pen came.
  struct Mark: Sendable, Equatable {
    /// Where the tick should end, mm.
    var target: DrawingPoint
    /// The signs of the last motion in `x` and `y`, each 1 or -1.
    var approach: SIMD2<Double>
  }

  /// The marks in the order in which they are drawn, one path each.
  let marks: [Mark]
  /// The length of a tick along each axis, mm.
  let tick: Double
  /// The page, mm.
  let page: SIMD2<Double>

  /// Makes a grid of `side * side` crossings over a rectangle of a page.
  ///
  /// - Parameter tick: More than the play to be found, mm.
  init(
    from corner: DrawingPoint, to opposite: DrawingPoint, side: Int = 5, tick: Double = 4,
    page: SIMD2<Double>
  ) {
    self.tick = tick
    self.page = page
    let span = (opposite - corner) / Double(max(side - 1, 1))
    let approaches: [SIMD2<Double>] = [[1, 1], [-1, -1], [1, -1], [-1, 1]]
    marks = (0..<(side * side)).flatMap { index in
      let target = corner + span * SIMD2(Double(index % side), Double(index / side))
      return approaches.map { Mark(target: target, approach: $0) }
    }
  }

  /// The drawing, path `i` of mark `i`.
  var drawing: Drawing {
    Drawing(
      pageWidth: page.x, pageHeight: page.y,
      paths: marks.map { mark in
        DrawnPath(
          start: mark.target - mark.approach * tick, segments: [.line(to: mark.target)],
          width: 0.3)
      })
  }

  /// Where the marks came out: the last place of the lowered pen on each path.
  ///
  /// - Returns: One per mark; nil for a mark that was not drawn.
  func measured(in samples: [ToolSample]) -> [DrawingPoint?] {
    var places = [DrawingPoint?](repeating: nil, count: marks.count)
    for sample in samples where sample.isDown {
      guard let path = sample.path, places.indices.contains(path) else { continue }
      places[path] = sample.position
    }
    return places
  }
}
