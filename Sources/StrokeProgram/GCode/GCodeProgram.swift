/// What a G-code text makes a machine do, in the machine's coordinates: millimetres, `y` up.
public struct GCodeProgram: Sendable, Equatable {
  /// The steps in the order of the text.
  public var steps: [GCodeStep]
  /// The commands that a pen has no use for, skipped.
  public var warnings: [VectorFileWarning]
}

/// One step of a machine.
public struct GCodeStep: Sendable, Equatable {
  /// The line of the text, from 1.
  public var line: Int
  /// What the machine does.
  public var action: Action

  /// What a machine does in one step.
  public enum Action: Sendable, Equatable {
    /// It moves.
    case move(GCodeMove)
    /// It waits, seconds.
    case dwell(seconds: Double)
    /// It sets the servo or spindle: `M3 S`, `M4 S`, `M280 S`; nil switches it off (`M5`).
    case servo(Double?)
    /// It waits for a person (`M0`, `M1`).
    case pause
  }
}

/// One move of a machine.
public struct GCodeMove: Sendable, Equatable {
  /// Where it starts, mm.
  public var from: SIMD3<Double>
  /// Where it ends, mm.
  public var to: SIMD3<Double>
  /// The speed along the path, mm/min; infinite for Grbl's `G0`.
  public var feed: Double
  /// The circle it follows in the XY plane; nil for a straight move.
  public var arc: CircularArc?
}

extension GCodeProgram {
  /// Reads G-code for `G0`-`G4`, `G20`/`G21`, `G90`/`G91`, `G92`, `F`, `M0`-`M5` and `M280`.
  ///
  /// Comments, block numbers and Marlin's checksums are understood. Commands of printers and mills
  /// are skipped with a warning; a plane other than XY, inverse time and absolute arc centres are
  /// errors, because the moves would be wrong. Positions start at the origin.
  ///
  /// - Parameters:
  ///   - bytes: ASCII; other bytes may stand in comments.
  ///   - dialect: Decides the unit of `G4 P` and whether `G0` has a feed.
  /// - Throws: The first error, with line and column.
  /// - Complexity: O(bytes).
  public init(
    gcode bytes: [UInt8], dialect: GCodeDialect = .grbl
  ) throws(VectorFileError) {
    var interpreter = GCodeInterpreter(dialect: dialect)
    var number = 0
    var start = 0
    while start < bytes.count, !interpreter.hasEnded {
      var end = start
      while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
      number += 1
      let block = try GCodeBlock(bytes[start..<end], line: number)
      try interpreter.run(block)
      let isPair = end + 1 < bytes.count && bytes[end] == 0x0D && bytes[end + 1] == 0x0A
      start = end + (isPair ? 2 : 1)
    }
    self.init(steps: interpreter.steps, warnings: interpreter.warningList.warnings)
  }

  /// The moves of the pen on the page; the inverse of `GCodeStyle.gcode`.
  ///
  /// Moves of the Z axis alone change the pen and are not moves of their own; a pen that touches
  /// down without moving becomes a move without length.
  public func penMoves(style: GCodeStyle) -> [PenMove] {
    var recorder = PenMoveRecorder(style: style)
    for step in steps { recorder.record(step.action) }
    return recorder.finish()
  }
}

private struct PenMoveRecorder {
  let style: GCodeStyle
  var moves: [PenMove] = []
  var place = SIMD3<Double>(0, 0, 0)
  var isDown = false
  var hasTouched = false
  var pen = 0

  mutating func record(_ action: GCodeStep.Action) {
    switch action {
    case .move(let move): record(move)
    case .servo(let value):
      if case .servo = style.actuator { setPen(value.map(style.actuator.isDown(at:)) ?? false) }
    case .pause: pen += 1
    case .dwell: break
    }
  }

  private mutating func record(_ move: GCodeMove) {
    if case .zAxis = style.actuator, move.to.z != move.from.z || moves.isEmpty {
      setPen(style.actuator.isDown(at: move.to.z))
    }
    place = move.to
    guard move.to.x != move.from.x || move.to.y != move.from.y || move.arc != nil else { return }
    hasTouched = isDown
    moves.append(
      PenMove(
        to: style.flipped(DrawingPoint(move.to.x, move.to.y)), feed: move.feed, isDown: isDown,
        arc: move.arc.map {
          CircularArc(center: style.flipped($0.center), isClockwise: $0.isClockwise)
        }, pen: pen))
  }

  private mutating func setPen(_ down: Bool) {
    if isDown, !down, !hasTouched {
      let point = style.flipped(DrawingPoint(place.x, place.y))
      moves.append(PenMove(to: point, isDown: true, pen: pen))
    }
    if down != isDown { hasTouched = false }
    isDown = down
  }

  mutating func finish() -> [PenMove] {
    setPen(false)
    return moves
  }
}
