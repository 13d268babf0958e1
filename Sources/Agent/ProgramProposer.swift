import PaintCore

/// Makes new programs from nothing and from others, using only what the action space says.
///
/// Programs are arrays of scalars, action after action. The kinds of changes are those of a hill
/// climber over whole programs: move a place, move several together, change levels, redraw an
/// action, put one in, take one out.
struct ProgramProposer {
  let grammar: ActionGrammar
  /// Where the picture is still wrong; nil when nobody knows.
  var places: ErrorPlaces?
  var random: RandomStream

  init(_ grammar: ActionGrammar, random: RandomStream) {
    self.grammar = grammar
    self.random = random
  }

  private var width: Int { grammar.width }

  // MARK: Fresh actions

  /// Fills the action at `step` anew; `memory` holds actions whose levels are worth repeating.
  mutating func redraw(_ step: Int, of program: inout [Double], memory: [Double]) {
    let start = step * width
    for scalar in 0..<width {
      program[start + scalar] = grammar.randomValue(of: scalar, &random)
    }
    if memory.count >= width, random.integer(below: 2) == 0 {
      let source = random.integer(below: memory.count / width) * width
      for scalar in grammar.levels { program[start + scalar] = memory[source + scalar] }
      if random.integer(below: 2) == 0 { nudgeLevels(step, of: &program) }
    }
    drawPlaces(step, of: &program)
  }

  /// Puts the places of an action where the error is, near each other or far apart.
  private mutating func drawPlaces(_ step: Int, of program: inout [Double]) {
    guard !grammar.places.isEmpty, random.integer(below: 8) != 0 else { return }
    let anchor = drawPoint()
    let spread = 0.5 / Double(1 << random.integer(below: 4))
    let anchorScalar = grammar.places[random.integer(below: grammar.places.count)]
    for scalar in grammar.places {
      let isElsewhere = scalar != anchorScalar && random.integer(below: 4) == 0
      var point = isElsewhere ? drawPoint() : anchor
      if scalar != anchorScalar && !isElsewhere {
        point.x += spread * triangular()
        point.y += spread * triangular()
      }
      setPlace(scalar, of: &program, at: step, x: point.x, y: point.y)
    }
  }

  private mutating func drawPoint() -> (x: Double, y: Double) {
    places?.draw(&random) ?? (random.uniform(), random.uniform())
  }

  /// A number in `-1...1`, most often near 0.
  private mutating func triangular() -> Double { random.uniform() - random.uniform() }

  private func setPlace(
    _ scalar: Int, of program: inout [Double], at step: Int, x: Double, y: Double
  ) {
    guard case .grid(let rows, let columns) = grammar.scalars[scalar].scale else { return }
    let column = min(max(Int(min(max(x, 0), 1) * Double(columns)), 0), columns - 1)
    let row = min(max(Int(min(max(y, 0), 1) * Double(rows)), 0), rows - 1)
    program[step * width + scalar] = Double(row * columns + column)
  }

  // MARK: Changes of one action

  /// Changes one scalar that matters.
  mutating func nudgeOne(_ step: Int, of program: inout [Double]) {
    let start = step * width
    let active = (0..<width).filter { grammar.isActive($0, in: program, at: start) }
    guard !active.isEmpty else { return }
    nudge(active[random.integer(below: active.count)], step, of: &program)
  }

  /// Moves one place that matters; any scalar when there is none.
  mutating func nudgePlace(_ step: Int, of program: inout [Double]) {
    let active = grammar.places.filter { grammar.isActive($0, in: program, at: step * width) }
    guard !active.isEmpty else { return nudgeOne(step, of: &program) }
    nudge(active[random.integer(below: active.count)], step, of: &program)
  }

  /// Changes every level a little.
  mutating func nudgeLevels(_ step: Int, of program: inout [Double]) {
    for scalar in grammar.levels where random.integer(below: 2) == 0 {
      nudge(scalar, step, of: &program)
    }
  }

  /// Changes one choice.
  mutating func flip(_ step: Int, of program: inout [Double]) {
    guard !grammar.choices.isEmpty else { return nudgeOne(step, of: &program) }
    nudge(
      grammar.choices[random.integer(below: grammar.choices.count)], step, of: &program)
  }

  private mutating func nudge(_ scalar: Int, _ step: Int, of program: inout [Double]) {
    let index = step * width + scalar
    switch grammar.scalars[scalar].scale {
    case .grid:
      let delta = drawDelta()
      shift(scalar, step, of: &program, by: delta)
    case .ordinal(let count):
      program[index] = nudgedLevel(program[index], count)
    case .categorical(let count):
      let other = random.integer(below: max(1, count - 1))
      let isAfter = count > 1 && Double(other) >= program[index]
      program[index] = Double(isAfter ? other + 1 : other)
    case .continuous(let range, let isInteger, let isSingle):
      let fraction = 1 / Double(1 << (2 * random.integer(below: 4)))
      let reach = (range.upperBound - range.lowerBound) * fraction
      program[index] = ActionGrammar.fitted(
        program[index] + reach * triangular(), to: range, isInteger: isInteger, isSingle: isSingle)
    }
  }

  private mutating func nudgedLevel(_ level: Double, _ count: Int) -> Double {
    guard random.integer(below: 5) != 0 else { return Double(random.integer(below: count)) }
    let distance = Double(1 + random.integer(below: 3))
    let moved = random.integer(below: 2) == 0 ? level + distance : level - distance
    return min(max(moved, 0), Double(count - 1))
  }

