package import EnvironmentAPI

/// What a lane asks of its brush, as text, so that another brush engine can be asked the same.
///
/// One call a line, numbers in decimal such that the same float is read back:
/// `clear` the canvas; `reset` the brush; `set NAME VALUE`, a base value by its name in brush files;
/// `to X Y PRESSURE SECONDS`, a pen event.
package enum BrushCallList {
  /// Returns the calls of the first lane while `body` steps or resets it.
  ///
  /// - Precondition: the lanes are of the brush backend.
  package static func calls<Failure: Error>(
    of lanes: VectorEnvironment, during body: () throws(Failure) -> Void
  ) throws(Failure) -> String {
    guard let environment = lanes.engine(of: 0) as? BrushEnvironment else {
      preconditionFailure("lanes of \(type(of: lanes.engine(of: 0)))")
    }
    let recorder = BrushRecorder(canvas: environment.engine.canvas)
    environment.engine.recorder = recorder
    defer { environment.engine.recorder = nil }
    try body()
    return recorder.calls.map { line($0) + "\n" }.joined()
  }

  private static func line(_ call: BrushRecorder.Call) -> String {
    switch call {
    case .clear: "clear"
    case .reset: "reset"
    case .set(let setting, let value): "set \(setting.setting.fileName) \(value)"
    case .stroke(let event): "to \(event.x) \(event.y) \(event.pressure) \(event.time)"
    }
  }
}
