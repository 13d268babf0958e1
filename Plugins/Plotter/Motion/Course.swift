/// The geometry of one motion from rest to rest, cut into cells for the speed profile.
struct Course {
  let kinematics: Kinematics
  let elbow: Elbow
  let pieces: [PathPiece]
  private(set) var cells: [Cell]

  /// A stretch of a piece over which the acceleration of the parameter is constant.
  struct Cell {
    var piece: Int
    /// Where the cell starts and how long it is, in the piece's parameter.
    var start: Double
    var length: Double
    var first: PathDerivatives
    var last: PathDerivatives
  }

  /// Cuts the pieces into cells; nil when the machine does not reach some place on them.
  init?(_ pieces: [PathPiece], _ kinematics: Kinematics, elbow: Elbow) {
    self.kinematics = kinematics
    self.elbow = elbow
    self.pieces = pieces
    var cutter = CellCutter(kinematics: kinematics, elbow: elbow, pieces: pieces)
    guard cutter.cutAll() else { return nil }
    cells = cutter.cells
  }

  /// The course once its speeds are known.
  var withoutCells: Course {
    var course = self
    course.cells = []
    return course
  }

  /// Where the joints are at a place of a piece.
  func joints(piece index: Int, at parameter: Double) -> SIMD2<Double> {
    let piece = pieces[index]
    let point = piece.point(at: parameter)
    guard piece.space == .page else { return point }
    if let joints = kinematics.joints(at: point, elbow: elbow) { return joints }
    // A hair beyond a limit by rounding.
    let nearest = kinematics.nearest(to: point) ?? point
    return kinematics.joints(at: nearest, elbow: elbow) ?? .zero
  }

  /// Where the pen is at a place of a piece.
  func position(piece index: Int, at parameter: Double) -> SIMD2<Double> {
    let piece = pieces[index]
    let point = piece.point(at: parameter)
    return piece.space == .page ? point : kinematics.position(of: point)
  }
}

/// Cuts pieces into cells: short where the joints' derivatives change fast.
private struct CellCutter {
  let kinematics: Kinematics
  let elbow: Elbow
  let pieces: [PathPiece]
  var cells: [Course.Cell] = []

  /// The longest cell, mm; the speed profile switches between speeding up and slowing down at the
  /// ends of cells.
  private static let longest = 0.5
  private static let shortest = 0.01

  mutating func cutAll() -> Bool {
    let total = pieces.reduce(0) { $0 + $1.length }
    // At least 24 cells from rest to rest.
    let usual = min(Self.longest, total / 24)
    for index in pieces.indices {
      guard cut(index, usual: usual) else { return false }
    }
    return !cells.isEmpty
  }

  private mutating func cut(_ index: Int, usual: Double) -> Bool {
    let piece = pieces[index]
    // Even numbers, so that the middle of a turn back ends a cell.
    let byTurn = 2 + 2 * (piece.turn / 0.4).rounded(.up)
    let byLength = (piece.length / usual).rounded(.up)
    let count = Int(
      min(max(byLength, piece.curve == .zero || piece.space == .joints ? 1 : byTurn), 1e6))
    guard var before = derivatives(index, 0) else { return false }
    for number in 1...max(count, 1) {
      let start = piece.length * Double(number - 1) / Double(count)
      let end = piece.length * Double(number) / Double(count)
      guard let after = derivatives(index, end) else { return false }
      guard append(index, start, end, before, after) else { return false }
      before = after
    }
    return true
  }

  /// Appends a cell or, near a singularity, its halves.
  private mutating func append(
    _ index: Int, _ start: Double, _ end: Double, _ first: PathDerivatives, _ last: PathDerivatives
  ) -> Bool {
    if end - start > Self.shortest, bends(first, last) {
      let middle = (start + end) / 2
      guard let half = derivatives(index, middle) else { return false }
      return append(index, start, middle, first, half) && append(index, middle, end, half, last)
    }
    cells.append(
      Course.Cell(piece: index, start: start, length: end - start, first: first, last: last))
    return true
  }

  /// Whether a joint's speed changes by more than a tenth over the cell.
  private func bends(_ first: PathDerivatives, _ last: PathDerivatives) -> Bool {
    guard isCurved else { return false }
    let scale = max(first.joint.length, last.joint.length)
    let tool = max(first.tool.length, last.tool.length)
    // A parabola's own change is not the joints' doing.
    let own = (last.tool - first.tool).length / max(tool, 1e-300)
    let second = (last.jointSecond - first.jointSecond).length
    let secondScale = max(first.jointSecond.length, last.jointSecond.length)
    return (last.joint - first.joint).length > (0.1 + 2 * own) * scale
      || second > 0.5 * secondScale && secondScale > 0.02 * scale
  }

  private var isCurved: Bool {
    switch kinematics.profile.geometry {
    case .cartesian, .coreXY: false
    case .arm, .polargraph: true
    }
  }

  private func derivatives(_ index: Int, _ parameter: Double) -> PathDerivatives? {
    PathDerivatives(pieces[index], at: parameter, kinematics, elbow: elbow)
  }
}
