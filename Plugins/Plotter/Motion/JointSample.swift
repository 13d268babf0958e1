/// The joints of a machine at one moment, in the profile's units.
public struct JointSample: Sendable, Equatable {
  /// Seconds since the motion began.
  public var time: Double
  /// Radians on arms, else mm.
  public var position: SIMD2<Double>
  /// Units per second.
  public var velocity: SIMD2<Double>
  /// Units per second squared.
  public var acceleration: SIMD2<Double>
  /// Whether the pen touches the paper.
  public var isDown: Bool

  /// Makes a sample.
  public init(
    time: Double, position: SIMD2<Double>, velocity: SIMD2<Double> = .zero,
    acceleration: SIMD2<Double> = .zero, isDown: Bool = false
  ) {
    self.time = time
    self.position = position
    self.velocity = velocity
    self.acceleration = acceleration
    self.isDown = isDown
  }
}

extension MotionPlan {
  /// The joints at a time, which is taken to lie within the motion.
  public func joints(at time: Double) -> JointSample {
    let now = min(max(time, 0), duration)
    guard let index = phaseIndex(at: now) else { return JointSample(time: now, position: .zero) }
    let phase = phases[index]
    guard let motion = phase.motion else {
      return JointSample(time: now, position: phase.joints, isDown: phase.kind == .draw)
    }
    let progress = motion.progress(at: now - phase.start)
    let place = motion.locate(progress.place)
    let course = motion.course
    var sample = JointSample(
      time: now, position: course.joints(piece: place.piece, at: place.parameter),
      isDown: phase.kind == .draw)
    if let ends = PathDerivatives(
      course.pieces[place.piece], at: place.parameter, kinematics, elbow: course.elbow)
    {
      sample.velocity = ends.joint * progress.speed
      sample.acceleration =
        ends.joint * progress.acceleration + ends.jointSecond * (progress.speed * progress.speed)
    }
    return sample
  }

  /// The joints at times `interval` apart, the last one at the end.
  ///
  /// - Parameter interval: Seconds; at least a microsecond is taken.
  public func joints(every interval: Double) -> [JointSample] {
    let step = max(interval, 1e-6)
    let count = Int(min((duration / step).rounded(.down), 1e9))
    var samples = (0...count).map { joints(at: Double($0) * step) }
    if Double(count) * step < duration { samples.append(joints(at: duration)) }
    return samples
  }

  /// The joints over time as CSV: angles in degrees, lengths in mm, six decimals at most.
  ///
  /// Columns: seconds, both joints, both velocities, the pen (1 down), and the pen's place on the
  /// page in mm.
  public func jointTable(every interval: Double) -> String {
    let unit = profile.geometry.isRotary ? 180 / Double.pi : 1
    let names = profile.joints.map(\.name)
    var lines = ["time,\(names[0]),\(names[1]),\(names[0])Speed,\(names[1])Speed,down,x,y"]
    for sample in joints(every: interval) {
      let place = kinematics.position(of: sample.position)
      let numbers = [
        sample.time, sample.position.x * unit, sample.position.y * unit, sample.velocity.x * unit,
        sample.velocity.y * unit, sample.isDown ? 1 : 0, place.x, place.y,
      ]
      lines.append(numbers.map(Self.decimal).joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Six decimals at most, never an exponent.
  private static func decimal(_ value: Double) -> String {
    let scaled = (value * 1e6).rounded()
    guard let whole = Int64(exactly: scaled) else { return "nan" }
    let digits = whole.magnitude
    let sign = whole < 0 ? "-" : ""
    let fraction = digits % 1_000_000
    guard fraction > 0 else { return "\(sign)\(digits / 1_000_000)" }
    var tail = String(fraction + 1_000_000).dropFirst()
    while tail.last == "0" { tail.removeLast() }
    return "\(sign)\(digits / 1_000_000).\(tail)"
  }
}
