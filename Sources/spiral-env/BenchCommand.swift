import ArgumentParser
import EnvironmentAPI
import JSONText
import Plotter
import Scene3D

/// `spiral-env bench`: how many steps an engine makes here, or the wire.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure steps per second with uniform random actions.",
    discussion: """
      One lane measures one core; several lanes share all cores. 'with observation' includes every
      leaf of the observation and its encoding in base64. For scene3d the renderer alone is measured
      too, with so many objects as --option objects=20 says: whole pictures, and pictures in which
      the last object changes. For plotter the planner and the optimizer are.

      --wire measures a client and a server over a pipe instead, one request at a time, for an engine
      that does nothing and for the brush: 1, 16, 64 and 1,024 lanes, every encoding of pictures.

      EXAMPLES
        spiral-env bench --backend brush --option brush=pencil
        spiral-env bench --backend brush --num-envs 16 --seconds 5 --json
        spiral-env bench --backend scene3d --option objects=20
        spiral-env bench --wire
        spiral-env bench --wire --backend brush --num-envs 64 --json
      """)

  @Option(help: "The engine; see 'spiral-env list'. Only --wire can do without.")
  var backend: String?

  @Flag(help: "Measure the wire.")
  var wire = false

  @OptionGroup var options: OptionArguments

  @OptionGroup var plugins: PluginArguments

  @Option(help: "Environments stepped together (default: 1; with --wire several numbers).")
  var numEnvs: Int?

  @Option(help: "Seconds per measurement.")
  var seconds: Double?

  @Option(help: "Seed of the actions and of the lanes.")
  var seed: UInt64 = 1

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    guard seconds.map({ $0 > 0 && $0 < 3600 }) ?? true else {
      throw ValidationError("--seconds must be in 0...3600")
    }
    if wire { return try measureWire() }
    guard let name = backend else {
      throw ValidationError("--backend is missing; only --wire can do without")
    }
    let backend = try plugins.backend(named: name)
    let numEnvs = numEnvs ?? 1
    var options = options
    let objectCount = try options.takeObjects(of: backend)
    let configuration = try options.configuration(of: backend)
    let measure = try EngineMeasure(configuration, laneCount: numEnvs, seed: seed)
    let duration = Duration.seconds(seconds ?? 2)
    let plain = try measure.stepsPerSecond(for: duration, observing: false)
    let observed = try measure.stepsPerSecond(for: duration, observing: true)
    let programs = try measure.programsPerSecond(for: duration)
    let frames = try objectCount.map { count in
      try SceneMeasure(configuration, objectCount: count, seed: seed)
        .rows(for: .seconds(seconds ?? 0.5))
    }
    let plots =
      backend.name == PlotterBackend().name
      ? try PlotMeasure(
        profile: MachineArgument.profile(named: configuration.options.string("machine")),
        seed: seed
      ).figures(for: duration) : nil
    if json {
      printJSON(
        lanes: numEnvs, plain: plain, observed: observed, programs: programs, frames: frames,
        plots: plots)
      return
    }
    print("\(backend.name), \(numEnvs) lanes, canvas \(configuration.canvasShape)")
    print("steps/s                   \(Int(plain))")
    print("steps/s with observation  \(Int(observed))")
    print("programs/s (evaluate, \(EngineMeasure.programLength) steps each)  \(Int(programs))")
    if let frames, let objectCount {
      print("\nthe renderer alone, \(objectCount) objects\n\(SceneMeasure.table(frames))")
    }
    if let plots { print(Self.text(plots)) }
  }

  private static func text(_ plots: PlotMeasure.Figures) -> String {
    let seconds = (plots.optimizeSeconds * 10).rounded() / 10
    return """
      plans/s (\(PlotMeasure.curveCount) curves)        \(Int(plots.plansPerSecond)), \
      \(Int(plots.plannedPerSecond)) s of motion planned a second
      ordering \(PlotMeasure.strokeCount) strokes    \(seconds) s, to \
      \((plots.penUpMetres * 10).rounded() / 10) m with the pen up
      """
  }

  /// Starts servers of this program and prints how fast they answer.
  private func measureWire() throws {
    _ = try options.texts()
    let measure = WireMeasure(
      server: try CurrentProgram.path(), options: options.assignments, seconds: seconds ?? 0.5)
    let lanes = numEnvs.map { [$0] } ?? WireMeasure.laneCounts
    var rows: [WireMeasure.Row] = []
    for backend in backend.map({ [$0] }) ?? ["noop", "brush"] {
      rows += try measure.rows(backend, lanes: lanes)
    }
    guard json else { return print(WireMeasure.table(rows)) }
    var writer = JSONWriter()
    WireMeasure.write(rows, to: &writer)
    print(String(decoding: writer.bytes, as: UTF8.self))
  }

  private func printJSON(
    lanes: Int, plain: Double, observed: Double, programs: Double, frames: [SceneMeasure.Row]?,
    plots: PlotMeasure.Figures?
  ) {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("lanes")
    writer.integer(lanes)
    writer.key("stepsPerSecond")
    writer.number(plain)
    writer.key("stepsPerSecondWithObservation")
    writer.number(observed)
    writer.key("programsPerSecond")
    writer.number(programs)
    if let frames {
      writer.key("frames")
      SceneMeasure.write(frames, to: &writer)
    }
    if let plots {
      writer.key("plansPerSecond")
      writer.number(plots.plansPerSecond)
      writer.key("plannedSecondsPerSecond")
      writer.number(plots.plannedPerSecond)
      writer.key("optimizeSeconds")
      writer.number(plots.optimizeSeconds)
      writer.key("penUpMetres")
      writer.number(plots.penUpMetres)
    }
    writer.endObject()
    print(String(decoding: writer.bytes, as: UTF8.self))
  }
}

extension OptionArguments {
  /// The option `objects` of a measurement of 3D scenes, which is none of the engine; it is removed.
  fileprivate mutating func takeObjects(of backend: any PaintingBackend) throws -> Int? {
    guard backend.name == Scene3DBackend().name else { return nil }
    let prefix = "objects="
    guard let text = assignments.last(where: { $0.hasPrefix(prefix) }) else { return 20 }
    assignments.removeAll { $0.hasPrefix(prefix) }
    let word = text.dropFirst(prefix.count)
    guard let count = Int(word), (1...1000).contains(count) else {
      throw ValidationError("option 'objects': expected 1...1000, got \(word)")
    }
    return count
  }
}
