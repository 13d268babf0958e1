extension Tensor {
  /// Returns the tensors side by side along the last axis.
  ///
  /// - Precondition: There is at least one, and all other extents agree.
  public static func concatenated(_ parts: [Tensor]) -> Tensor {
    precondition(!parts.isEmpty, "nothing to concatenate")
    let leading = Array(parts[0].shape.dropLast())
    let columns = parts.reduce(0) { $0 + $1.columnCount }
    let result = Tensor(uninitialized: leading + [columns])
    var offset = 0
    for part in parts {
      precondition(
        part.shape.count == leading.count + 1 && part.shape.starts(with: leading),
        "\(part.shape) beside \(parts[0].shape)")
      let width = part.columnCount
      for row in 0..<result.rowCount {
        (result.pointer + row * columns + offset).update(
          from: part.pointer + row * width, count: width)
      }
      offset += width
    }
    return result
  }

  /// Returns the part `range` of the last axis.
  ///
  /// - Precondition: `range` is inside the axis.
  public func slice(_ range: Range<Int>) -> Tensor {
    precondition(
      !shape.isEmpty && range.lowerBound >= 0 && range.upperBound <= columnCount,
      "\(range) of \(shape)")
    let result = Tensor(uninitialized: shape.dropLast() + [range.count])
    for row in 0..<rowCount {
      (result.pointer + row * range.count).update(
        from: pointer + row * columnCount + range.lowerBound, count: range.count)
    }
    return result
  }

  /// Returns zeros of extent `columnCount` along the last axis with this tensor from `start` on: the
  /// adjoint of `slice`.
  public func padded(from start: Int, columnCount columns: Int) -> Tensor {
    precondition(
      !shape.isEmpty && start >= 0 && start <= columns - columnCount, "\(shape) at \(start)")
    let result = Tensor(repeating: 0, shape: shape.dropLast() + [columns])
    for row in 0..<rowCount {
      (result.pointer + row * columns + start).update(
        from: pointer + row * columnCount, count: columnCount)
    }
    return result
  }

  /// Returns the elements `range` of the first axis, sharing memory.
  ///
  /// - Precondition: `range` is inside the axis.
  public func leading(_ range: Range<Int>) -> Tensor {
    precondition(
      !shape.isEmpty && range.lowerBound >= 0 && range.upperBound <= shape[0],
      "\(range) of \(shape)")
    let size = shape.dropFirst().reduce(1, *)
    return Tensor(
      shape: [range.count] + shape.dropFirst(),
      storage: TensorStorage(
        viewOf: storage, from: range.lowerBound * size, count: range.count * size))
  }

  /// Returns the tensors one after the other along the first axis.
  ///
  /// - Precondition: There is at least one, and all other extents agree.
  public static func stacked(_ parts: [Tensor]) -> Tensor {
    precondition(!parts.isEmpty && !parts[0].shape.isEmpty, "nothing to stack")
    let rest = parts[0].shape.dropFirst()
    let result = Tensor(uninitialized: [parts.reduce(0) { $0 + $1.shape[0] }] + rest)
    var target = result.pointer
    for part in parts {
      precondition(part.shape.dropFirst() == rest, "\(part.shape) after \(parts[0].shape)")
      target.update(from: part.pointer, count: part.count)
      target += part.count
    }
    return result
  }
}
