/// The pen: how it moves to the paper and what line it leaves.
public struct PenProfile: Sendable, Equatable {
  /// What lifts the pen.
  public var actuator: Actuator
  /// Seconds to lift the pen, standing.
  public var liftTime: Double
  /// Seconds to put the pen down, standing.
  public var dropTime: Double
  /// The width of the line at full pressure and at rest, mm.
  public var nib: Double
  /// The width of the line at no pressure, as a part of `nib`, `0...1`; linear in between.
  public var lightWidth: Double
  /// The part of the width that a speed of 100 mm/s takes away, `0..<1`.
  public var thinning: Double
  /// The paper that one filling covers, mm^2; infinite when the pen does not run dry.
  public var ink: Double

  /// What lifts the pen.
  public enum Actuator: Sendable, Equatable {
    /// A hobby servo: the two values of its `S` word.
    case servo(up: Double, down: Double)
    /// A third axis: the two heights, mm.
    case axis(up: Double, down: Double)
  }

  /// Makes a pen.
  public init(
    actuator: Actuator, liftTime: Double, dropTime: Double, nib: Double, lightWidth: Double = 1,
    thinning: Double = 0, ink: Double = .infinity
  ) {
    self.actuator = actuator
    self.liftTime = liftTime
    self.dropTime = dropTime
    self.nib = nib
    self.lightWidth = lightWidth
    self.thinning = thinning
    self.ink = ink
  }

  /// The width of the line, mm, under a pressure in `0...1` at a speed in mm/s.
  ///
  /// `nib (light + (1 - light) p) / (1 + thinning v / (100 (1 - thinning)))`: linear in pressure,
  /// and at 100 mm/s exactly the part `thinning` is gone.
  public func width(pressure: Double, speed: Double) -> Double {
    let pressed = nib * (lightWidth + (1 - lightWidth) * min(max(pressure, 0), 1))
    return pressed / (1 + thinning / (1 - thinning) * speed / 100)
  }
}
