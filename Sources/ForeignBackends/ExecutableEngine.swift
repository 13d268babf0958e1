import EnvironmentAPI
import StrokeProgram

/// An executable engine with its options.
struct ExecutableEngine: ConfiguredBackend {
  let backend: ExecutableBackend
  let options: OptionValues
  let processes: EngineProcesses

  var observation: [ObservationLeaf] { processes.description.observation }
  var action: ActionSpace { processes.description.action }
  var info: [InfoField] { processes.description.info }
  var counting: StepCounting { .actions }
  var background: StrokeColor? { nil }

  func makeEnvironment() -> any PaintingEnvironment { ExecutableEnvironment(processes) }

  /// None: what the actions mean is the engine's secret.
  func strokes(of actions: ActionTable) -> [Stroke] { [] }

  func resized(to pixels: Int) throws(EnvironmentError) -> any ConfiguredBackend {
    try backend.configure(options.resized(to: pixels, of: backend))
  }
}

extension OptionValues {
  /// The same options with another `canvas`, which by convention is the side of the canvas and
  /// scales the painting with it.
  ///
  /// - Throws: `unsupported` when the backend has no such option, `resourceLimit`.
  func resized(
    to pixels: Int, of backend: any PaintingBackend
  ) throws(EnvironmentError) -> OptionValues {
    guard case .integer? = backend.options.first(where: { $0.name == "canvas" })?.kind else {
      throw .unsupported(
        "the engine '\(backend.name)' has no integer option canvas: it paints in one size only")
    }
    var given = values
    given["canvas"] = .integer(pixels)
    return try OptionValues(given, declarations: backend.options + CoreOptions.declarations)
  }
}
