public import StrokeProgram

/// A motion of a machine that draws: what happens when, exactly.
public struct MotionPlan: Sendable {
  /// The machine.
  public let profile: MachineProfile
  /// Its kinematics.
  public let kinematics: Kinematics
  /// The phases in order; each begins when the one before ends.
  public let phases: [MotionPhase]
  /// What of the drawing is out of reach and left out.
  public let clipped: [ClippedPart]
  /// The drawing that is planned.
  public let drawing: Drawing

  /// Seconds from the first move to the last.
  public var duration: Double { phases.last.map { $0.start + $0.duration } ?? 0 }
}

/// One phase of a motion; between phases the pen stands.
public struct MotionPhase: Sendable {
  /// What happens.
  public enum Kind: String, Sendable, CaseIterable {
    /// The pen moves above the paper.
    case travel
    /// The pen comes down.
    case drop
    /// The pen draws; takes no time for a dot.
    case draw
    /// The pen rises.
    case lift
  }

  /// What happens.
  public let kind: Kind
  /// The path that is drawn or, in other phases, the one that is drawn next or was drawn last.
  public let path: Int?
  /// When it begins, seconds.
  public let start: Double
  /// How long it takes, seconds.
  public let duration: Double
  /// Where the pen is when it begins, mm on the page.
  public let origin: SIMD2<Double>
  /// Where the joints are then.
  let joints: SIMD2<Double>
  let motion: TimedCourse?
  /// The parts of the path's length at both ends.
  let part: ClosedRange<Double>
}

extension MotionPlan {
  /// The phase at a time; the later one at a seam. Nil for an empty plan.
  func phaseIndex(at time: Double) -> Int? {
    guard !phases.isEmpty else { return nil }
    var low = 0
    var high = phases.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if phases[middle].start <= time { low = middle } else { high = middle }
    }
    return low
  }

  /// The pen at a time, which is taken to lie within the motion.
  public func sample(at time: Double) -> ToolSample {
    let now = min(max(time, 0), duration)
    guard let index = phaseIndex(at: now) else {
      return ToolSample(
        time: now, position: profile.park, speed: 0, isDown: false, pressure: 0, path: nil)
    }
    return sample(of: phases[index], at: now)
  }

  /// The pen at times `interval` apart and at the ends of every phase, in order.
  ///
  /// A dot gives one sample with the pen down. The ends of adjoining phases have the same time.
  /// - Parameter interval: Seconds, at least a microsecond is taken.
  public func samples(every interval: Double) -> [ToolSample] {
    let step = max(interval, 1e-6)
    var samples: [ToolSample] = []
    samples.reserveCapacity(Int(min(duration / step, 1e8)) + 2 * phases.count)
    var tick = 0.0
    for phase in phases {
      let end = phase.start + phase.duration
      samples.append(sample(of: phase, at: phase.start))
      while tick * step < end {
        if tick * step > phase.start { samples.append(sample(of: phase, at: tick * step)) }
        tick += 1
      }
      if phase.duration > 0 { samples.append(sample(of: phase, at: end)) }
    }
    return samples
  }

  private func sample(of phase: MotionPhase, at time: Double) -> ToolSample {
    let isDown = phase.kind == .draw
    var sample = ToolSample(
      time: time, position: phase.origin, speed: 0, isDown: isDown, pressure: 0,
      path: isDown ? phase.path : nil)
    var part = phase.part.lowerBound
    if let motion = phase.motion {
      let now = motion.progress(at: time - phase.start)
      let place = motion.locate(now.place)
      let piece = motion.course.pieces[place.piece]
      sample.position = motion.course.position(piece: place.piece, at: place.parameter)
      sample.speed = now.speed * slope(piece, at: place.parameter)
      let done = motion.length > 0 ? now.place / motion.length : 0
      part += (phase.part.upperBound - part) * min(max(done, 0), 1)
    }
    if isDown, let path = phase.path, drawing.paths.indices.contains(path) {
      let ends = drawing.paths[path].pressure
      sample.pressure = ends.start + (ends.end - ends.start) * part
    }
    return sample
  }

  private func slope(_ piece: PathPiece, at parameter: Double) -> Double {
    let slope = piece.slope(at: parameter)
    guard piece.space == .joints else { return slope.length }
    return kinematics.jacobian(at: piece.point(at: parameter)).times(slope).length
  }
}