  /// A step of up to 1, 2 or 4 cells of a grid of 32, as fractions of the canvas.
  private mutating func drawDelta() -> (x: Double, y: Double) {
    let reach = Double(1 << random.integer(below: 3)) / 32
    return (reach * (2 * random.uniform() - 1), reach * (2 * random.uniform() - 1))
  }

  /// Moves a place by a fraction of the canvas, sometimes only across or only down.
  private mutating func shift(
    _ scalar: Int, _ step: Int, of program: inout [Double], by delta: (x: Double, y: Double)
  ) {
    guard case .grid(let rows, let columns) = grammar.scalars[scalar].scale,
      let cell = Int(exactly: program[step * width + scalar])
    else { return }
    let isVertical = random.integer(below: 3) == 0
    let isHorizontal = random.integer(below: 3) == 0
    let right = isVertical ? 0 : Int((delta.x * Double(columns)).rounded(.awayFromZero))
    let down = isHorizontal ? 0 : Int((delta.y * Double(rows)).rounded(.awayFromZero))
    let column = min(max(cell % columns + right, 0), columns - 1)
    let row = min(max(cell / columns + down, 0), rows - 1)
    program[step * width + scalar] = Double(row * columns + column)
  }

  /// Puts a place between two other places of this action and the one before.
  mutating func straighten(_ step: Int, of program: inout [Double]) {
    guard let scalar = grammar.places.randomElement(using: &random),
      let other = grammar.places.randomElement(using: &random),
      case .grid(let rows, let columns) = grammar.scalars[scalar].scale,
      grammar.scalars[other].scale == grammar.scalars[scalar].scale
    else { return nudgeOne(step, of: &program) }
    let first = Int(program[max(0, step - 1) * width + other])
    let second = Int(program[step * width + other])
    let column = (first % columns + second % columns) / 2
    let row = (first / columns + second / columns) / 2
    program[step * width + scalar] = Double(min(row, rows - 1) * columns + column)
    if random.integer(below: 2) == 0 { nudgePlace(step, of: &program) }
  }

  // MARK: Changes of several actions

  /// Moves the places of one to three actions together.
  mutating func shiftTogether(_ step: Int, of program: inout [Double]) {
    let count = min(1 + random.integer(below: 3), program.count / width - step)
    let reach = Double(1 << random.integer(below: 3))
    let right = (reach * (2 * random.uniform() - 1)).rounded()
    let down = (reach * (2 * random.uniform() - 1)).rounded()
    for step in step..<(step + count) {
      for scalar in grammar.places {
        guard case .grid(let rows, let columns) = grammar.scalars[scalar].scale,
          let cell = Int(exactly: program[step * width + scalar])
        else { continue }
        let column = min(max(cell % columns + Int(right * Double(columns) / 32), 0), columns - 1)
        let row = min(max(cell / columns + Int(down * Double(rows) / 32), 0), rows - 1)
        program[step * width + scalar] = Double(row * columns + column)
      }
    }
  }

  /// Gives all actions from `step` on the same value of one level.
  mutating func levelAll(_ step: Int, of program: inout [Double]) {
    guard let scalar = grammar.levels.randomElement(using: &random) else { return }
    let value = grammar.randomValue(of: scalar, &random)
    for step in step..<(program.count / width) { program[step * width + scalar] = value }
  }

  /// Takes the levels of another action.
  mutating func copyLevels(_ step: Int, of program: inout [Double]) {
    let source = random.integer(below: program.count / width)
    for scalar in grammar.levels {
      program[step * width + scalar] = program[source * width + scalar]
    }
  }

  /// Moves the action at `step` to a later place.
  mutating func postpone(_ step: Int, of program: inout [Double]) {
    let count = program.count / width
    guard step + 1 < count else { return }
    let later = step + 1 + random.integer(below: min(4, count - step - 1))
    let action = Array(program[(step * width)..<((step + 1) * width)])
    program.removeSubrange((step * width)..<((step + 1) * width))
    program.insert(contentsOf: action, at: later * width)
  }

  /// Puts a fresh action in before `step` and takes one out after it.
  mutating func insert(_ step: Int, in program: inout [Double], memory: [Double]) {
    let count = program.count / width
    let victim = step + random.integer(below: count - step)
    program.removeSubrange((victim * width)..<((victim + 1) * width))
    program.insert(contentsOf: [Double](repeating: 0, count: width), at: step * width)
    redraw(step, of: &program, memory: memory)
  }

  /// Takes the action at `step` out and puts a fresh one in at a later place.
  mutating func remove(_ step: Int, from program: inout [Double], memory: [Double]) {
    let count = program.count / width
    program.removeSubrange((step * width)..<((step + 1) * width))
    let place = step + random.integer(below: count - step)
    program.insert(contentsOf: [Double](repeating: 0, count: width), at: place * width)
    redraw(place, of: &program, memory: memory)
  }

  /// Changes `program` in one of these ways, at `step` or after it.
  mutating func mutate(_ program: inout [Double], at step: Int = 0, memory: [Double]) {
    // the shares in percent are those that worked best on digits and photos
    switch random.integer(below: 100) {
    case ..<30: nudgePlace(step, of: &program)
    case ..<40: nudgeOne(step, of: &program)
    case ..<50: shiftTogether(step, of: &program)
    case ..<57: nudgeLevels(step, of: &program)
    case ..<65: straighten(step, of: &program)
    case ..<73: redraw(step, of: &program, memory: memory)
    case ..<78: flip(step, of: &program)
    case ..<82: copyLevels(step, of: &program)
    case ..<85: levelAll(step, of: &program)
    case ..<89: postpone(step, of: &program)
    case ..<94: insert(step, in: &program, memory: memory)
    default: remove(step, from: &program, memory: memory)
    }
  }
}
