internal import COpenBLAS

/// Holds OpenBLAS to one thread, because the work is split above it: done when this is first read.
private let singleThreadedBLAS: Void = openblas_set_num_threads(1)

/// A row-major matrix operand.
struct MatrixOperand {
  let pointer: UnsafePointer<Float>
  /// The extent of the last axis in memory.
  let columns: Int
  let isTransposed: Bool

  init(_ pointer: UnsafePointer<Float>, columns: Int, isTransposed: Bool = false) {
    self.pointer = pointer
    self.columns = columns
    self.isTransposed = isTransposed
  }
}

/// Writes `left` times `right`, plus the present output when `accumulates`, into
/// `[rows, columns]` numbers; `depth` is the extent that both operands share.
func multiply(
  _ left: MatrixOperand, _ right: MatrixOperand, into output: UnsafeMutablePointer<Float>,
  rows: Int, columns: Int, depth: Int, accumulates: Bool
) {
  _ = singleThreadedBLAS
  guard rows > 0, columns > 0 else { return }
  cblas_sgemm(
    CblasRowMajor, left.isTransposed ? CblasTrans : CblasNoTrans,
    right.isTransposed ? CblasTrans : CblasNoTrans,
    blasint(rows), blasint(columns), blasint(depth), 1,
    left.pointer, blasint(max(1, left.columns)), right.pointer, blasint(max(1, right.columns)),
    accumulates ? 1 : 0, output, blasint(columns))
}

extension Tensor {
  /// Returns the matrix product of two matrices, either of them transposed first when asked.
  ///
  /// - Precondition: Both have two axes and the inner extents agree.
  public func matrixProduct(
    _ other: Tensor, transposingLeft: Bool = false, transposingRight: Bool = false
  ) -> Tensor {
    precondition(
      shape.count == 2 && other.shape.count == 2, "\(shape) times \(other.shape): not matrices")
    let (rows, depth) = transposingLeft ? (shape[1], shape[0]) : (shape[0], shape[1])
    let (inner, columns) =
      transposingRight ? (other.shape[1], other.shape[0]) : (other.shape[0], other.shape[1])
    precondition(depth == inner, "\(shape) times \(other.shape): inner extents \(depth), \(inner)")
    let result = Tensor(uninitialized: [rows, columns])
    multiply(
      MatrixOperand(pointer, columns: shape[1], isTransposed: transposingLeft),
      MatrixOperand(other.pointer, columns: other.shape[1], isTransposed: transposingRight),
      into: result.pointer, rows: rows, columns: columns, depth: depth, accumulates: false)
    return result
  }

  /// Returns `rectified(x w + bias)`: a fully connected layer in one pass.
  ///
  /// - Parameters:
  ///   - weights: Shape `[inputs, outputs]`; this tensor is `[count, inputs]`.
  ///   - bias: Shape `[outputs]`.
  ///   - slope: The slope of the rectifier below zero; 1 for none.
  public func affine(_ weights: Tensor, bias: Tensor?, slope: Float = 1) -> Tensor {
    precondition(
      shape.count == 2 && weights.shape.count == 2 && shape[1] == weights.shape[0],
      "input \(shape) does not fit weights \(weights.shape)")
    let (rows, columns) = (shape[0], weights.shape[1])
    let result = Tensor(uninitialized: [rows, columns])
    multiply(
      MatrixOperand(pointer, columns: shape[1]), MatrixOperand(weights.pointer, columns: columns),
      into: result.pointer, rows: rows, columns: columns, depth: shape[1], accumulates: false)
    finish(result.pointer, rows: rows, columns: columns, bias: bias, slope: slope)
    return result
  }

  /// Returns the transposed matrix.
  public func transposed() -> Tensor {
    precondition(shape.count == 2, "\(shape) is not a matrix")
    let (rows, columns) = (shape[0], shape[1])
    let result = Tensor(uninitialized: [columns, rows])
    for row in 0..<rows {
      for column in 0..<columns {
        result.pointer[column * rows + row] = pointer[row * columns + column]
      }
    }
    return result
  }
}

/// Adds `bias` to every row and applies the rectifier, in place.
func finish(
  _ output: UnsafeMutablePointer<Float>, rows: Int, columns: Int, bias: Tensor?, slope: Float
) {
  if let bias {
    precondition(bias.count == columns, "bias \(bias.shape) for \(columns) columns")
    let offset = bias.pointer
    for row in 0..<rows {
      let start = output + row * columns
      if slope == 1 {
        for column in 0..<columns { start[column] += offset[column] }
      } else {
        for column in 0..<columns {
          let value = start[column] + offset[column]
          start[column] = value > 0 ? value : value * slope
        }
      }
    }
  } else if slope != 1 {
    for index in 0..<rows * columns {
      output[index] = output[index] > 0 ? output[index] : output[index] * slope
    }
  }
}
