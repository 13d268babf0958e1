/// Polygons with rounded corners.
enum CornerBlending {
  /// The pieces along a polygon whose corners are replaced by parabolas.
  ///
  /// A parabola leaves the corner's legs at the same distance `h` from it, its second derivative is
  /// constant, and its middle is `h sin(turn / 2) / 2` from the corner. `h` is as long as the legs
  /// (half of each) and the deviation allow. A right turn back is a parabola too: a pen that slows
  /// down, stands still within the deviation of the tip, and returns. In the limit of small turns
  /// the speed through a corner is that of the junction rule of Grbl, `8 a d / turn^2`.
  ///
  /// - Parameters:
  ///   - points: At least two, no two successive ones the same.
  ///   - deviation: The largest distance from a corner to its parabola, mm.
  static func pieces(through points: [SIMD2<Double>], deviation: Double) -> [PathPiece] {
    var pieces: [PathPiece] = []
    pieces.reserveCapacity(2 * points.count)
    var place = points[0]
    for index in 1..<points.count {
      let corner = points[index]
      let leg = corner - points[index - 1]
      let forward = leg / leg.length
      guard index + 1 < points.count else {
        appendLine(from: place, to: corner, along: forward, &pieces)
        break
      }
      let next = points[index + 1] - corner
      let onward = next / next.length
      let change = onward - forward
      // |change| is twice the sine of half the turn.
      let reach = min(leg.length / 2, next.length / 2, 4 * deviation / max(change.length, 1e-300))
      appendLine(from: place, to: corner - forward * reach, along: forward, &pieces)
      pieces.append(
        PathPiece(
          space: .page, origin: corner - forward * reach, slope: forward,
          curve: change / (2 * reach), length: 2 * reach))
      place = corner + onward * reach
    }
    return pieces
  }

  private static func appendLine(
    from start: SIMD2<Double>, to end: SIMD2<Double>, along forward: SIMD2<Double>,
    _ pieces: inout [PathPiece]
  ) {
    // Rounding leaves a trace of a line where two parabolas meet.
    let length = (end - start).dot(forward)
    guard length > 1e-9 else { return }
    pieces.append(
      PathPiece(space: .page, origin: start, slope: forward, curve: .zero, length: length))
  }
}
