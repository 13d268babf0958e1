import Brush
import EnvironmentAPI
import Plotter
import Scene3D

/// The engines of this program, one line each.
enum BackendCatalog {
  static let backends: [any PaintingBackend] = [
    BrushBackend(), Scene3DBackend(), PlotterBackend(),
  ]

  /// The backend called `name`.
  ///
  /// - Throws: `unknownBackend` with the names there are.
  static func backend(named name: String) throws(EnvironmentError) -> any PaintingBackend {
    guard let backend = backends.first(where: { $0.name == name }) else {
      throw .unknownBackend(name: name, known: backends.map(\.name))
    }
    return backend
  }
}
