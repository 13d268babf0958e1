extension Tensor {
  /// Returns the rows `indices` of a matrix, `[indices.count, columns]`.
  ///
  /// - Precondition: Every index is a row.
  public func rows(_ indices: [Int]) -> Tensor {
    precondition(shape.count == 2, "\(shape) is not a matrix")
    let columns = shape[1]
    let result = Tensor(uninitialized: [indices.count, columns])
    for (row, index) in indices.enumerated() {
      precondition((0..<shape[0]).contains(index), "row \(index) of \(shape[0])")
      (result.pointer + row * columns).update(from: pointer + index * columns, count: columns)
    }
    return result
  }

  /// Returns a matrix of `rowCount` rows where row `i` is the sum of those rows whose index is `i`:
  /// the adjoint of `rows`.
  public func sumOfRows(at indices: [Int], rowCount: Int) -> Tensor {
    precondition(
      shape.count == 2 && shape[0] == indices.count, "\(shape) for \(indices.count) indices")
    let columns = shape[1]
    let result = Tensor(repeating: 0, shape: [rowCount, columns])
    for (row, index) in indices.enumerated() {
      precondition((0..<rowCount).contains(index), "row \(index) of \(rowCount)")
      let (sum, term) = (result.pointer + index * columns, pointer + row * columns)
      for column in 0..<columns { sum[column] += term[column] }
    }
    return result
  }

  /// Returns the number in column `indices[row]` of every row of a matrix, `[rows, 1]`.
  ///
  /// - Precondition: There is one index per row and each is a column.
  public func columns(_ indices: [Int]) -> Tensor {
    checkColumns(indices, columnCount: shape.last ?? 0)
    let result = Tensor(uninitialized: [indices.count, 1])
    for (row, index) in indices.enumerated() {
      result.pointer[row] = pointer[row * columnCount + index]
    }
    return result
  }

  /// Returns a matrix of zeros except that column `indices[row]` of each row has this column's
  /// number: the adjoint of `columns`. This tensor is `[rows, 1]`.
  public func scattered(toColumns indices: [Int], columnCount: Int) -> Tensor {
    precondition(shape == [indices.count, 1], "\(shape) for \(indices.count) indices")
    checkColumns(indices, columnCount: columnCount)
    let result = Tensor(repeating: 0, shape: [indices.count, columnCount])
    for (row, index) in indices.enumerated() {
      result.pointer[row * columnCount + index] = pointer[row]
    }
    return result
  }

  private func checkColumns(_ indices: [Int], columnCount: Int) {
    precondition(
      shape.count == 2 && shape[0] == indices.count, "\(shape) for \(indices.count) indices")
    for index in indices {
      precondition((0..<columnCount).contains(index), "column \(index) of \(columnCount)")
    }
  }
}
