/// One allocation of numbers that may be changed in place and viewed as tensors: the weights of a
/// network, their gradients, an optimiser's moments.
///
/// One thread changes it while no other uses it or its views.
public final class FlatVector {
  let storage: TensorStorage

  /// Makes a vector of zeros.
  public init(count: Int) {
    storage = TensorStorage(count: count)
    storage.pointer.initialize(repeating: 0, count: count)
  }

  /// The number of numbers.
  public var count: Int { storage.count }

  /// The numbers.
  public var scalars: [Float] {
    Array(UnsafeBufferPointer(start: storage.pointer, count: count))
  }

  /// Returns a view of the numbers from `start` on; it shows later changes.
  ///
  /// - Precondition: The view is inside the vector.
  public func view(from start: Int, shape: [Int]) -> Tensor {
    Tensor(
      shape: shape,
      storage: TensorStorage(viewOf: storage, from: start, count: shape.reduce(1, *)))
  }

  /// Calls `body` with the numbers, which it may change.
  public func withUnsafeMutableBufferPointer<Result>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(storage) {
      try body(UnsafeMutableBufferPointer(start: storage.pointer, count: count))
    }
  }

  /// Copies `tensor` to the numbers from `start` on.
  ///
  /// - Precondition: It fits.
  public func write(_ tensor: Tensor, at start: Int) {
    precondition(start >= 0 && start <= count - tensor.count, "\(tensor.shape) at \(start)")
    (storage.pointer + start).update(from: tensor.pointer, count: tensor.count)
  }

  /// Copies all numbers of `other`.
  public func assign(_ other: FlatVector) {
    precondition(count == other.count, "\(other.count) numbers for \(count)")
    storage.pointer.update(from: other.storage.pointer, count: count)
  }

  /// Sets all numbers to `value`.
  public func fill(_ value: Float) { storage.pointer.update(repeating: value, count: count) }

  /// Adds the numbers of `other`.
  public func add(_ other: FlatVector) {
    precondition(count == other.count, "\(other.count) numbers for \(count)")
    let (sum, term) = (storage.pointer, other.storage.pointer)
    for index in 0..<count { sum[index] += term[index] }
  }

  /// Multiplies all numbers by `factor`.
  public func scale(by factor: Float) {
    let values = storage.pointer
    for index in 0..<count { values[index] *= factor }
  }

  /// Moves every number towards `other`'s: x = decay x + (1 - decay) y.
  public func blend(_ other: FlatVector, decay: Float) {
    precondition(count == other.count, "\(other.count) numbers for \(count)")
    let (average, value) = (storage.pointer, other.storage.pointer)
    let weight = 1 - decay
    for index in 0..<count { average[index] = decay * average[index] + weight * value[index] }
  }

  /// The square root of the sum of squares.
  public var norm: Double { sumOfSquares(storage.pointer, count).squareRoot() }
}
