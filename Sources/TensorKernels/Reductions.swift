/// Returns the sum of `count` numbers, in an order that depends on `count` only: 32 partial sums,
/// combined pairwise.
func sumOfElements(_ values: UnsafePointer<Float>, _ count: Int) -> Float {
  var (a, b, c, d) = (
    SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero
  )
  var index = 0
  while index + 32 <= count {
    a += load8(values + index)
    b += load8(values + index + 8)
    c += load8(values + index + 16)
    d += load8(values + index + 24)
    index += 32
  }
  while index + 8 <= count {
    a += load8(values + index)
    index += 8
  }
  var rest: Float = 0
  while index < count {
    rest += values[index]
    index += 1
  }
  return laneSum((a + b) + (c + d)) + rest
}

/// Returns the sum of squares, in an order that depends on `count` only. Blocks of 4096 numbers are
/// summed in single precision and the blocks in double.
func sumOfSquares(_ values: UnsafePointer<Float>, _ count: Int) -> Double {
  var total = 0.0
  var start = 0
  while start < count {
    let size = min(4096, count - start)
    total += Double(dotProduct(values + start, values + start, size))
    start += size
  }
  return total
}

/// Returns the sum of the products, in an order that depends on `count` only.
func dotProduct(_ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ count: Int) -> Float
{
  var (a, b) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
  var index = 0
  while index + 16 <= count {
    a += load8(left + index) * load8(right + index)
    b += load8(left + index + 8) * load8(right + index + 8)
    index += 16
  }
  var rest: Float = 0
  while index < count {
    rest += left[index] * right[index]
    index += 1
  }
  return laneSum(a + b) + rest
}

/// Writes the sums of the columns of `[rows, columns]` numbers.
///
/// Narrow rows are added several at a time and folded at the end.
func addUpRows(
  _ values: UnsafePointer<Float>, rows: Int, columns: Int, into sums: UnsafeMutablePointer<Float>
) {
  sums.initialize(repeating: 0, count: columns)
  guard columns > 0 else { return }
  let group = max(1, min(256 / columns, rows))
  guard group > 1 else { return addRows(values, rows: rows, columns: columns, to: sums) }
  let width = group * columns
  withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { buffer in
    guard let partial = buffer.baseAddress else { return }
    partial.initialize(repeating: 0, count: width)
    addRows(values, rows: rows / group, columns: width, to: partial)
    addRows(partial, rows: group, columns: columns, to: sums)
  }
  let done = rows / group * group
  addRows(values + done * columns, rows: rows - done, columns: columns, to: sums)
}

private func addRows(
  _ values: UnsafePointer<Float>, rows: Int, columns: Int, to sums: UnsafeMutablePointer<Float>
) {
  for row in 0..<rows {
    let input = values + row * columns
    for column in 0..<columns { sums[column] += input[column] }
  }
}

@inline(__always)
func load8(_ pointer: UnsafePointer<Float>) -> SIMD8<Float> {
  UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
}

@inline(__always)
func laneSum(_ lanes: SIMD8<Float>) -> Float {
  let four = lanes.lowHalf + lanes.highHalf
  return (four[0] + four[2]) + (four[1] + four[3])
}
