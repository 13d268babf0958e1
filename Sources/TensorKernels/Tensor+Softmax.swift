extension Tensor {
  /// Returns the logarithm of the softmax over the last axis.
  ///
  /// The row's largest number is subtracted first, so that nothing overflows.
  public func logSoftmax() -> Tensor {
    let result = Tensor(uninitialized: shape)
    let columns = columnCount
    for row in 0..<rowCount {
      let (input, output) = (pointer + row * columns, result.pointer + row * columns)
      let peak = largest(input, columns)
      for column in 0..<columns { output[column] = exponential(input[column] - peak) }
      let offset = peak + logarithm(sumOfElements(output, columns))
      for column in 0..<columns { output[column] = input[column] - offset }
    }
    return result
  }

  /// Returns `self - e^y * (sum of the row of self)`: the adjoint of `logSoftmax` by its output.
  public func logSoftmaxGradient(at y: Tensor) -> Tensor {
    precondition(shape == y.shape, "\(shape) is not \(y.shape)")
    let result = Tensor(uninitialized: shape)
    let columns = columnCount
    for row in 0..<rowCount {
      let start = row * columns
      let sum = sumOfElements(pointer + start, columns)
      for index in start..<start + columns {
        result.pointer[index] = pointer[index] - exponential(y.pointer[index]) * sum
      }
    }
    return result
  }
}

private func largest(_ values: UnsafePointer<Float>, _ count: Int) -> Float {
  var peak = -Float.infinity
  for index in 0..<count { peak = values[index] > peak ? values[index] : peak }
  return peak.isFinite ? peak : 0
}
