/// Keeps what an engine is told and what it draws, in order, so that tests can compare both with the
/// library's traces.
final class BrushRecorder: DabSurface {
  /// One call of an engine.
  enum Call: Equatable {
    case clear
    case reset
    case stroke(PenEvent)
    case set(ChangeableSetting, Float)
  }

  private(set) var calls: [Call] = []
  private(set) var dabs: [Dab] = []
  private let canvas: FixedCanvas

  init(canvas: FixedCanvas) {
    self.canvas = canvas
  }

  func append(_ call: Call) { calls.append(call) }

  /// Forgets what was kept.
  func removeAll() {
    calls.removeAll()
    dabs.removeAll()
  }

  var pixelCount: Int { canvas.pixelCount }

  func draw(_ dab: Dab) -> Bool {
    dabs.append(dab)
    return canvas.draw(dab)
  }

  func color(x: Float, y: Float, radius: Float) -> SurfaceColor {
    canvas.color(x: x, y: y, radius: radius)
  }
}
