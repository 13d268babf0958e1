/// What is known of a plotter before it moves: its geometry, limits, drives, pen and page.
///
/// Lengths are millimetres, angles radians, times seconds. A joint's unit is the radian on arms and
/// the millimetre elsewhere. Profiles are read from JSON files, in which angles are degrees.
public struct MachineProfile: Sendable, Equatable {
  /// The name by which people choose the machine.
  public var name: String
  /// What the machine is, in a sentence.
  public var about: String
  /// How the joints move the pen.
  public var geometry: MachineGeometry
  /// The first joint: x axis, motor A, shoulder or left cord.
  public var first: JointProfile
  /// The second joint: y axis, motor B, elbow (or forearm) or right cord.
  public var second: JointProfile
  /// The limits of the pen's own motion while it is lifted.
  public var penUp: ToolLimits
  /// The limits of the pen's own motion while it draws.
  public var penDown: ToolLimits
  /// How far the planned pen may be from the ideal path, mm; corners are rounded within it.
  public var deviation: Double
  /// The pen.
  public var pen: PenProfile
  /// Where the page lies.
  public var page: PagePlacement
  /// Where the pen waits before and after a drawing, mm on the page.
  public var park: SIMD2<Double>

  /// Both joints, in order.
  public var joints: [JointProfile] { [first, second] }

  /// The limits of the pen's own motion.
  public func tool(isDown: Bool) -> ToolLimits { isDown ? penDown : penUp }
}

/// The limits of the motion of the pen along its path.
public struct ToolLimits: Sendable, Equatable {
  /// mm/s.
  public var speed: Double
  /// The length of the acceleration vector, mm/s^2.
  public var acceleration: Double
  /// mm/s^3 along the path; only the S-curve heeds it.
  public var jerk: Double

  /// Makes the limits.
  public init(speed: Double, acceleration: Double, jerk: Double) {
    self.speed = speed
    self.acceleration = acceleration
    self.jerk = jerk
  }
}

/// Where the page lies in the machine's frame.
///
/// Seen from above, page `x` is to the right and page `y` towards the reader. The machine's `x` axis
/// is to the right as well; its `y` axis is either away from the reader (`yUp`) or towards him. A
/// page is turned, never mirrored.
public struct PagePlacement: Sendable, Equatable {
  /// The width of the usual page, mm.
  public var width: Double
  /// The height of the usual page, mm.
  public var height: Double
  /// The page's upper left corner in the machine's frame, mm.
  public var origin: SIMD2<Double>
  /// The turn of the page's `x` axis in the machine's frame, radians from its `x` axis to its `y`.
  public var angle: Double
  /// Whether the machine's `y` axis points up the page.
  public var yUp: Bool

  /// Makes a placement.
  public init(
    width: Double, height: Double, origin: SIMD2<Double>, angle: Double = 0, yUp: Bool
  ) {
    self.width = width
    self.height = height
    self.origin = origin
    self.angle = angle
    self.yUp = yUp
  }
}
