/// A table of learned vectors, one per class.
public struct Embedding: Sendable, Hashable {
  /// The number of classes.
  public let classes: Int
  /// The length of the vectors.
  public let width: Int
  private let table: Parameter

  /// Adds `name.weight`, `[classes, width]`, normally distributed.
  public init(
    _ name: String, classes: Int, width: Int, standardDeviation: Float = 1,
    in layout: inout ParameterLayout
  ) {
    self.classes = classes
    self.width = width
    table = layout.addWeight(
      "\(name).weight", shape: [classes, width], .normal(standardDeviation: standardDeviation))
  }

  /// Returns the vectors of `indices`, `[indices.count, width]`.
  ///
  /// - Precondition: Every index is a class.
  public func callAsFunction(_ indices: [Int], in scope: ParameterScope) -> Variable {
    scope[table].rows(indices)
  }
}
