// Facts used below, for a cubic p0 c1 c2 p3 and a quadratic p0 c p2:
// - the quadratic with the control (3(c1 + c2) - p0 - p3) / 4 is at most sqrt(3)/36 times
//   |p3 - 3 c2 + 3 c1 - p0| away; the bound falls with the cube of the number of pieces
//   (T. Sederberg, Computer Aided Geometric Design, chapter 2);
// - a chord over a piece of parameter length h is at most h^2/8 times the largest second
//   derivative away (the same book, chapter 10).

extension DrawnPath.Segment {
  /// The piece's point at `parameter` in `0...1`.
  ///
  /// - Parameter start: Where the piece starts.
  public func point(at parameter: Double, from start: DrawingPoint) -> DrawingPoint {
    let rest = 1 - parameter
    switch self {
    case .line(let end): return start * rest + end * parameter
    case .quadratic(let control, let end):
      return start * (rest * rest) + control * (2 * rest * parameter)
        + end * (parameter * parameter)
    case .cubic(let first, let second, let end):
      let near = start * (rest * rest * rest) + first * (3 * rest * rest * parameter)
      let far = second * (3 * rest * parameter * parameter)
      return near + far + end * (parameter * parameter * parameter)
    }
  }

  /// Appends points so that chords stay within `tolerance` mm of the piece; `start` is not one.
  ///
  /// - Complexity: O(points), at most 4096.
  public func appendChords(
    from start: DrawingPoint, tolerance: Double, to points: inout [DrawingPoint]
  ) {
    let count = chordCount(from: start, tolerance: tolerance)
    for index in 1..<max(count, 1) {
      points.append(point(at: Double(index) / Double(count), from: start))
    }
    points.append(end)
  }

  private func chordCount(from start: DrawingPoint, tolerance: Double) -> Int {
    let bend: Double
    switch self {
    case .line: return 1
    case .quadratic(let control, let end): bend = (start - 2 * control + end).length / 4
    case .cubic(let first, let second, let end):
      bend =
        0.75
        * max((start - 2 * first + second).length, (first - 2 * second + end).length)
    }
    return pieceCount((bend / max(tolerance, 1e-6)).squareRoot())
  }

  /// The piece as quadratic curves, each with its end, within `tolerance` mm of it.
  ///
  /// Lines and quadratics come back as one exact quadratic.
  func quadratics(
    from start: DrawingPoint, tolerance: Double
  ) -> [(control: DrawingPoint, end: DrawingPoint)] {
    switch self {
    case .line(let end): return [((start + end) * 0.5, end)]
    case .quadratic(let control, let end): return [(control, end)]
    case .cubic(let first, let second, let end):
      let twist = (end - 3 * second + 3 * first - start).length * (3.0).squareRoot() / 36
      let count = cubeRootCount(twist / max(tolerance, 1e-6))
      return (0..<count).map { index in
        cubicPiece(index, of: count, [start, first, second, end])
      }
    }
  }
}

/// The quadratic nearest to piece `index` of a cubic cut at equal parameters.
private func cubicPiece(
  _ index: Int, of count: Int, _ points: [DrawingPoint]
) -> (control: DrawingPoint, end: DrawingPoint) {
  let lower = Double(index) / Double(count)
  let upper = Double(index + 1) / Double(count)
  let start = blossom(points, lower, lower, lower)
  let first = blossom(points, lower, lower, upper)
  let second = blossom(points, lower, upper, upper)
  let end = index + 1 == count ? points[3] : blossom(points, upper, upper, upper)
  return ((3 * (first + second) - start - end) * 0.25, end)
}

/// The polar form of a cubic: symmetric, linear in each parameter, the curve where they agree.
private func blossom(
  _ points: [DrawingPoint], _ first: Double, _ second: Double, _ third: Double
) -> DrawingPoint {
  var level = points
  for parameter in [first, second, third] {
    for index in 0..<(level.count - 1) {
      level[index] = level[index] * (1 - parameter) + level[index + 1] * parameter
    }
    level.removeLast()
  }
  return level[0]
}

/// A number of pieces in `1...4096`; one for what is not a number.
private func pieceCount(_ value: Double) -> Int {
  value.isFinite ? Int(min(max(value.rounded(.up), 1), 4096)) : 1
}

/// The smallest count in `1...64` whose cube reaches `value`.
private func cubeRootCount(_ value: Double) -> Int {
  guard value.isFinite else { return 1 }
  var count = 1
  while Double(count * count * count) < value, count < 64 { count += 1 }
  return count
}

extension DrawingPoint {
  /// The distance from the origin.
  var length: Double { (x * x + y * y).squareRoot() }
}

extension DrawnPath {
  /// The path as a chain of straight lines within `tolerance` mm, its start first; a dot is one
  /// point.
  public func polyline(tolerance: Double) -> [DrawingPoint] {
    var points = [start]
    for segment in segments {
      segment.appendChords(from: points[points.count - 1], tolerance: tolerance, to: &points)
    }
    return points
  }

  /// Where the pen lifts, mm.
  public var end: DrawingPoint { segments.last?.end ?? start }
}
