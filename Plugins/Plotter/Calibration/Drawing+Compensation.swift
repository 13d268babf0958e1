import StrokeProgram

extension Drawing {
  /// The drawing to tell a machine so that it draws this one: moved against the fitted deviation,
  /// with a short take-up of the play wherever a path turns back along an axis.
  ///
  /// Curves become lines, because the play depends on the direction at every point.
  ///
  /// - Parameters:
  ///   - tolerance: How far the lines may be from the curves, mm.
  ///   - home: Where the pen is before the first path, mm.
  /// - Returns: nil when the deviation cannot be undone.
  func compensated(
    for machine: Calibration, tolerance: Double = 0.02, home: DrawingPoint = .zero
  ) -> Drawing? {
    var result = self
    var pen = Pen(place: home)
    for index in paths.indices {
      var told: [DrawingPoint] = []
      for point in paths[index].flattened(within: tolerance) {
        guard let places = pen.go(to: point, machine, isDown: !told.isEmpty) else { return nil }
        told += places
      }
      result.paths[index].start = told[0]
      result.paths[index].segments = told.dropFirst().map { .line(to: $0) }
    }
    return result
  }

  /// Where the pen should be, and which way it last went along each axis.
  private struct Pen {
    var place: DrawingPoint
    var approach = SIMD2(1.0, 1.0)

    /// Goes on to a place.
    ///
    /// - Returns: The places to tell: first, when a lowered pen turns back along an axis, where it
    ///   is now, so that the play is taken up before it goes on; nil when there is no such place.
    mutating func go(
      to next: DrawingPoint, _ machine: Calibration, isDown: Bool
    ) -> [DrawingPoint]? {
      let before = approach
      let motion = next - place
      approach.replace(with: 1, where: motion .> 1e-9)
      approach.replace(with: -1, where: motion .< -1e-9)
      defer { place = next }
      guard let told = machine.told(next, approach: approach) else { return nil }
      guard isDown, approach != before, let turn = machine.told(place, approach: approach) else {
        return [told]
      }
      return [turn, told]
    }
  }
}
