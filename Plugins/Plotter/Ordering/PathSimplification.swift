import StrokeProgram

extension DrawnPath {
  /// The path with fewer corners, none of the old ones farther than `tolerance` mm from the new line
  /// (Douglas and Peucker, "Algorithms for the reduction of the number of points required to
  /// represent a digitized line", Cartographica 10, 1973).
  ///
  /// Only runs of straight lines are thinned out; curves stay as they are, and the ends do not move.
  func simplified(tolerance: Double) -> DrawnPath {
    var result = self
    result.segments = []
    var run = [start]
    for segment in segments {
      if case .line(let end) = segment {
        run.append(end)
      } else {
        result.segments += Self.thinned(run, tolerance: tolerance)
        result.segments.append(segment)
        run = [segment.end]
      }
    }
    result.segments += Self.thinned(run, tolerance: tolerance)
    return result
  }

  private static func thinned(_ points: [DrawingPoint], tolerance: Double) -> [Segment] {
    cornersKept(of: points, tolerance: tolerance).dropFirst().map { .line(to: points[$0]) }
  }
}

/// The corners of a polyline that remain when those within `tolerance` of the line are left out.
///
/// - Returns: Indices in ascending order, the first and the last corner always among them.
func cornersKept(of points: [DrawingPoint], tolerance: Double) -> [Int] {
  guard points.count > 2 else { return Array(points.indices) }
  var isKept = [Bool](repeating: false, count: points.count)
  isKept[0] = true
  isKept[points.count - 1] = true
  var open = [(0, points.count - 1)]
  while let (first, last) = open.popLast() {
    var farthest = first
    var most = tolerance
    for index in (first + 1)..<max(last, first + 1) {
      let away = distance(from: points[index], toSegment: points[first], points[last])
      if away > most { (farthest, most) = (index, away) }
    }
    guard farthest != first else { continue }
    isKept[farthest] = true
    open.append((first, farthest))
    open.append((farthest, last))
  }
  return points.indices.filter { isKept[$0] }
}

/// The distance of a place from the line between two others, mm.
func distance(
  from place: DrawingPoint, toSegment first: DrawingPoint, _ last: DrawingPoint
) -> Double {
  let direction = last - first
  let squared = (direction * direction).sum()
  guard squared > 0 else { return distance(place, first) }
  let along = min(max(((place - first) * direction).sum() / squared, 0), 1)
  return distance(place, first + along * direction)
}
