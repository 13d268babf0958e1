import Brush
import EnvironmentAPI
import Plotter
import Scene3D

/// The engines of this program, one line each.
enum BackendCatalog {
  static let backends: [any PaintingBackend] = [
    BrushBackend(), Scene3DBackend(), PlotterBackend(),
  ]
}
