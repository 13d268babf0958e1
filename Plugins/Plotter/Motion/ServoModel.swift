import Glibc
import PaintCore

/// What the drives make of commanded joint positions: steps, dead bands, backlash and noise.
///
/// One joint after the other: the command becomes a whole step or, through the servo's curve, a
/// pulse of whole steps; a servo obeys a pulse only when it is more than the dead band away from the
/// last one obeyed; the output follows within the backlash (the play operator); and slow noise is
/// added, an Ornstein-Uhlenbeck process of 20 ms.
public struct ServoModel: Sendable {
  var stages: [DriveStage]

  /// Makes the drives of a machine, at rest where the first sample will be.
  ///
  /// - Parameter seed: Of the noise.
  public init(_ profile: MachineProfile, seed: UInt64) {
    stages = profile.joints.enumerated().map {
      DriveStage($0.element.drive, RandomStream(key: seed, stream: UInt64($0.offset)))
    }
  }

  /// The real joints for commanded ones; velocities and accelerations stay as commanded.
  ///
  /// - Parameter commands: In the order of time.
  public mutating func apply(_ commands: [JointSample]) -> [JointSample] {
    var time = commands.first?.time ?? 0
    return commands.map { command in
      var real = command
      let seconds = max(command.time - time, 0)
      time = command.time
      for axis in 0..<2 {
        real.position[axis] = stages[axis].follow(command.position[axis], after: seconds)
      }
      return real
    }
  }
}

/// The drive of one joint with its memory.
struct DriveStage: Sendable {
  let drive: JointDrive
  var random: RandomStream
  /// The pulse last obeyed, us.
  var pulse: Double?
  /// The output behind the backlash.
  var output: Double?
  var noise = 0.0

  /// The time over which the noise forgets, seconds.
  static let memory = 0.02

  init(_ drive: JointDrive, _ random: RandomStream) {
    self.drive = drive
    self.random = random
  }

  mutating func follow(_ command: Double, after seconds: Double) -> Double {
    let motor = motorPosition(command)
    let slack = drive.backlash / 2
    let last = output ?? motor
    let position = min(max(last, motor - slack), motor + slack)
    output = position
    guard drive.noise > 0 else { return position }
    let kept = exp(-seconds / Self.memory)
    noise = noise * kept + drive.noise * (1 - kept * kept).squareRoot() * gaussian()
    return position + noise
  }

  private mutating func motorPosition(_ command: Double) -> Double {
    switch drive.motor {
    case .stepper(let steps): return (command * steps).rounded() / steps
    case .servo(let curve):
      let wanted = (curve.pulse(at: command) / curve.resolution).rounded() * curve.resolution
      if let pulse, abs(wanted - pulse) <= curve.deadBand { return curve.position(at: pulse) }
      pulse = wanted
      return curve.position(at: wanted)
    }
  }

  /// About normal with variance 1: the sum of twelve uniform numbers.
  private mutating func gaussian() -> Double {
    (0..<12).reduce(-6) { sum, _ in sum + random.uniform() }
  }
}

extension MotionPlan {
  /// The pen as the real drives move it, at times `interval` apart and at the ends of every phase.
  ///
  /// - Parameters:
  ///   - interval: Seconds.
  ///   - seed: Of the noise.
  public func executed(every interval: Double, seed: UInt64) -> [ToolSample] {
    var samples = samples(every: interval)
    var drives = ServoModel(profile, seed: seed)
    let real = drives.apply(samples.map { joints(at: $0.time) })
    for index in samples.indices {
      samples[index].position = kinematics.position(of: real[index].position)
    }
    return samples
  }
}
