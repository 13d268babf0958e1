import StrokeProgram

/// An order and a direction of drawing for paths of which only the ends matter.
///
/// The ends are numbered: path `p` starts at end `2 p` and stops at end `2 p + 1`. A visit is the
/// end at which the pen enters a path; it leaves at `visit ^ 1`. So a path drawn backwards is the
/// visit of an odd number.
struct PathTour {
  /// Every end's place, mm; two per path.
  let ends: [DrawingPoint]
  /// Where the pen is before the first path.
  let home: DrawingPoint
  /// The visits in the order of drawing; every path once.
  var visits: [Int32]

  /// Makes the tour that draws the paths as they come.
  init(_ paths: [DrawnPath], home: DrawingPoint) {
    ends = paths.flatMap { [$0.start, $0.end] }
    self.home = home
    visits = paths.indices.map { Int32(2 * $0) }
  }

  /// The way of the raised pen, mm: from home to the first path and between the paths.
  var penUpDistance: Double {
    var place = home
    var sum = 0.0
    for visit in visits {
      sum += distance(place, ends[Int(visit)])
      place = ends[Int(visit ^ 1)]
    }
    return sum
  }

  /// Goes from home to the nearest end of a path, draws it, and so on (the nearest neighbour rule).
  mutating func goToNearest() {
    var tree = PointTree(ends)
    var place = home
    for index in visits.indices {
      guard let next = tree.nearest(to: place) else { return }
      visits[index] = Int32(next)
      tree.remove(next)
      tree.remove(next ^ 1)
      place = ends[next ^ 1]
    }
  }
}

extension DrawnPath {
  /// The same line drawn from its end to its start.
  var reversed: DrawnPath {
    var backward: [Segment] = []
    var points = [start]
    for segment in segments { points.append(segment.end) }
    for (index, segment) in segments.enumerated().reversed() {
      switch segment {
      case .line: backward.append(.line(to: points[index]))
      case .quadratic(let control, _):
        backward.append(.quadratic(control: control, to: points[index]))
      case .cubic(let first, let second, _):
        backward.append(.cubic(second, first, to: points[index]))
      }
    }
    var path = self
    path.start = end
    path.segments = backward
    path.pressure = .init(start: pressure.end, end: pressure.start)
    return path
  }
}

/// The distance between two places, mm.
func distance(_ first: DrawingPoint, _ second: DrawingPoint) -> Double {
  let difference = second - first
  return (difference * difference).sum().squareRoot()
}
