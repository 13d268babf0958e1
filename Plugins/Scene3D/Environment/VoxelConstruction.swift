import EnvironmentAPI

/// The blocks that an episode has placed.
struct VoxelConstruction: SceneConstruction {
  private let grammar: VoxelGrammar
  /// One palette index a cell, 0 for empty; x fastest, then y, then z.
  private var cells: [UInt8]
  private(set) var actionMask: [UInt8]

  init(_ grammar: VoxelGrammar) {
    self.grammar = grammar
    let size = grammar.rules.size
    cells = [UInt8](repeating: 0, count: Int(size.x) * Int(size.y) * Int(size.z))
    actionMask = [UInt8](repeating: 0, count: grammar.space.parts.count)
  }

  mutating func perform(_ action: ActionRow, in scene: inout Scene) -> Int? {
    actionMask = grammar.space.activity(of: action)
    let edit = grammar.decode(action)
    guard edit.operation != .skip else { return nil }
    let block = edit.operation == .erase ? 0 : UInt8(truncatingIfNeeded: edit.color + 1)
    guard fill(edit, with: block) else { return nil }
    scene.objects[scene.objects.count - 1] = grammar.object(cells)
    return scene.objects.count - 1
  }

  /// Puts a block into every cell of a box.
  ///
  /// - Returns: Whether anything is different now.
  private mutating func fill(_ edit: VoxelGrammar.Edit, with block: UInt8) -> Bool {
    let size = grammar.rules.size
    var hasChanged = false
    for z in edit.corner.z..<(edit.corner.z + edit.extent.z) {
      for y in edit.corner.y..<(edit.corner.y + edit.extent.y) {
        let row = Int((z * size.y + y) * size.x)
        for x in edit.corner.x..<(edit.corner.x + edit.extent.x)
        where cells[row + Int(x)] != block {
          cells[row + Int(x)] = block
          hasChanged = true
        }
      }
    }
    return hasChanged
  }

  func show(in scene: inout Scene) {
    scene.objects.append(grammar.object(cells))
  }

  // MARK: State

  func save(into writer: inout StateWriter) {
    writer.write(actionMask)
    writer.write(cells)
  }

  mutating func load(from reader: inout StateReader) throws(EnvironmentError) {
    actionMask = try reader.readMask(count: grammar.space.parts.count)
    let blocks = try reader.readBlock()
    let colorCount = grammar.space.parts.last?.space
    guard blocks.count == cells.count,
      blocks.allSatisfy({ $0 == 0 || colorCount?.contains(Double($0) - 1, at: 0) == true })
    else { throw reader.damaged("\(cells.count) blocks", "\(blocks.count)") }
    cells = blocks
  }
}
