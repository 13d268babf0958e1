import StrokeProgram

extension DrawnPath {
  /// The corners of a polygon within `tolerance` mm of the path, without repeated points.
  ///
  /// Curves are cut at even parameters; Wang's bound says into how many parts: a polynomial of
  /// degree `n` with second differences up to `M` strays at most `n (n - 1) M / (8 k^2)` from `k`
  /// chords. At most 10,000 parts per piece.
  func flattened(within tolerance: Double) -> [SIMD2<Double>] {
    var points = [start]
    for segment in segments {
      let from = points.last ?? start
      switch segment {
      case .line(let end): points.append(end)
      case .quadratic(let control, let end):
        let bend = (from - control * 2 + end).length
        let parts = Self.parts(0.25 * bend / tolerance)
        append(parts, to: &points, last: end) { time in
          let rest = 1 - time
          return from * (rest * rest) + control * (2 * rest * time) + end * (time * time)
        }
      case .cubic(let first, let second, let end):
        let bend = max((from - first * 2 + second).length, (first - second * 2 + end).length)
        let parts = Self.parts(0.75 * bend / tolerance)
        append(parts, to: &points, last: end) { time in
          let rest = 1 - time
          let outer = from * (rest * rest * rest) + end * (time * time * time)
          return outer + (first * rest + second * time) * (3 * rest * time)
        }
      }
    }
    return points.withoutRepetition
  }

  private static func parts(_ square: Double) -> Int {
    let parts = square.squareRoot().rounded(.up)
    return parts.isFinite ? Int(Swift.min(Swift.max(parts, 1), 10_000)) : 1
  }

  private func append(
    _ parts: Int, to points: inout [SIMD2<Double>], last: SIMD2<Double>,
    _ point: (Double) -> SIMD2<Double>
  ) {
    for part in 1..<max(parts, 1) { points.append(point(Double(part) / Double(parts))) }
    points.append(last)
  }
}

extension [SIMD2<Double>] {
  /// The points less those within a nanometre of the one before; the last point stays.
  fileprivate var withoutRepetition: [SIMD2<Double>] {
    var points: [SIMD2<Double>] = []
    points.reserveCapacity(count)
    for point in self {
      if let last = points.last, (point - last).length < 1e-6 { continue }
      points.append(point)
    }
    return points
  }
}
