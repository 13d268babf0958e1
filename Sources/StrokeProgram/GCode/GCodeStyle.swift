/// How a machine wants its G-code.
public struct GCodeStyle: Sendable, Equatable {
  /// Which firmware reads it.
  public var dialect: GCodeDialect
  /// What lifts the pen.
  public var actuator: PenActuator
  /// The height of the page, mm: the machine's `y` is this minus the page's.
  public var pageHeight: Double
  /// How long the machine waits for the pen to come down, seconds.
  public var dropSeconds: Double
  /// How long the machine waits for the pen to rise, seconds.
  public var liftSeconds: Double

  /// Makes a style.
  public init(
    dialect: GCodeDialect, actuator: PenActuator, pageHeight: Double, dropSeconds: Double = 0,
    liftSeconds: Double = 0
  ) {
    self.dialect = dialect
    self.actuator = actuator
    self.pageHeight = pageHeight
    self.dropSeconds = dropSeconds
    self.liftSeconds = liftSeconds
  }

  /// The page's point in the machine's coordinates, or the other way round.
  ///
  /// A page has its origin at the upper left and `y` down, a machine at the lower left and `y` up.
  public func flipped(_ point: DrawingPoint) -> DrawingPoint {
    DrawingPoint(point.x, pageHeight - point.y)
  }
}

/// The firmware that reads the G-code.
public enum GCodeDialect: String, Sendable, CaseIterable {
  /// Grbl: `M3 S` for a servo, `G4 P` in seconds, `G0` without a feed (Grbl wiki, "Commands").
  case grbl
  /// Marlin: `M280` for a servo, `G4 P` in milliseconds, `G0` with a feed (Marlin documentation).
  case marlin
}

/// What moves the pen up and down.
public enum PenActuator: Sendable, Equatable {
  /// A hobby servo at two set points: `S` of Grbl's spindle output, or degrees for Marlin.
  case servo(up: Double, down: Double)
  /// A third axis at two heights, mm, moved with a feed in mm/min.
  case zAxis(up: Double, down: Double, feed: Double)

  /// Whether the pen touches the paper at a set point or height; the nearer of both decides.
  func isDown(at value: Double) -> Bool {
    switch self {
    case .servo(let up, let down), .zAxis(let up, let down, _):
      abs(value - down) <= abs(value - up)
    }
  }
}
