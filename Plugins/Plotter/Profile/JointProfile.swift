/// The limits and the drive of one joint; its unit is the radian on arms, else the millimetre.
public struct JointProfile: Sendable, Equatable {
  /// What people call the joint.
  public var name: String
  /// Where the joint can be; all numbers where only the pen's travel is limited.
  public var range: ClosedRange<Double>
  /// Units per second.
  public var speed: Double
  /// Units per second squared.
  public var acceleration: Double
  /// Units per second cubed; only the S-curve heeds it.
  public var jerk: Double
  /// How a commanded position becomes a real one.
  public var drive: JointDrive

  /// Makes a joint.
  public init(
    name: String, range: ClosedRange<Double>, speed: Double, acceleration: Double, jerk: Double,
    drive: JointDrive
  ) {
    self.name = name
    self.range = range
    self.speed = speed
    self.acceleration = acceleration
    self.jerk = jerk
    self.drive = drive
  }

  /// A range that limits nothing.
  public static let anywhere: ClosedRange<Double> = -Double.infinity...Double.infinity
}

/// How a commanded joint position becomes a real one.
public struct JointDrive: Sendable, Equatable {
  /// The motor.
  public var motor: Motor
  /// Lost motion when the direction changes, joint units.
  public var backlash: Double
  /// The standard deviation of the position's noise, joint units.
  public var noise: Double

  /// What turns the joint.
  public enum Motor: Sendable, Equatable {
    /// A stepper: positions are whole steps.
    case stepper(stepsPerUnit: Double)
    /// A hobby servo: positions are pulse widths.
    case servo(ServoCurve)
  }

  /// Makes a drive.
  public init(motor: Motor, backlash: Double, noise: Double) {
    self.motor = motor
    self.backlash = backlash
    self.noise = noise
  }
}

/// The pulse widths of a hobby servo.
public struct ServoCurve: Sendable, Equatable {
  /// Joint positions (radians, rising) and their pulse widths (us, rising or falling), at least two;
  /// linear in between and beyond.
  public var points: [SIMD2<Double>]
  /// The steps of the pulse width, us.
  public var resolution: Double
  /// How far a pulse must be from the last one obeyed before the servo moves, us.
  public var deadBand: Double

  /// Makes a curve.
  public init(points: [SIMD2<Double>], resolution: Double, deadBand: Double) {
    self.points = points
    self.resolution = resolution
    self.deadBand = deadBand
  }

  /// The pulse width at a joint position, us.
  public func pulse(at position: Double) -> Double {
    interpolate(position, from: 0, to: 1, rising: true)
  }

  /// The joint position of a pulse width.
  public func position(at pulse: Double) -> Double {
    let rising = points.count < 2 || points[1].y > points[0].y
    return interpolate(pulse, from: 1, to: 0, rising: rising)
  }

  private func interpolate(
    _ value: Double, from source: Int,
    to target: Int, rising: Bool
  ) -> Double {
    var index = 0
    while index + 2 < points.count {
      let next = points[index + 1][source]
      guard rising ? value > next : value < next else { break }
      index += 1
    }
    let left = points[index]
    let right = points[index + 1]
    let part = (value - left[source]) / (right[source] - left[source])
    return left[target] + (right[target] - left[target]) * part
  }
}
