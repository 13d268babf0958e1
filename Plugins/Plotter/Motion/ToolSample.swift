/// The pen at one moment of a motion.
public struct ToolSample: Sendable, Equatable {
  /// Seconds since the motion began.
  public var time: Double
  /// On the page, mm from its upper left corner, `y` down.
  public var position: SIMD2<Double>
  /// Along the path, mm/s.
  public var speed: Double
  /// Whether the pen touches the paper.
  public var isDown: Bool
  /// `0...1`.
  public var pressure: Double
  /// An index into the drawing's paths; nil between paths.
  public var path: Int?

  /// Makes a sample.
  public init(
    time: Double, position: SIMD2<Double>, speed: Double, isDown: Bool, pressure: Double,
    path: Int?
  ) {
    self.time = time
    self.position = position
    self.speed = speed
    self.isDown = isDown
    self.pressure = pressure
    self.path = path
  }
}
