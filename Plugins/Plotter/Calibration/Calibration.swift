import StrokeProgram

/// How a machine deviates, as far as a linear map and play in both axes can tell:
/// `drawn = matrix * told + offset - play / 2 * direction`.
struct Calibration: Sendable, Equatable {
  /// The columns: where a millimetre along `x`, and along `y`, is drawn.
  var columns: (x: SIMD2<Double>, y: SIMD2<Double>)
  /// Where the page's corner is drawn, mm.
  var offset: SIMD2<Double>
  /// The play of each axis: how far the pen lags between going one way and the other, mm.
  var backlash: SIMD2<Double>
  /// The root mean square of what the fit leaves, mm.
  var residual: Double

  /// The drawn length of a millimetre along each axis.
  var scale: SIMD2<Double> {
    SIMD2((columns.x * columns.x).sum().squareRoot(), (columns.y * columns.y).sum().squareRoot())
  }

  /// How far the drawn axes are from a right angle: the cosine of the angle between them.
  var skew: Double { (columns.x * columns.y).sum() / (scale.x * scale.y) }

  /// A machine that draws what it is told.
  static let perfect = Calibration(
    columns: ([1, 0], [0, 1]), offset: .zero, backlash: .zero, residual: 0)

  static func == (first: Calibration, second: Calibration) -> Bool {
    first.columns == second.columns && first.offset == second.offset
      && first.backlash == second.backlash && first.residual == second.residual
  }

  // MARK: Fit

  /// Fits the model to measured marks by least squares, each axis by itself.
  ///
  /// - Parameter measured: One per mark; nil for one that is missing.
  /// - Returns: nil when fewer than four marks are there, or they do not tell all numbers apart.
  static func fit(_ grid: CalibrationGrid, _ measured: [DrawingPoint?]) -> Calibration? {
    let pairs = zip(grid.marks, measured).compactMap { mark, place in place.map { (mark, $0) } }
    let center =
      pairs.reduce(SIMD2<Double>.zero) { $0 + $1.0.target } / Double(max(pairs.count, 1))
    var axes: [[Double]] = []
    for axis in 0..<2 {
      // Unknowns: two numbers of the matrix, the shift, half the play. Centred, for accuracy.
      let rows = pairs.map { mark, _ in
        let place = mark.target - center
        return [place.x, place.y, 1, -mark.approach[axis] / 2]
      }
      guard let solution = leastSquares(rows, pairs.map { $0.1[axis] }) else { return nil }
      axes.append(solution)
    }
    let columns = (SIMD2(axes[0][0], axes[1][0]), SIMD2(axes[0][1], axes[1][1]))
    var fit = Calibration(
      columns: columns,
      offset: SIMD2(axes[0][2], axes[1][2]) - columns.0 * center.x - columns.1 * center.y,
      backlash: SIMD2(axes[0][3], axes[1][3]), residual: 0)
    let squares = pairs.reduce(0.0) { sum, pair in
      let error = fit.drawn(pair.0.target, approach: pair.0.approach) - pair.1
      return sum + (error * error).sum()
    }
    fit.residual = (squares / Double(pairs.count)).squareRoot()
    return fit
  }

  // MARK: Use

  /// Where the pen ends up when it is told to go to a place.
  ///
  /// - Parameter approach: The signs of its last motion along each axis.
  func drawn(_ place: DrawingPoint, approach: SIMD2<Double>) -> DrawingPoint {
    columns.x * place.x + columns.y * place.y + offset - backlash * approach / 2
  }

  /// What to tell the machine so that the pen ends up at a place; nil when the map is singular.
  func told(_ place: DrawingPoint, approach: SIMD2<Double>) -> DrawingPoint? {
    let determinant = columns.x.x * columns.y.y - columns.x.y * columns.y.x
    guard abs(determinant) > 1e-9 else { return nil }
    let wanted = place - offset + backlash * approach / 2
    return SIMD2(
      columns.y.y * wanted.x - columns.y.x * wanted.y,
      columns.x.x * wanted.y - columns.x.y * wanted.x) / determinant
  }
}

/// Solves `rows * unknowns = values` by least squares: the normal equations, eliminated with
/// pivoting; nil when they are singular.
private func leastSquares(_ rows: [[Double]], _ values: [Double]) -> [Double]? {
  let count = rows.first?.count ?? 0
  guard rows.count >= count, count > 0 else { return nil }
  var system = (0..<count).map { row in
    (0..<count).map { column in rows.reduce(0) { $0 + $1[row] * $1[column] } }
      + [zip(rows, values).reduce(0) { $0 + $1.0[row] * $1.1 }]
  }
  for column in 0..<count {
    let pivot = (column..<count).max { abs(system[$0][column]) < abs(system[$1][column]) }
    guard let pivot, abs(system[pivot][column]) > 1e-9 else { return nil }
    system.swapAt(column, pivot)
    for row in 0..<count where row != column {
      let factor = system[row][column] / system[column][column]
      for index in column...count { system[row][index] -= factor * system[column][index] }
    }
  }
  return (0..<count).map { system[$0][count] / system[$0][$0] }
}
