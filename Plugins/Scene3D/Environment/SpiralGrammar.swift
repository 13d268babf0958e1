import EnvironmentAPI

/// The grammar of SPIRAL's MuJoCo scenes (Ganin et al. 2018, section 4): a step adds an object,
/// skips, or changes the object that was added last.
struct SpiralGrammar: SceneGrammar {
  /// What the first part of an action says.
  enum Operation: Int {
    case add, skip, change
  }

  /// One object as an action describes it.
  struct Choice: Equatable, Sendable {
    var kind: Int
    var cell: Int
    var size: Int
    var material: Int
    /// Levels of red, green and blue, or an index into the palette.
    var color: [Int]
  }

  /// Where the parts are in a row.
  private struct Offsets: Sendable {
    var material: Int?
    var color: Range<Int>
  }

  let space: ActionSpace
  let file: SceneFile
  let rules: SpiralRules
  private let offsets: Offsets

  init(_ file: SceneFile, _ rules: SpiralRules) {
    self.file = file
    self.rules = rules
    space = Self.makeSpace(file, rules)
    let material = space.index(of: "material")
    let firstColor = 4 + (material == nil ? 0 : 1)
    offsets = Offsets(material: material, color: firstColor..<space.width)
  }

  private static func makeSpace(_ file: SceneFile, _ rules: SpiralRules) -> ActionSpace {
    let used = ActionPart.ActiveCondition(
      part: "kind", values: [Operation.add.rawValue, Operation.change.rawValue])
    let cells = rules.grid * rules.grid
    var parts = [
      ActionPart(
        "kind", .discrete(count: 3), meaning: .categorical,
        doc: "0 adds an object, 1 skips, 2 changes the object that was added last"),
      ActionPart(
        "type", .discrete(count: file.kinds.count), meaning: .categorical, activeWhen: used,
        doc: "what: \(names(file.kinds.map(\.name)))"),
      ActionPart(
        "location", .discrete(count: cells),
        meaning: .grid(rows: rules.grid, columns: rules.grid), activeWhen: used,
        doc: "cell (row * grid + column) of the ground, row 0 the far one, column 0 the left one"),
      ActionPart(
        "size", .discrete(count: file.sizes.count), meaning: .ordinal, activeWhen: used,
        doc: "how large: \(names(file.sizes.map(\.name)))"),
    ]
    let materialCount = file.kinds.map(\.materials.count).max() ?? 1
    if materialCount > 1 {
      parts.append(
        ActionPart(
          "material", .discrete(count: materialCount), meaning: .categorical, activeWhen: used,
          doc: "which of the materials of its type"))
    }
    if rules.colorLevels.isEmpty {
      parts.append(
        ActionPart(
          "color", .discrete(count: file.palette.count), meaning: .categorical, activeWhen: used,
          doc: "colour: \(names(file.palette.map(\.name)))"))
    } else {
      let levels = rules.colorLevels.map { "\(Int(($0 * 255).rounded()))" }.joined(separator: ", ")
      parts += ["red", "green", "blue"].map { name in
        ActionPart(
          name, .discrete(count: rules.colorLevels.count), meaning: .ordinal, activeWhen: used,
          doc: "\(name) as an sRGB level: \(levels)")
      }
    }
    return ActionSpace(parts: parts, decodeOrder: parts.map(\.name))
  }

  private static func names(_ names: [String]) -> String {
    names.enumerated().map { "\($0) \($1)" }.joined(separator: ", ")
  }

  /// Returns what an action says.
  func decode(_ action: ActionRow) -> (operation: Operation, choice: Choice) {
    let choice = Choice(
      kind: action.integer(at: 1), cell: action.integer(at: 2), size: action.integer(at: 3),
      material: offsets.material.map { action.integer(at: $0) } ?? 0,
      color: offsets.color.map { action.integer(at: $0) })
    return (Operation(rawValue: action.integer(at: 0)) ?? .skip, choice)
  }

  /// Returns the action that adds an object.
  func action(adding choice: Choice) -> [Double] {
    let head = [Operation.add.rawValue, choice.kind, choice.cell, choice.size]
    let material = offsets.material == nil ? [] : [choice.material]
    return (head + material + choice.color).map(Double.init)
  }

  /// Returns the object that a choice means.
  func object(_ choice: Choice) -> SceneObject {
    let kind = file.kinds[choice.kind]
    let size = file.sizes[choice.size].scale
    return file.object(
      kind: kind, material: kind.materials[choice.material % kind.materials.count],
      color: color(choice.color), size: size,
      pose: kind.pose(at: rules.center(of: choice.cell), yaw: 0, size: size))
  }

  /// Returns the linear colour of levels or of an index into the palette.
  func color(_ choice: [Int]) -> Vector3 {
    let levels = rules.colorLevels
    guard !levels.isEmpty else { return file.palette[choice[0]].color }
    return SceneColor.linear(
      red: levels[choice[0]], green: levels[choice[1]], blue: levels[choice[2]])
  }

  func makeConstruction() -> any SceneConstruction { SpiralConstruction(self) }
}
