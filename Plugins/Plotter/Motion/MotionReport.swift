import StrokeProgram

/// What a motion takes, in figures.
public struct MotionReport: Sendable, Equatable {
  /// The machine's name.
  public var machine: String
  /// Seconds in all, without the pauses in which a person changes pens.
  public var seconds: Double
  /// Seconds with the pen moving on the paper.
  public var drawingSeconds: Double
  /// Seconds with the pen moving above it.
  public var travelSeconds: Double
  /// Seconds of lifting and dropping the pen.
  public var penSeconds: Double
  /// How often the pen is put down.
  public var drops: Int
  /// mm on the paper.
  public var drawingLength: Double
  /// mm above it.
  public var travelLength: Double
  /// What each joint reaches.
  public var joints: [JointPeak]
  /// The figures of each layer, in the drawing's order.
  public var layers: [LayerFigures]
  /// What is left out.
  public var clipped: [ClippedPart]
  /// What brings the drawing into reach; nil when nothing is left out or nothing was found.
  public var fit: DrawingFit?

  /// What a joint reaches, in the profile's units (radians on arms).
  public struct JointPeak: Sendable, Equatable {
    /// The joint's name.
    public var name: String
    /// The least position.
    public var least: Double
    /// The greatest position.
    public var greatest: Double
    /// The greatest speed.
    public var speed: Double
    /// That as a part of the limit.
    public var speedPart: Double
    /// The greatest acceleration.
    public var acceleration: Double
    /// That as a part of the limit.
    public var accelerationPart: Double
  }

  /// The figures of a layer.
  public struct LayerFigures: Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Its paths.
    public var paths: Int
    /// Seconds, the travels to its paths included.
    public var seconds: Double
    /// mm drawn.
    public var length: Double
    /// How often the pen is put down.
    public var drops: Int
  }

  /// Collects the figures of a plan.
  ///
  /// - Complexity: O(duration): the joints are sampled every millisecond, at most 200,000 times.
  public init(_ plan: MotionPlan) {
    machine = plan.profile.name
    seconds = plan.duration
    drawingSeconds = plan.seconds(of: .draw)
    travelSeconds = plan.seconds(of: .travel)
    penSeconds = plan.seconds(of: .drop) + plan.seconds(of: .lift)
    drops = plan.phases.count { $0.kind == .drop }
    drawingLength = plan.length(of: .draw)
    travelLength = plan.length(of: .travel)
    joints = plan.jointPeaks()
    layers = plan.layerFigures()
    clipped = plan.clipped
    fit = plan.clipped.isEmpty ? nil : DrawingFit(plan.drawing, on: plan.kinematics)
  }
}

extension MotionPhase {
  /// The way of the pen on the page, mm.
  public var length: Double {
    guard let motion else { return 0 }
    var length = 0.0
    var place = origin
    for index in 0..<motion.cellCount {
      let end = motion.end(ofCell: index)
      let next = motion.course.position(piece: end.piece, at: end.parameter)
      length += (next - place).length
      place = next
    }
    return length
  }
}

extension MotionPlan {
  fileprivate func seconds(of kind: MotionPhase.Kind) -> Double {
    phases.reduce(0) { $0 + ($1.kind == kind ? $1.duration : 0) }
  }

  fileprivate func length(of kind: MotionPhase.Kind) -> Double {
    phases.reduce(0) { $0 + ($1.kind == kind ? $1.length : 0) }
  }

  fileprivate func jointPeaks() -> [MotionReport.JointPeak] {
    let samples = joints(every: max(0.001, duration / 200_000))
    return profile.joints.enumerated().map { axis, joint in
      let speed = samples.map { abs($0.velocity[axis]) }.max() ?? 0
      let acceleration = samples.map { abs($0.acceleration[axis]) }.max() ?? 0
      return MotionReport.JointPeak(
        name: joint.name, least: samples.map { $0.position[axis] }.min() ?? 0,
        greatest: samples.map { $0.position[axis] }.max() ?? 0, speed: speed,
        speedPart: speed / joint.speed, acceleration: acceleration,
        accelerationPart: acceleration / joint.acceleration)
    }
  }

  fileprivate func layerFigures() -> [MotionReport.LayerFigures] {
    var figures = drawing.layers.map {
      MotionReport.LayerFigures(name: $0, paths: 0, seconds: 0, length: 0, drops: 0)
    }
    for path in drawing.paths where figures.indices.contains(path.layer) {
      figures[path.layer].paths += 1
    }
    for phase in phases {
      guard let path = phase.path, drawing.paths.indices.contains(path),
        figures.indices.contains(drawing.paths[path].layer)
      else { continue }
      let layer = drawing.paths[path].layer
      figures[layer].seconds += phase.duration
      if phase.kind == .drop { figures[layer].drops += 1 }
      if phase.kind == .draw { figures[layer].length += phase.length }
    }
    return figures
  }
}
