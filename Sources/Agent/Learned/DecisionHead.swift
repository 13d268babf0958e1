import NeuralNet
import TensorKernels

/// What makes one decision from the running vector of the decoder, and tells the vector of it.
struct DecisionHead: Sendable {
  private enum Kind: Sendable {
    case classes(logits: Linear, choice: Embedding)
    case cells(map: PlaceMap, row: Embedding, column: Embedding)
  }

  /// Mixes the running vector before the decision; the first decision needs none.
  private let mixing: Linear?
  private let kind: Kind

  init(
    _ decision: DecisionSequence.Decision, isFirst: Bool, width: Int, torso: [PolicyTorso.Level],
    in parameters: inout ParameterLayout
  ) {
    let name = "policy.decision.\(decision.name)"
    mixing =
      isFirst
      ? nil
      : Linear("\(name).mixing", inputs: width, outputs: width, activation: .relu, in: &parameters)
    func embedding(_ what: String, _ classes: Int) -> Embedding {
      Embedding(
        "\(name).\(what)", classes: classes, width: width, standardDeviation: 0.3, in: &parameters)
    }
    if case .cell(let rows, let columns) = decision.role {
      let map = PlaceMap(
        name, rows: rows, columns: columns, width: width, torso: torso, in: &parameters)
      kind = .cells(map: map, row: embedding("row", rows), column: embedding("column", columns))
    } else {
      let logits = Linear(
        "\(name).logits", inputs: width, outputs: decision.count, gain: 0.1, in: &parameters)
      kind = .classes(logits: logits, choice: embedding("choice", decision.count))
    }
  }

  /// Returns the distribution over the classes of the decision.
  ///
  /// - Parameters:
  ///   - vector: The running vector, `[count, width]`, which is mixed on the way.
  ///   - maps: The torso's.
  func distribution(
    _ vector: inout Variable, _ maps: [Variable], in scope: ParameterScope
  ) -> Categorical {
    if let mixing { vector = vector + mixing(vector, in: scope) }
    return switch kind {
    case .classes(let logits, _): Categorical(logits: logits(vector, in: scope))
    case .cells(let map, _, _): Categorical(logits: map(vector, maps, in: scope))
    }
  }

  /// Returns what the choices add to the running vector, `[count, width]`.
  func embedding(_ choices: [Int], in scope: ParameterScope) -> Variable {
    switch kind {
    case .classes(_, let choice): choice(choices, in: scope)
    case .cells(_, let row, let column):
      row(choices.map { $0 / column.classes }, in: scope)
        + column(choices.map { $0 % column.classes }, in: scope)
    }
  }

  /// Returns the classes that choices have in the distribution.
  func classes(of choices: [Int]) -> [Int] {
    guard case .cells(let map, _, _) = kind else { return choices }
    return choices.map { map.classOfCell[$0] }
  }

  /// Returns the choices that classes of the distribution stand for.
  func choices(of classes: [Int]) -> [Int] {
    guard case .cells(let map, _, _) = kind else { return classes }
    return classes.map { map.cellOfClass[$0] }
  }
}
