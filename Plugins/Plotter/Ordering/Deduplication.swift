import StrokeProgram

extension Array where Element == DrawnPath {
  /// The paths without those that draw a line a second time with the same pen, in either direction.
  ///
  /// Two lines are the same when all their points fall into the same cells of a grid of `tolerance`
  /// mm; so none is left out that is farther away than that, while of near ones some remain.
  func withoutDuplicates(tolerance: Double) -> [DrawnPath] {
    var seen: Set<LineKey> = []
    return filter { seen.insert(LineKey($0, tolerance: tolerance)).inserted }
  }
}

/// What two paths have in common when they draw the same.
private struct LineKey: Hashable {
  private let numbers: [Double]

  init(_ path: DrawnPath, tolerance: Double) {
    let forward = Self.geometry(path, tolerance)
    let backward = Self.geometry(path.reversed, tolerance)
    let color = [path.color.red, path.color.green, path.color.blue]
    numbers =
      [Double(path.layer), path.width] + color
      + (forward.lexicographicallyPrecedes(backward) ? forward : backward)
  }

  private static func geometry(_ path: DrawnPath, _ tolerance: Double) -> [Double] {
    // Points of drawings are often round numbers, so the cells' borders are not.
    func cell(_ point: DrawingPoint) -> [Double] {
      let place = tolerance > 0 ? (point / tolerance + 0.381966).rounded(.down) : point
      return [place.x, place.y]
    }
    var numbers = cell(path.start)
    for segment in path.segments {
      switch segment {
      case .line(let end): numbers += [1] + cell(end)
      case .quadratic(let control, let end): numbers += [2] + cell(control) + cell(end)
      case .cubic(let first, let second, let end):
        numbers += [3] + cell(first) + cell(second) + cell(end)
      }
    }
    return numbers + [path.pressure.start, path.pressure.end]
  }
}
