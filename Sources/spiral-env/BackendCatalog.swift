import Brush
import EnvironmentAPI
import Noop
import Plotter
import Scene3D

/// The engines of this program, one line each.
enum BackendCatalog {
  static let backends: [any PaintingBackend] = [
    BrushBackend(), Scene3DBackend(), PlotterBackend(),
  ]

  /// Those that serve to measure what surrounds an engine; lists leave them out.
  static let measuringBackends: [any PaintingBackend] = [NoopBackend()]

  /// All that a client may name.
  static let served = backends + measuringBackends
}
