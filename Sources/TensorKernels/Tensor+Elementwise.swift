/// An operation on two numbers.
enum BinaryOperation {
  case add, subtract, multiply, divide, minimum, maximum
}

extension Tensor {
  /// Returns the sum, broadcasting as `broadcastShape` says.
  public static func + (left: Tensor, right: Tensor) -> Tensor { binary(.add, left, right) }

  /// Returns the difference, broadcasting as `broadcastShape` says.
  public static func - (left: Tensor, right: Tensor) -> Tensor { binary(.subtract, left, right) }

  /// Returns the product of the elements, broadcasting as `broadcastShape` says.
  public static func * (left: Tensor, right: Tensor) -> Tensor { binary(.multiply, left, right) }

  /// Returns the quotient of the elements, broadcasting as `broadcastShape` says.
  public static func / (left: Tensor, right: Tensor) -> Tensor { binary(.divide, left, right) }

  /// Returns the smaller elements, broadcasting as `broadcastShape` says.
  public func minimum(_ other: Tensor) -> Tensor { Self.binary(.minimum, self, other) }

  /// Returns the larger elements, broadcasting as `broadcastShape` says.
  public func maximum(_ other: Tensor) -> Tensor { Self.binary(.maximum, self, other) }

  /// Returns `scale * x + offset`.
  public func scaled(by scale: Float, plus offset: Float = 0) -> Tensor {
    mapped { $0 * scale + offset }
  }

  /// Adds `other` to the numbers in place when nobody else holds them.
  ///
  /// - Returns: Whether it was done; otherwise nothing changed.
  /// - Precondition: The shapes agree.
  public mutating func addInPlaceIfUnique(_ other: Tensor) -> Bool {
    precondition(shape == other.shape, "\(shape) is not \(other.shape)")
    var storage = storage
    self = Tensor(shape: [0], storage: Self.empty)
    defer { self = Tensor(shape: other.shape, storage: storage) }
    guard isKnownUniquelyReferenced(&storage), !storage.isView else { return false }
    let (sum, term) = (storage.pointer, other.pointer)
    for index in 0..<other.count { sum[index] += term[index] }
    return true
  }

  /// Returns `function` of every number. Inlined into this module's callers only.
  @inline(__always)
  func mapped(_ function: (Float) -> Float) -> Tensor {
    let result = Tensor(uninitialized: shape)
    let (output, input) = (result.pointer, pointer)
    for index in 0..<count { output[index] = function(input[index]) }
    return result
  }

  /// Returns `function` of every pair of numbers of equally shaped tensors.
  @inline(__always)
  func zipped(_ other: Tensor, _ function: (Float, Float) -> Float) -> Tensor {
    precondition(shape == other.shape, "\(shape) is not \(other.shape)")
    let result = Tensor(uninitialized: shape)
    let (output, left, right) = (result.pointer, pointer, other.pointer)
    for index in 0..<count { output[index] = function(left[index], right[index]) }
    return result
  }

  private static let empty = TensorStorage(count: 0)

  private static func binary(_ operation: BinaryOperation, _ left: Tensor, _ right: Tensor)
    -> Tensor
  {
    switch operation {
    case .add: broadcastLoop(left, right) { $0 + $1 }
    case .subtract: broadcastLoop(left, right) { $0 - $1 }
    case .multiply: broadcastLoop(left, right) { $0 * $1 }
    case .divide: broadcastLoop(left, right) { $0 / $1 }
    case .minimum: broadcastLoop(left, right) { $0 < $1 ? $0 : $1 }
    case .maximum: broadcastLoop(left, right) { $0 > $1 ? $0 : $1 }
    }
  }
}
