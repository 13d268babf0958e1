/// The pen at one moment of a motion.
struct ToolSample: Sendable, Equatable {
  /// Seconds since the motion began.
  var time: Double
  /// On the page, mm from its upper left corner, `y` down.
  var position: SIMD2<Double>
  /// Along the path, mm/s.
  var speed: Double
  /// Whether the pen touches the paper.
  var isDown: Bool
  /// `0...1`.
  var pressure: Double
  /// An index into the drawing's paths; nil between paths.
  var path: Int?
}
