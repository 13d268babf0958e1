public import StrokeProgram

/// The change that brings a drawing onto a machine's page and into its reach: `center + (p - center) scale + shift`.
public struct DrawingFit: Sendable, Equatable, CustomStringConvertible {
  /// The middle of the drawing's box, mm.
  public var center: SIMD2<Double>
  /// `0...1`; 1 when shifting alone helps.
  public var scale: Double
  /// mm on the page.
  public var shift: SIMD2<Double>

  /// The change as the end of a sentence.
  public var description: String {
    let shrunk =
      scale < 1
      ? " at \(MotionReport.tenths(scale * 100)) % about \(MotionReport.point(center))" : ""
    let moved = shift == .zero ? "" : " shifted by \(MotionReport.point(shift)) mm"
    let both = shrunk + (shrunk.isEmpty || moved.isEmpty ? "" : ",") + moved
    return String(both.dropFirst())
  }

  /// Finds the largest scale, to a percent, and for it the smallest shift of a grid; nil when a tenth
  /// of the size does not fit anywhere.
  ///
  /// - Complexity: O(parts of the drawing in different square millimetres), times the shifts tried.
  public init?(_ drawing: Drawing, on kinematics: Kinematics) {
    let points = Self.points(of: drawing)
    guard let first = points.first else { return nil }
    var low = first
    var high = first
    for point in points {
      low = SIMD2(min(low.x, point.x), min(low.y, point.y))
      high = SIMD2(max(high.x, point.x), max(high.y, point.y))
    }
    center = (low + high) / 2
    scale = 1
    shift = .zero
    let finder = FitFinder(
      points: points, center: center, splitter: ReachSplitter(kinematics: kinematics),
      shifts: Self.shifts(center, kinematics.profile.page))
    if let shift = finder.shift(at: 1) {
      self.shift = shift
      return
    }
    var fits: (scale: Double, shift: SIMD2<Double>)?
    var (good, bad) = (9, 100)
    while bad - good > 1 {
      let middle = (good + bad) / 2
      let found = finder.shift(at: Double(middle) / 100)
      if let found {
        good = middle
        fits = (Double(middle) / 100, found)
      } else {
        bad = middle
      }
    }
    guard let fits else { return nil }
    (scale, shift) = fits
  }

  /// A point on the drawing for every square millimetre that it touches.
  private static func points(of drawing: Drawing) -> [SIMD2<Double>] {
    var seen: Set<SIMD2<Int32>> = []
    var points: [SIMD2<Double>] = []
    for path in drawing.paths {
      let corners = path.flattened(within: 0.1)
      var place = corners[0]
      for corner in corners {
        let leg = corner - place
        guard leg.length < 1e6 else { continue }
        let count = max(Int(leg.length.rounded(.up)), 1)
        for step in 0...count {
          let point = place + leg * (Double(step) / Double(count))
          guard abs(point.x) < 1e6, abs(point.y) < 1e6 else { continue }
          if seen.insert(SIMD2(Int32(point.x), Int32(point.y))).inserted { points.append(point) }
        }
        place = corner
      }
    }
    return points
  }

  /// Shifts by steps of a fortieth of the page that leave the drawing's middle on it, short ones
  /// first.
  private static func shifts(_ center: SIMD2<Double>, _ page: PagePlacement) -> [SIMD2<Double>] {
    let step = max(page.width, page.height) / 40
    let first = SIMD2((-center.x / step).rounded(.up), (-center.y / step).rounded(.up))
    var shifts: [SIMD2<Double>] = [.zero]
    for row in 0...40 {
      for column in 0...40 {
        let shift = (first + SIMD2(Double(column), Double(row))) * step
        let place = center + shift
        if place.x <= page.width, place.y <= page.height { shifts.append(shift) }
      }
    }
    return shifts.sorted { $0.squaredLength < $1.squaredLength }
  }
}

private struct FitFinder {
  let points: [SIMD2<Double>]
  let center: SIMD2<Double>
  let splitter: ReachSplitter
  let shifts: [SIMD2<Double>]

  private func isOnPage(_ point: SIMD2<Double>) -> Bool {
    let page = splitter.kinematics.profile.page
    return point.x >= 0 && point.y >= 0 && point.x <= page.width && point.y <= page.height
  }

  /// The shortest shift with which the scaled drawing is on the page and in reach of one elbow.
  func shift(at scale: Double) -> SIMD2<Double>? {
    shifts.first { shift in
      splitter.kinematics.elbows.contains { elbow in
        points.allSatisfy { point in
          let place = center + (point - center) * scale + shift
          return isOnPage(place) && splitter.draws(at: place, elbow: elbow)
        }
      }
    }
  }
}
