/// The eigenvalues and eigenvectors of a real symmetric matrix, by cyclic Jacobi rotations (Golub
/// and Van Loan, "Matrix computations", 4th edition, section 8.5).
struct SymmetricEigensystem {
  /// The eigenvalues, in no particular order.
  private(set) var values: [Double]
  /// The eigenvectors, orthonormal, shape `[order, order]`: column `j` belongs to value `j`.
  private(set) var vectors: [Double]
  private let order: Int

  /// Decomposes a matrix, row-major; only its upper triangle and diagonal count.
  ///
  /// Sweeps until every element off the diagonal is below about 1e-16 of the norm: the error of an
  /// eigenvalue is of that size relative to the largest. Matrices with numbers that are not finite
  /// give meaningless results after 60 sweeps.
  /// - Complexity: O(`order`^3) per sweep; about eight sweeps for order 64.
  init(_ matrix: [Double], order: Int) {
    precondition(matrix.count == order * order, "\(matrix.count) numbers for order \(order)")
    self.order = order
    var matrix = matrix
    vectors = [Double](repeating: 0, count: order * order)
    for row in 0..<order {
      vectors[row * order + row] = 1
      for column in 0..<row { matrix[row * order + column] = matrix[column * order + row] }
    }
    values = []
    let threshold = matrix.reduce(0) { $0 + $1 * $1 }.squareRoot() * 0x1p-54
    for _ in 0..<60 where sweep(&matrix, threshold) == false { break }
    values = (0..<order).map { matrix[$0 * order + $0] }
  }

  /// Rotates every pair of axes once; returns whether any was worth it.
  private mutating func sweep(_ matrix: inout [Double], _ threshold: Double) -> Bool {
    var isChanged = false
    for p in 0..<order {
      for q in p + 1..<max(p + 1, order) where abs(matrix[p * order + q]) > threshold {
        rotate(&matrix, p, q)
        isChanged = true
      }
    }
    return isChanged
  }

  /// Turns axes `p` and `q` so that their element off the diagonal vanishes.
  private mutating func rotate(_ matrix: inout [Double], _ p: Int, _ q: Int) {
    let order = order
    // tan 2φ = 2 a_pq / (a_qq - a_pp); t = tan φ is the smaller root of t² + 2 τ t - 1
    let ratio = (matrix[q * order + q] - matrix[p * order + p]) / (2 * matrix[p * order + q])
    let tangent = (ratio < 0 ? -1 : 1) / (abs(ratio) + (1 + ratio * ratio).squareRoot())
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let sine = tangent * cosine
    for k in 0..<order {
      let (first, second) = (matrix[k * order + p], matrix[k * order + q])
      matrix[k * order + p] = cosine * first - sine * second
      matrix[k * order + q] = sine * first + cosine * second
    }
    for k in 0..<order {
      let (first, second) = (matrix[p * order + k], matrix[q * order + k])
      matrix[p * order + k] = cosine * first - sine * second
      matrix[q * order + k] = sine * first + cosine * second
    }
    for k in 0..<order {
      let (first, second) = (vectors[k * order + p], vectors[k * order + q])
      vectors[k * order + p] = cosine * first - sine * second
      vectors[k * order + q] = sine * first + cosine * second
    }
  }

  /// Returns V f(Λ) Vᵀ, shape `[order, order]`: the matrix with `function` applied to its eigenvalues.
  func applying(_ function: (Double) -> Double) -> [Double] {
    let images = values.map(function)
    var result = [Double](repeating: 0, count: order * order)
    for row in 0..<order {
      for column in 0...row {
        var sum = 0.0
        for k in 0..<order {
          sum += vectors[row * order + k] * images[k] * vectors[column * order + k]
        }
        result[row * order + column] = sum
        result[column * order + row] = sum
      }
    }
    return result
  }
}
