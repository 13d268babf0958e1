import TensorKernels

extension Variable {
  /// Returns the same elements under another shape.
  public func reshaped(_ shape: [Int]) -> Variable {
    if shape == self.shape { return self }
    return Variable(value.reshaped(shape), from: self) { step in
      [step.gradient.reshaped(step.inputs[0].shape)]
    }
  }

  /// Returns the elements as `[count, everything else]`.
  public func flattened() -> Variable {
    let count = shape.first ?? 1
    return reshaped([count, count == 0 ? 0 : value.count / count])
  }

  /// Returns the transposed matrix.
  public func transposed() -> Variable {
    Variable(value.transposed(), from: self) { step in [step.gradient.transposed()] }
  }

  /// Returns the part `range` of the last axis.
  public func slice(_ range: Range<Int>) -> Variable {
    Variable(value.slice(range), from: self) { step in
      [
        step.gradient.padded(
          from: range.lowerBound, columnCount: step.inputs[0].value.columnCount)
      ]
    }
  }

  /// Returns zeros of extent `columnCount` along the last axis with this from `start` on.
  func padded(from start: Int, columnCount: Int) -> Variable {
    Variable(value.padded(from: start, columnCount: columnCount), from: self) { step in
      let width = step.inputs[0].value.columnCount
      return [step.gradient.slice(start..<start + width)]
    }
  }

  /// Returns the variables side by side along the last axis.
  public static func concatenated(_ parts: [Variable]) -> Variable {
    Variable(Tensor.concatenated(parts.map(\.value)), fromAll: parts) { step in
      var start = 0
      return step.inputs.indices.map { index in
        let end = start + step.inputs[index].value.columnCount
        defer { start = end }
        return step.by(index) { step.gradient.slice(start..<end) }
      }
    }
  }

  /// Returns the rows `indices` of a matrix.
  public func rows(_ indices: [Int]) -> Variable {
    Variable(value.rows(indices), from: self) { step in
      [step.gradient.sumOfRows(at: indices, rowCount: step.inputs[0].shape[0])]
    }
  }

  /// Returns a matrix of `rowCount` rows where row `i` is the sum of the rows whose index is `i`.
  func sumOfRows(at indices: [Int], rowCount: Int) -> Variable {
    Variable(value.sumOfRows(at: indices, rowCount: rowCount), from: self) { step in
      [step.gradient.rows(indices)]
    }
  }

  /// Returns the element in column `indices[row]` of every row of a matrix, `[rows, 1]`.
  public func columns(_ indices: [Int]) -> Variable {
    Variable(value.columns(indices), from: self) { step in
      [step.gradient.scattered(toColumns: indices, columnCount: step.inputs[0].shape[1])]
    }
  }

  /// Returns a matrix of zeros except for these elements in column `indices[row]` of each row.
  func scattered(toColumns indices: [Int], columnCount: Int) -> Variable {
    Variable(value.scattered(toColumns: indices, columnCount: columnCount), from: self) { step in
      [step.gradient.columns(indices)]
    }
  }
}
