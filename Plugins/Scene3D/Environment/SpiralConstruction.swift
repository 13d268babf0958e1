import EnvironmentAPI

/// The objects that an episode has put on the ground.
struct SpiralConstruction: SceneConstruction {
  /// Adding beyond so many objects does nothing.
  static let objectLimit = 4096

  private let grammar: SpiralGrammar
  private var choices: [SpiralGrammar.Choice] = []
  private(set) var actionMask: [UInt8]

  init(_ grammar: SpiralGrammar) {
    self.grammar = grammar
    actionMask = [UInt8](repeating: 0, count: grammar.space.parts.count)
  }

  mutating func perform(_ action: ActionRow, in scene: inout Scene) -> Int? {
    actionMask = grammar.space.activity(of: action)
    let (operation, choice) = grammar.decode(action)
    switch operation {
    case .add where choices.count < Self.objectLimit:
      choices.append(choice)
      scene.objects.append(grammar.object(choice))
    case .change where !choices.isEmpty && choices[choices.count - 1] != choice:
      choices[choices.count - 1] = choice
      scene.objects[scene.objects.count - 1] = grammar.object(choice)
    default: return nil
    }
    return scene.objects.count - 1
  }

  func show(in scene: inout Scene) {
    scene.objects += choices.map(grammar.object)
  }

  // MARK: State

  func save(into writer: inout StateWriter) {
    writer.write(actionMask)
    writer.write(UInt32(choices.count))
    for choice in choices {
      for number in grammar.action(adding: choice) { writer.write(UInt16(number)) }
    }
  }

  mutating func load(from reader: inout StateReader) throws(EnvironmentError) {
    actionMask = try reader.readMask(count: grammar.space.parts.count)
    let count: UInt32 = try reader.read()
    guard count <= Self.objectLimit else { throw reader.damaged("a number of objects", "\(count)") }
    choices = []
    for _ in 0..<count {
      var numbers: [Double] = []
      for _ in 0..<grammar.space.width {
        let number: UInt16 = try reader.read()
        numbers.append(Double(number))
      }
      let row = ActionTable(width: grammar.space.width, numbers: numbers)
      do { try grammar.space.validate(row) } catch {
        throw reader.damaged("an object", "\(numbers)")
      }
      choices.append(row.withRow(0) { grammar.decode($0).choice })
    }
  }
}

extension StateReader {
  /// Reads so many zeros and ones.
  mutating func readMask(count: Int) throws(EnvironmentError) -> [UInt8] {
    let mask = try readBlock()
    guard mask.count == count, mask.allSatisfy({ $0 < 2 }) else {
      throw damaged("an action mask", "\(mask)")
    }
    return mask
  }
}
