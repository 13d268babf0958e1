/// Fully connected layers one after the other, each but the last with an activation.
public struct MLP: Sendable, Hashable {
  private let layers: [Linear]

  /// Adds the layers `name.0`, `name.1`, ... between consecutive `widths`.
  ///
  /// - Precondition: There are at least two widths.
  public init(
    _ name: String, widths: [Int], activation: Activation = .relu,
    lastActivation: Activation = .identity, in layout: inout ParameterLayout
  ) {
    precondition(widths.count >= 2, "an MLP of widths \(widths)")
    layers = (0..<widths.count - 1).map { index in
      Linear(
        "\(name).\(index)", inputs: widths[index], outputs: widths[index + 1],
        activation: index == widths.count - 2 ? lastActivation : activation, in: &layout)
    }
  }

  /// Returns `[count, last width]` from `[count, first width]`.
  public func callAsFunction(_ x: Variable, in scope: ParameterScope) -> Variable {
    layers.reduce(x) { $1($0, in: scope) }
  }
}
