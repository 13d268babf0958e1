/// Returns the shape of an element-wise result: shapes are aligned at their last axis, missing
/// leading axes count as 1, and an extent of 1 is repeated (as NumPy does).
///
/// - Precondition: Extents that differ are 1 on one side.
public func broadcastShape(_ left: [Int], _ right: [Int]) -> [Int] {
  if left == right { return left }
  let rank = max(left.count, right.count)
  return (0..<rank).map { axis in
    let first = extent(left, axis, rank)
    let second = extent(right, axis, rank)
    precondition(
      first == second || first == 1 || second == 1, "\(left) and \(right) do not broadcast")
    return first == 1 ? second : first
  }
}

private func extent(_ shape: [Int], _ axis: Int, _ rank: Int) -> Int {
  let index = axis - (rank - shape.count)
  return index < 0 ? 1 : shape[index]
}

/// Returns `function` of the broadcast elements. The shapes of biases, scales and scalars have
/// loops of their own; any other first becomes a full tensor.
@inline(__always)
func broadcastLoop(_ left: Tensor, _ right: Tensor, _ function: (Float, Float) -> Float) -> Tensor {
  if left.shape == right.shape { return left.zipped(right, function) }
  let shape = broadcastShape(left.shape, right.shape)
  if left.shape == shape {
    return repeatedLoop(left, right) { function($0, $1) }
  }
  if right.shape == shape {
    return repeatedLoop(right, left) { function($1, $0) }
  }
  return left.broadcast(to: shape).zipped(right.broadcast(to: shape), function)
}

/// Returns `function(full, small)` where `small` broadcasts to the shape of `full`.
@inline(__always)
private func repeatedLoop(_ full: Tensor, _ small: Tensor, _ function: (Float, Float) -> Float)
  -> Tensor
{
  let result = Tensor(uninitialized: full.shape)
  let (output, input, factor) = (result.pointer, full.pointer, small.pointer)
  if small.count == 1 {
    let value = factor[0]
    for index in 0..<full.count { output[index] = function(input[index], value) }
  } else if isSuffix(small.shape, of: full.shape) {
    // a row, such as a bias
    let columns = small.count
    for row in 0..<full.count / columns {
      let start = row * columns
      for column in 0..<columns {
        output[start + column] = function(input[start + column], factor[column])
      }
    }
  } else if isPrefix(small.shape, of: full.shape) {
    // a column, such as a row's mean
    let columns = full.count / small.count
    for row in 0..<small.count {
      let value = factor[row]
      let start = row * columns
      for column in 0..<columns { output[start + column] = function(input[start + column], value) }
    }
  } else {
    return full.zipped(small.broadcast(to: full.shape), function)
  }
  return result
}

/// Whether `small` without its leading ones is the end of `full`.
private func isSuffix(_ small: [Int], of full: [Int]) -> Bool {
  let core = small.drop { $0 == 1 }
  return !core.isEmpty && core.elementsEqual(full.suffix(core.count))
}

/// Whether `small`, of the same rank, is the start of `full` followed by ones.
private func isPrefix(_ small: [Int], of full: [Int]) -> Bool {
  guard small.count == full.count, !small.isEmpty else { return false }
  let core = small.prefix { $0 != 1 }
  return core.elementsEqual(full.prefix(core.count))
    && small.dropFirst(core.count).allSatisfy { $0 == 1 }
}

extension Tensor {
  /// Returns the numbers repeated to `shape`.
  ///
  /// - Precondition: The shape broadcasts to `shape`.
  public func broadcast(to shape: [Int]) -> Tensor {
    if shape == self.shape { return self }
    precondition(
      broadcastShape(self.shape, shape) == shape, "\(self.shape) does not broadcast to \(shape)")
    if count == 1 { return Tensor(repeating: pointer[0], shape: shape) }
    let result = Tensor(uninitialized: shape)
    let walk = BroadcastWalk(small: self.shape, full: shape)
    walk.forEachRow { start, smallStart, step in
      for column in 0..<walk.columns {
        result.pointer[start + column] = pointer[smallStart + column * step]
      }
    }
    return result
  }

  /// Returns the sums over the axes that broadcasting would repeat: the adjoint of `broadcast`.
  ///
  /// The order of the summation depends on the shapes only.
  /// - Precondition: `shape` broadcasts to this shape.
  public func sum(to shape: [Int]) -> Tensor {
    if shape == self.shape { return self }
    precondition(
      broadcastShape(shape, self.shape) == self.shape,
      "\(self.shape) does not sum to \(shape)")
    let size = shape.reduce(1, *)
    if size == 1 { return Tensor(repeating: sumOfElements(pointer, count), shape: shape) }
    if isSuffix(shape, of: self.shape) {
      let result = Tensor(uninitialized: shape)
      addUpRows(pointer, rows: count / size, columns: size, into: result.pointer)
      return result
    }
    if isPrefix(shape, of: self.shape) {
      let result = Tensor(uninitialized: shape)
      let columns = count / size
      for row in 0..<size {
        result.pointer[row] = sumOfElements(pointer + row * columns, columns)
      }
      return result
    }
    let result = Tensor(repeating: 0, shape: shape)
    let walk = BroadcastWalk(small: shape, full: self.shape)
    walk.forEachRow { start, smallStart, step in
      for column in 0..<walk.columns {
        result.pointer[smallStart + column * step] += pointer[start + column]
      }
    }
    return result
  }
}

/// Visits the rows of a tensor together with what broadcasts to them.
private struct BroadcastWalk {
  let columns: Int
  private let extents: [Int]
  private let steps: [Int]
  private let columnStep: Int

  init(small: [Int], full: [Int]) {
    columns = full.last ?? 1
    var steps = [Int](repeating: 0, count: full.count)
    var step = 1
    for (offset, extent) in small.reversed().enumerated() {
      steps[full.count - 1 - offset] = extent == 1 ? 0 : step
      step *= extent
    }
    columnStep = steps.last ?? 0
    extents = full.dropLast()
    self.steps = steps.dropLast()
  }

  /// Calls `body(start of the row, start in the small tensor, step between its columns)`.
  func forEachRow(_ body: (Int, Int, Int) -> Void) {
    var index = [Int](repeating: 0, count: extents.count)
    var smallStart = 0
    for row in 0..<extents.reduce(1, *) {
      body(row * columns, smallStart, columnStep)
      for axis in extents.indices.reversed() {
        index[axis] += 1
        smallStart += steps[axis]
        guard index[axis] == extents[axis] else { break }
        index[axis] = 0
        smallStart -= steps[axis] * extents[axis]
      }
    }
  }
}
