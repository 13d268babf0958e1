import EnvironmentAPI

/// An action as a sequence of small choices, in the order in which the spec wants them decided.
///
/// A grid part becomes a row and a column, or one cell; every other discrete scalar is one choice. A
/// choice whose part is not active under the choices before it is made all the same and does not
/// count.
struct DecisionSequence: Sendable {
  /// What a choice is about.
  enum Role: Sendable, Equatable {
    /// The whole number of a scalar.
    case number
    /// The row of a grid cell; the column follows.
    case row(columns: Int)
    /// The column of a grid cell; the row was chosen just before.
    case column
    /// A grid cell, counted row after row.
    case cell(rows: Int, columns: Int)
  }

  /// One choice.
  struct Decision: Sendable, Equatable {
    let name: String
    /// The scalar of the action it belongs to.
    let scalar: Int
    let role: Role
    /// The number of classes.
    let count: Int
    /// The decision that makes this one matter, and the classes with which it does.
    let condition: Condition?
  }

  struct Condition: Sendable, Equatable {
    let decision: Int
    let classes: [Int]
  }

  /// The grid parts, as places that the next step can be shown on the canvas.
  struct Place: Sendable, Equatable {
    let scalar: Int
    let rows: Int
    let columns: Int
  }

  let decisions: [Decision]
  let places: [Place]
  /// The number of scalars of an action.
  let actionWidth: Int

  /// Reads the space.
  ///
  /// - Throws: `unsupported` when a part is not discrete.
  init(_ space: ActionSpace) throws(EnvironmentError) {
    actionWidth = space.width
    var decisions: [Decision] = []
    var places: [Place] = []
    for name in space.decodeOrder {
      guard let index = space.index(of: name) else { continue }
      let part = space.parts[index]
      let condition = Self.condition(of: part, among: decisions)
      for (element, count) in try Self.classCounts(of: part).enumerated() {
        let scalar = space.offsets[index] + element
        func add(_ suffix: String, _ role: Role, _ count: Int) {
          decisions.append(
            Decision(
              name: part.name + suffix, scalar: scalar, role: role, count: count,
              condition: condition))
        }
        if case .grid(let rows, let columns) = part.meaning, rows * columns == count {
          places.append(Place(scalar: scalar, rows: rows, columns: columns))
          add(Self.rowSuffix, .row(columns: columns), rows)
          add(".column", .column, columns)
        } else {
          add(element == 0 ? "" : ".\(element)", .number, count)
        }
      }
    }
    self.decisions = decisions
    self.places = places
  }

  /// Returns the same parts with cells decided as `head` does.
  func deciding(_ head: PlaceHead) -> DecisionSequence {
    switch head {
    case .rowColumn: self
    case .map: decidingWholeCells()
    }
  }

  private func decidingWholeCells() -> DecisionSequence {
    var merged: [Decision] = []
    // Where each decision went: conditions name decisions by their index.
    var newIndices: [Int] = []
    for decision in decisions {
      let condition = decision.condition.map {
        Condition(decision: newIndices[$0.decision], classes: $0.classes)
      }
      var (name, role, count) = (decision.name, decision.role, decision.count)
      if case .row(let columns) = decision.role {
        (role, count) = (.cell(rows: decision.count, columns: columns), decision.count * columns)
        name = String(name.dropLast(Self.rowSuffix.count))
      }
      if decision.role != .column {
        merged.append(
          Decision(
            name: name, scalar: decision.scalar, role: role, count: count, condition: condition))
      }
      newIndices.append(merged.count - 1)
    }
    return DecisionSequence(decisions: merged, places: places, actionWidth: actionWidth)
  }

  private init(decisions: [Decision], places: [Place], actionWidth: Int) {
    self.decisions = decisions
    self.places = places
    self.actionWidth = actionWidth
  }

  private static let rowSuffix = ".row"

  private static func classCounts(of part: ActionPart) throws(EnvironmentError) -> [Int] {
    switch part.space {
    case .discrete(let count): return [count]
    case .multiDiscrete(let counts): return counts
    case .multiBinary(let count): return Array(repeating: 2, count: count)
    case .box:
      throw .unsupported(
        "a learned policy needs discrete actions, and '\(part.name)' is \(part.space)")
    }
  }

  private static func condition(of part: ActionPart, among decisions: [Decision]) -> Condition? {
    guard let active = part.activeWhen,
      let index = decisions.firstIndex(where: { $0.name == active.part && $0.role == .number })
    else { return nil }
    return Condition(decision: index, classes: active.values)
  }

  /// Whether decision `index` matters after the choices before it.
  func isActive(_ index: Int, after choices: some RandomAccessCollection<Int>) -> Bool {
    guard let condition = decisions[index].condition else { return true }
    let chosen = choices[choices.index(choices.startIndex, offsetBy: condition.decision)]
    return condition.classes.contains(chosen)
  }

  /// Returns the action that a row of choices stands for.
  func action(of choices: some RandomAccessCollection<Int>) -> [Double] {
    var action = [Double](repeating: 0, count: actionWidth)
    for (decision, choice) in zip(decisions, choices) {
      switch decision.role {
      case .number, .cell: action[decision.scalar] = Double(choice)
      case .row(let columns): action[decision.scalar] = Double(choice * columns)
      case .column: action[decision.scalar] += Double(choice)
      }
    }
    return action
  }

  /// Returns the choices that make an action.
  func choices(of action: some RandomAccessCollection<Double>) -> [Int] {
    decisions.map { decision in
      let value = Int(action[action.index(action.startIndex, offsetBy: decision.scalar)])
      switch decision.role {
      case .number, .cell: return value
      case .row(let columns): return value / columns
      case .column: return value % decision.count
      }
    }
  }
}
