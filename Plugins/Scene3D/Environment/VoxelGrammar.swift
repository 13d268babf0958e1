import EnvironmentAPI

/// A grammar of blocks: a step places a block, fills a box, erases a box or skips. Blocks stay where
/// they are put; there is no gravity.
struct VoxelGrammar: SceneGrammar {
  /// What the first part of an action says.
  enum Operation: Int {
    case place, fill, erase, skip
  }

  /// A box of cells and what happens to it.
  struct Edit: Equatable {
    var operation: Operation
    /// The first cell: west, south and low.
    var corner: SIMD3<Int32>
    /// Cells along x, y and z.
    var extent: SIMD3<Int32>
    /// An index into the palette.
    var color: Int
  }

  let space: ActionSpace
  let rules: VoxelRules
  /// 256 colours, the first of which is not used.
  let palette: [Vector3]
  let material: Material
  private let columns: Int

  init(_ file: SceneFile, _ rules: VoxelRules) {
    self.rules = rules
    material = file.materials[rules.material].material
    let colors = file.palette.map(\.color)
    palette =
      [.zero] + colors + [Vector3](repeating: .zero, count: max(0, 255 - colors.count))
    columns = Int(rules.size.x)
    space = Self.makeSpace(file, rules)
  }

  private static func makeSpace(_ file: SceneFile, _ rules: VoxelRules) -> ActionSpace {
    func condition(_ operations: Operation...) -> ActionPart.ActiveCondition {
      ActionPart.ActiveCondition(part: "operation", values: operations.map(\.rawValue))
    }
    func side(_ name: String, _ count: Int32, _ doc: String) -> ActionPart {
      ActionPart(
        name, .discrete(count: Int(count)), meaning: .ordinal, activeWhen: condition(.fill, .erase),
        doc: doc)
    }
    let (rows, columns) = (Int(rules.size.y), Int(rules.size.x))
    let colors = file.palette.enumerated().map { "\($0) \($1.name)" }.joined(separator: ", ")
    let parts = [
      ActionPart(
        "operation", .discrete(count: 4), meaning: .categorical,
        doc: "0 places a block, 1 fills a box, 2 erases a box, 3 skips"),
      ActionPart(
        "location", .discrete(count: rows * columns),
        meaning: .grid(rows: rows, columns: columns),
        activeWhen: condition(.place, .fill, .erase),
        doc: "cell (row * columns + column) seen from above, row 0 the far one: the block, or the "
          + "left near corner of the box"),
      ActionPart(
        "height", .discrete(count: Int(rules.size.z)), meaning: .ordinal,
        activeWhen: condition(.place, .fill, .erase),
        doc: "layer of the block or of the bottom of the box, 0 on the ground"),
      side("width", rules.size.x, "cells of the box to the right, less 1; cut off at the edge"),
      side("length", rules.size.y, "cells of the box to the back, less 1; cut off at the edge"),
      side("rise", rules.size.z, "layers of the box, less 1; cut off at the top"),
      ActionPart(
        "color", .discrete(count: file.palette.count), meaning: .categorical,
        activeWhen: condition(.place, .fill), doc: "colour: \(colors)"),
    ]
    return ActionSpace(parts: parts, decodeOrder: parts.map(\.name))
  }

  /// Returns what an action says, the box cut off at the edges of the grid.
  func decode(_ action: ActionRow) -> Edit {
    let operation = Operation(rawValue: action.integer(at: 0)) ?? .skip
    let cell = action.integer(at: 1)
    let corner = SIMD3<Int32>(
      Int32(cell % columns), rules.size.y - 1 - Int32(cell / columns),
      Int32(action.integer(at: 2)))
    var extent = SIMD3<Int32>(1, 1, 1)
    if operation != .place {
      for axis in 0..<3 {
        let wanted = Int32(action.integer(at: 3 + axis)) + 1
        extent[axis] = min(wanted, rules.size[axis] - corner[axis])
      }
    }
    return Edit(
      operation: operation, corner: corner, extent: extent, color: action.integer(at: 6))
  }

  /// Returns the object that shows so many cells.
  func object(_ cells: [UInt8]) -> SceneObject {
    let half = SIMD2(Float(rules.size.x), Float(rules.size.y)) * (0.5 * rules.cellSize)
    return SceneObject(
      shape: .voxels(VoxelGrid(size: rules.size, cells: cells, palette: palette)),
      pose: Pose(position: Vector3(-half.x, -half.y, 0)),
      scale: Vector3(repeating: rules.cellSize), material: material,
      materialIndex: rules.material + 1)
  }

  func makeConstruction() -> any SceneConstruction { VoxelConstruction(self) }
}
