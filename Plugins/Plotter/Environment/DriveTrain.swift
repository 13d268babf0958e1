import EnvironmentAPI
import Glibc
import PaintCore

/// What drives make of the joint positions that they are told: whole steps or pulses, a dead band,
/// play, and noise.
///
/// A joint follows only when its play is used up. A hobby servo moves only when the pulse differs
/// from the last one it obeyed by more than its dead band. The noise is drawn anew for every motion:
/// it shifts lines, it does not make them rough.
struct DriveTrain: Equatable {
  /// Where the joints are, without the noise.
  private(set) var held: SIMD2<Double>
  /// The positions of the last pulses that servos obeyed.
  private(set) var obeyed: SIMD2<Double>
  /// The shift of this motion.
  private(set) var shift = SIMD2<Double>.zero

  /// Drives at rest at a position.
  init(at joints: SIMD2<Double>) {
    held = joints
    obeyed = joints
  }

  /// Begins a motion.
  mutating func begin(_ machine: MachineProfile, random: inout RandomStream) {
    for (index, joint) in machine.joints.enumerated() {
      // Box and Muller's transform of two uniform numbers.
      let radius = (-2 * log(1 - random.uniform())).squareRoot()
      shift[index] = joint.drive.noise * radius * cos(2 * .pi * random.uniform())
    }
  }

  /// Where the joints go when they are told to go to a position.
  mutating func follow(_ told: SIMD2<Double>, _ machine: MachineProfile) -> SIMD2<Double> {
    for (index, joint) in machine.joints.enumerated() {
      let driven = drive(told[index], joint.drive.motor, index)
      let half = joint.drive.backlash / 2
      held[index] = min(max(held[index], driven - half), driven + half)
    }
    return held + shift
  }

  private mutating func drive(
    _ told: Double, _ motor: JointDrive.Motor, _ index: Int
  ) -> Double {
    switch motor {
    case .stepper(let steps): return (told * steps).rounded() / steps
    case .servo(let curve):
      let pulse = (curve.pulse(at: told) / curve.resolution).rounded() * curve.resolution
      if abs(pulse - curve.pulse(at: obeyed[index])) > curve.deadBand {
        obeyed[index] = curve.position(at: pulse)
      }
      return obeyed[index]
    }
  }

  func save(into writer: inout StateWriter) {
    for pair in [held, obeyed, shift] {
      writer.write(pair.x)
      writer.write(pair.y)
    }
  }

  init(from reader: inout StateReader) throws(EnvironmentError) {
    held = SIMD2(try reader.readDouble(), try reader.readDouble())
    obeyed = SIMD2(try reader.readDouble(), try reader.readDouble())
    shift = SIMD2(try reader.readDouble(), try reader.readDouble())
    for number in [held.x, held.y, obeyed.x, obeyed.y, shift.x, shift.y] where abs(number) > 1e6 {
      throw reader.damaged("joints", "\(number)")
    }
  }
}
