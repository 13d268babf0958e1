import EnvironmentAPI
import JSONText

/// Reads the columns of actions straight into a table, without a tree and without a string per key.
///
/// A column is a plain JSON array (nested for parts that have a shape), or a tensor in `b64` or
/// flat `json`. Everything wrong with it is an ``InvalidAction``; values are left to the
/// environment, which checks them all before any lane moves.
struct ActionReader {
  /// The actions of the last request.
  private(set) var table: ActionTable
  private let space: ActionSpace
  private let names: NameTable
  private var column: [Double] = []
  private var isSeen: [Bool]

  /// The most numbers that the programs of one request may have.
  private static let maximumNumbers = 1 << 24

  /// Makes a reader for actions of `space`.
  init(_ space: ActionSpace) {
    self.space = space
    names = NameTable(space.parts.map(\.name))
    table = ActionTable(rowCount: 0, width: space.width)
    isSeen = [Bool](repeating: false, count: space.parts.count)
  }

  /// Reads an object of columns whose leading axes are `axes`; those that are nil are set by the
  /// first column.
  ///
  /// - Returns: The leading axes.
  /// - Throws: `InvalidAction`, `WireError`, or `JSONError`.
  mutating func read(_ scanner: inout JSONScanner, axes: [Int?]) throws -> [Int] {
    var axes = axes
    for index in isSeen.indices { isSeen[index] = false }
    guard try scanner.peek() == .object else {
      throw InvalidAction(
        path: "action", lane: nil, expected: nil, got: .words(scanner.error(expected: "").got))
    }
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      guard let index = names.index(of: key, in: scanner) else {
        throw InvalidAction(
          path: scanner.text(of: key), lane: nil, expected: nil,
          got: .words("a part that is none of \(names.names.joined(separator: ", "))"))
      }
      isSeen[index] = true
      try readColumn(index, &scanner, &axes)
    }
    if let missing = isSeen.firstIndex(of: false) {
      throw invalid(missing, lane: nil, .words("nothing"))
    }
    return axes.map { $0 ?? 0 }
  }

  // MARK: Columns

  private mutating func readColumn(
    _ index: Int, _ scanner: inout JSONScanner, _ axes: inout [Int?]
  ) throws {
    column.removeAll(keepingCapacity: true)
    if try scanner.peek() == .object {
      try readTensor(index, &scanner, &axes)
    } else {
      var sides = axes + space.parts[index].space.shape.map(Optional.init)
      try readNested(index, &scanner, &sides, axis: 0)
      for axis in axes.indices { axes[axis] = sides[axis] ?? 0 }
    }
    scatter(index)
  }

  private mutating func scatter(_ index: Int) {
    let count = space.parts[index].space.elementCount
    let rowCount = count == 0 ? table.rowCount : column.count / count
    if table.rowCount != rowCount { table = ActionTable(rowCount: rowCount, width: space.width) }
    let (width, offset) = (space.width, space.offsets[index])
    for row in 0..<rowCount {
      for element in 0..<count {
        table.numbers[row * width + offset + element] = column[row * count + element]
      }
    }
  }

  private mutating func readTensor(
    _ index: Int, _ scanner: inout JSONScanner, _ axes: inout [Int?]
  ) throws {
    let tensor = try scanner.tensorHeader()
    let part = space.parts[index].space
    let leading = tensor.shape.prefix(axes.count)
    let fits = zip(leading, axes).allSatisfy { side, axis in axis == nil || axis == side }
    let isTyped = tensor.type.isInteger || !part.elementType.isInteger
    guard fits, isTyped, leading.count == axes.count,
      tensor.shape.dropFirst(axes.count) == part.shape[...]
    else {
      let wanted = axes.map { $0.map(String.init) ?? "any" } + part.shape.map(String.init)
      throw invalid(
        index, lane: nil,
        .words("\(tensor.summary), not a tensor of shape [\(wanted.joined(separator: ", "))]"))
    }
    guard tensor.elementCount <= Self.maximumNumbers else { throw tooMany() }
    try scanner.values(of: tensor, into: &column)
    for axis in axes.indices { axes[axis] = tensor.shape[axis] }
  }

  // MARK: Plain arrays

  private mutating func readNested(
    _ index: Int, _ scanner: inout JSONScanner, _ sides: inout [Int?], axis: Int
  ) throws {
    if axis >= sides.count - 1 {
      return try readRow(index, &scanner, &sides)
    }
    let lane = axis == 0 ? nil : currentLane(sides)
    guard try scanner.peek() == .array else {
      throw invalid(index, lane: lane, .words(scanner.error(expected: "").got))
    }
    var count = 0
    try scanner.beginArray()
    while try scanner.nextElement() {
      if let side = sides[axis], count == side {
        throw invalid(index, lane: lane, .words("more than \(side) values"))
      }
      try readNested(index, &scanner, &sides, axis: axis + 1)
      count += 1
      if axis == 0 { rowsRead = count }
    }
    try settle(index, &sides, axis, count, lane: lane)
    if axis == 0 { rowsRead = 0 }
  }

  /// Reads the innermost array in one go, or a single number when there is no axis at all.
  private mutating func readRow(
    _ index: Int, _ scanner: inout JSONScanner, _ sides: inout [Int?]
  ) throws {
    let start = column.count
    let before = scanner
    let axis = sides.count - 1
    let isInteger = space.parts[index].space.elementType.isInteger
    let limit = axis < 0 ? 1 : sides[axis] ?? (Self.maximumNumbers - start)
    var firstFraction: Int?
    do throws(JSONError) {
      if axis < 0 {
        column.append(isInteger ? Double(try scanner.integer()) : try scanner.number())
        return
      }
      firstFraction = try scanner.numbers(into: &column, limit: limit).firstFraction
    } catch {
      let count = column.count - start
      if count > 0, count == limit {
        if sides[axis] == nil { throw tooMany() }
        throw invalid(index, lane: rowLane(axis, nil), .words("more than \(limit) values"))
      }
      let isElement = try axis >= 0 && kind(before) == .array
      throw invalid(index, lane: rowLane(axis, isElement ? count : nil), .words(error.got))
    }
    if isInteger, firstFraction != nil {
      let element = indexOfFraction(before)
      throw invalid(index, lane: rowLane(axis, element), .number(column[start + element]))
    }
    try settle(index, &sides, axis, column.count - start, lane: rowLane(axis, nil))
  }

  /// Sets an axis that the first array decides, or checks one that is known.
  private func settle(
    _ index: Int, _ sides: inout [Int?], _ axis: Int, _ count: Int, lane: Int?
  ) throws(InvalidAction) {
    if let side = sides[axis], side != count {
      throw invalid(index, lane: lane, .words("\(count) values instead of \(side)"))
    }
    sides[axis] = count
  }

  // MARK: Places

  /// How many elements of the outermost axis have been read; the lane that is being read.
  private var rowsRead = 0

  private func currentLane(_ sides: [Int?]) -> Int? { sides.isEmpty ? nil : rowsRead }

  /// The lane of element `element` of the innermost array, which is the only one or deeper.
  private func rowLane(_ axis: Int, _ element: Int?) -> Int? {
    axis <= 0 ? (axis < 0 ? 0 : element) : rowsRead
  }

  private func kind(_ scanner: JSONScanner) throws(JSONError) -> JSONKind {
    var scanner = scanner
    return try scanner.peek()
  }

  /// The index of the first element of an array that is not written as an integer.
  private func indexOfFraction(_ scanner: JSONScanner) -> Int {
    var scanner = scanner
    var index = 0
    do throws(JSONError) {
      try scanner.beginArray()
      while try scanner.nextElement() {
        _ = try scanner.integer()
        index += 1
      }
    } catch { return index }
    return index
  }

  private func invalid(_ index: Int, lane: Int?, _ got: InvalidAction.Got) -> InvalidAction {
    let part = space.parts[index]
    return InvalidAction(path: part.name, lane: lane, expected: part.space, got: got)
  }

  private func tooMany() -> WireError {
    WireError(
      .resourceLimit, "the programs of one request have at most \(Self.maximumNumbers) numbers")
  }
}
