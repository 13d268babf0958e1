/// Contiguous row-major Float32 numbers with a shape; images are `[count, height, width, channels]`.
///
/// A value: nothing changes it after the operation that made it, except that a view of a
/// `FlatVector` shows the vector's present numbers.
public struct Tensor: Sendable {
  /// The extent of every axis; empty for a single number.
  public let shape: [Int]
  let storage: TensorStorage

  init(shape: [Int], storage: TensorStorage) {
    precondition(
      shape.reduce(1, *) == storage.count, "shape \(shape) does not hold \(storage.count) numbers")
    self.shape = shape
    self.storage = storage
  }

  /// Makes a tensor of uninitialised memory, for the operations of this module.
  init(uninitialized shape: [Int]) {
    precondition(shape.allSatisfy { $0 >= 0 }, "shape \(shape) has a negative extent")
    self.shape = shape
    storage = TensorStorage(count: shape.reduce(1, *))
  }

  /// Makes a tensor whose numbers `body` writes; `body` must write all of them.
  public init(
    shape: [Int], initializingWith body: (UnsafeMutableBufferPointer<Float>) throws -> Void
  ) rethrows {
    self.init(uninitialized: shape)
    try body(UnsafeMutableBufferPointer(start: storage.pointer, count: storage.count))
  }

  /// Makes a tensor of `values`, row-major.
  ///
  /// - Precondition: `values` has as many numbers as `shape`.
  public init(_ values: [Float], shape: [Int]) {
    self.init(uninitialized: shape)
    precondition(values.count == count, "\(values.count) values for shape \(shape)")
    storage.pointer.initialize(from: values, count: count)
  }

  /// Makes a vector of `values`.
  public init(_ values: [Float]) { self.init(values, shape: [values.count]) }

  /// Makes a tensor of one number without axes.
  public init(_ value: Float) { self.init(repeating: value, shape: []) }

  /// Makes a tensor of equal numbers.
  public init(repeating value: Float, shape: [Int]) {
    self.init(uninitialized: shape)
    storage.pointer.initialize(repeating: value, count: count)
  }

  /// The number of numbers.
  public var count: Int { storage.count }

  /// The extent of the last axis; 1 without axes.
  public var columnCount: Int { shape.last ?? 1 }

  /// The product of all extents but the last.
  public var rowCount: Int { shape.dropLast().reduce(1, *) }

  /// The numbers, row-major.
  public var scalars: [Float] { Array(UnsafeBufferPointer(start: storage.pointer, count: count)) }

  /// The only number.
  ///
  /// - Precondition: `count` is 1.
  public var scalar: Float {
    precondition(count == 1, "a tensor of shape \(shape) is not a scalar")
    return storage.pointer[0]
  }

  /// Calls `body` with the numbers, row-major.
  public func withUnsafeBufferPointer<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try withExtendedLifetime(storage) {
      try body(UnsafeBufferPointer(start: storage.pointer, count: count))
    }
  }

  /// Returns the same numbers under another shape, sharing memory.
  ///
  /// - Precondition: The shapes hold equally many numbers.
  public func reshaped(_ shape: [Int]) -> Tensor { Tensor(shape: shape, storage: storage) }

  var pointer: UnsafeMutablePointer<Float> { storage.pointer }
}
