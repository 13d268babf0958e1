/// What the environment remembers of the pen between actions.
struct Pen: Equatable {
  /// Where the next stroke starts, px.
  var position = SIMD2(0.0, 0.0)
  /// The pressure at the end of the last stroke.
  var pressure: Double
  /// Whether the last action painted.
  var isPainting = false

  init(pressure: Double) {
    self.pressure = pressure
  }

  /// Remembers an action.
  mutating func follow(
    _ action: BrushGrammar.Action, compatibility: BrushOptions.Compatibility
  ) {
    isPainting = action.paints
    if action.paints {
      position = action.end
      pressure = action.pressure
    } else if compatibility == .deepmind {
      // The published environment stores y in both coordinates of a move.
      position = SIMD2(action.end.y, action.end.y)
    } else {
      position = action.end
    }
  }
}
