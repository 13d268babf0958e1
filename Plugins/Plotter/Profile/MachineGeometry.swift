/// How two joints move the pen in the plane of the page.
public enum MachineGeometry: Sendable, Equatable {
  /// One motor per axis; the joints are `x` and `y`, mm, from 0 to the travel.
  case cartesian(travel: SIMD2<Double>)
  /// Two fixed motors on one belt: the joints are `x + y` and `x - y`, mm.
  case coreXY(travel: SIMD2<Double>)
  /// Two links in a row from a base at the frame's origin.
  case arm(ArmGeometry)
  /// A pen hanging from two cords; `y` down, the left motor at the frame's origin.
  case polargraph(PolargraphGeometry)

  /// Whether the joints turn: their unit is then the radian, else the millimetre.
  public var isRotary: Bool {
    if case .arm = self { return true }
    return false
  }

  /// The name of the kind in profile files.
  public var kind: String {
    switch self {
    case .cartesian: "cartesian"
    case .coreXY: "corexy"
    case .arm(let arm): arm.drive == .serial ? "arm-2r" : "scara"
    case .polargraph: "polargraph"
    }
  }
}

/// Two links: shoulder at the origin, elbow, pen. Angles grow anticlockwise from the `x` axis.
public struct ArmGeometry: Sendable, Equatable {
  /// The length of the upper arm, mm.
  public var upper: Double
  /// The length of the forearm, mm.
  public var fore: Double
  /// What the second joint measures.
  public var drive: Drive
  /// The range of the bend of the elbow: the forearm's direction less the upper arm's, radians.
  public var bend: ClosedRange<Double>
  /// The elbow that is taken where both reach.
  public var elbow: Elbow

  /// What the second joint of an arm measures.
  public enum Drive: Sendable, Equatable {
    /// The bend: the elbow's motor rides on the upper arm (BrachioGraph).
    case serial
    /// The forearm's direction in the frame: both motors stand at the base (SCARA with a belt).
    case parallel
  }

  /// Makes the geometry.
  public init(
    upper: Double, fore: Double, drive: Drive, bend: ClosedRange<Double>, elbow: Elbow
  ) {
    self.upper = upper
    self.fore = fore
    self.drive = drive
    self.bend = bend
    self.elbow = elbow
  }
}

/// The side on which the elbow lies, looking from the shoulder to the pen.
public enum Elbow: String, Sendable, Equatable, CaseIterable {
  /// The bend is negative: the forearm turns clockwise.
  case left
  /// The bend is positive: the forearm turns anticlockwise.
  case right
}

/// Two cords from two motors at one height to the pen.
public struct PolargraphGeometry: Sendable, Equatable {
  /// The distance between the motors, mm.
  public var span: Double
  /// The least depth of the pen below the motors, mm; above it the cords pull too flat.
  public var depth: Double

  /// Makes the geometry.
  public init(span: Double, depth: Double) {
    self.span = span
    self.depth = depth
  }
}
