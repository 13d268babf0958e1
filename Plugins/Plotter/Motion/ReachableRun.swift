import StrokeProgram

/// A part of a path that the pen draws without lifting.
struct ReachableRun {
  var points: [SIMD2<Double>]
  var elbow: Elbow
  /// The parts of the path's length at both ends, `0...1`.
  var part: ClosedRange<Double>
}

/// A part of a path that the pen does not reach and leaves out.
public struct ClippedPart: Sendable, Equatable {
  /// An index into the drawing's paths.
  public var path: Int
  /// Where it begins, mm on the page.
  public var start: SIMD2<Double>
  /// Where it ends.
  public var end: SIMD2<Double>
  /// Its length, mm; 0 for a dot.
  public var length: Double
  /// Why its middle is out of reach, with the nearest point that is not.
  public var obstacle: Unreachable
}

/// Cuts polygons where the reach of a machine ends.
struct ReachSplitter {
  let kinematics: Kinematics
  /// The least distance, mm, from a singular point at which the pen draws.
  static let singularityMargin = 0.5
  /// The reach is tested at places at most this far apart, mm.
  static let spacing = 1.0

  /// A place on a polygon: a point, the corner before it, and the length up to it.
  private struct Place {
    var point: SIMD2<Double>
    var corner: Int
    var length: Double
  }

  /// The reachable runs and the parts between them, in order.
  func split(_ points: [SIMD2<Double>], path: Int) -> ([ReachableRun], [ClippedPart]) {
    let places = places(on: points)
    var runs: [ReachableRun] = []
    var clipped: [ClippedPart] = []
    var index = 0
    while index < places.count {
      if let (elbow, last) = longestRun(from: index, places) {
        appendRun(index, last, elbow, places, points, &runs)
        index = last + 1
      } else {
        var last = index
        while last + 1 < places.count, firstElbow(at: places[last + 1].point) == nil { last += 1 }
        clipped.append(clip(index, last, places, path))
        index = last + 1
      }
    }
    return (runs, clipped)
  }

  /// Whether the pen draws at a point with an elbow.
  func draws(at point: SIMD2<Double>, elbow: Elbow) -> Bool {
    guard let joints = kinematics.joints(at: point, elbow: elbow) else { return false }
    return kinematics.singularityDistance(at: joints) >= Self.singularityMargin
  }

  private func firstElbow(at point: SIMD2<Double>) -> Elbow? {
    kinematics.elbows.first { draws(at: point, elbow: $0) }
  }

  private func places(on points: [SIMD2<Double>]) -> [Place] {
    var places = [Place(point: points[0], corner: 0, length: 0)]
    var length = 0.0
    for corner in points.indices.dropLast() {
      let leg = points[corner + 1] - points[corner]
      let count = Int(min(max((leg.length / Self.spacing).rounded(.up), 1), 1e6))
      for step in 1...count {
        let part = Double(step) / Double(count)
        places.append(
          Place(
            point: step == count ? points[corner + 1] : points[corner] + leg * part,
            corner: step == count ? corner + 1 : corner, length: length + leg.length * part))
      }
      length += leg.length
    }
    return places
  }

  /// The elbow that draws farthest from a place, the preferred one if it draws to the end.
  private func longestRun(from index: Int, _ places: [Place]) -> (Elbow, last: Int)? {
    var best: (Elbow, last: Int)?
    for elbow in kinematics.elbows {
      guard draws(at: places[index].point, elbow: elbow) else { continue }
      var last = index
      while last + 1 < places.count, draws(at: places[last + 1].point, elbow: elbow) { last += 1 }
      if last > best?.last ?? -1 { best = (elbow, last) }
      if last + 1 == places.count { break }
    }
    return best
  }

  private func appendRun(
    _ first: Int, _ last: Int, _ elbow: Elbow, _ places: [Place], _ points: [SIMD2<Double>],
    _ runs: inout [ReachableRun]
  ) {
    // The run goes on to the edge of the reach, between the last place within and the first beyond.
    var start = places[first]
    var end = places[last]
    if first > 0 { start = edge(from: start, to: places[first - 1], elbow) }
    if last + 1 < places.count { end = edge(from: end, to: places[last + 1], elbow) }
    var run = [start.point]
    for place in places[first...last]
    where place.point == points[place.corner] && place.length > start.length + 1e-6
      && place.length < end.length - 1e-6
    { run.append(place.point) }
    let total = places[places.count - 1].length
    if end.length > start.length + 1e-6 { run.append(end.point) }
    if run.count == 1, total > 0 { return }
    let parts = total > 0 ? (start.length / total)...(end.length / total) : 0...1
    runs.append(ReachableRun(points: run, elbow: elbow, part: parts))
  }

  private func edge(from inside: Place, to outside: Place, _ elbow: Elbow) -> Place {
    var good = 0.0
    var bad = 1.0
    for _ in 0..<20 {
      let middle = (good + bad) / 2
      let point = inside.point + (outside.point - inside.point) * middle
      if draws(at: point, elbow: elbow) { good = middle } else { bad = middle }
    }
    return Place(
      point: inside.point + (outside.point - inside.point) * good,
      corner: min(inside.corner, outside.corner),
      length: inside.length + (outside.length - inside.length) * good)
  }

  private func clip(_ first: Int, _ last: Int, _ places: [Place], _ path: Int) -> ClippedPart {
    ClippedPart(
      path: path, start: places[first].point, end: places[last].point,
      length: places[last].length - places[first].length,
      obstacle: obstacle(at: places[(first + last) / 2].point))
  }

  /// Why the pen does not draw at a point.
  func obstacle(at point: SIMD2<Double>) -> Unreachable {
    if case .unreachable(let obstacle) = kinematics.reach(point) { return obstacle }
    return Unreachable(
      reason: .singularity, nearest: kinematics.nearest(to: point), distance: 0)
  }
}
