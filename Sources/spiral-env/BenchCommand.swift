import ArgumentParser
import EnvironmentAPI
import JSONText

/// `spiral-env bench`: how many steps an engine makes here.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure steps per second with uniform random actions.",
    discussion: """
      One lane measures one core; several lanes share all cores. 'with observation' includes every
      leaf of the observation and its encoding in base64.

      EXAMPLES
        spiral-env bench --backend brush --option brush=pencil
        spiral-env bench --backend brush --num-envs 16 --seconds 5 --json
      """)

  @Option(help: "The engine; see 'spiral-env list'.")
  var backend: String

  @OptionGroup var options: OptionArguments

  @Option(help: "Environments stepped together.")
  var numEnvs = 1

  @Option(help: "Seconds per measurement.")
  var seconds = 2.0

  @Option(help: "Seed of the actions and of the lanes.")
  var seed: UInt64 = 1

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    guard seconds > 0, seconds < 3600 else {
      throw ValidationError("--seconds must be in 0...3600")
    }
    let backend = try BackendCatalog.backend(named: backend)
    let configuration = try options.configuration(of: backend)
    let measure = try EngineMeasure(configuration, laneCount: numEnvs, seed: seed)
    let duration = Duration.seconds(seconds)
    let plain = try measure.stepsPerSecond(for: duration, observing: false)
    let observed = try measure.stepsPerSecond(for: duration, observing: true)
    let programs = try measure.programsPerSecond(for: duration)
    if json {
      printJSON(plain: plain, observed: observed, programs: programs)
      return
    }
    print("\(backend.name), \(numEnvs) lanes, canvas \(configuration.canvasShape)")
    print("steps/s                   \(Int(plain))")
    print("steps/s with observation  \(Int(observed))")
    print("programs/s (evaluate, \(EngineMeasure.programLength) steps each)  \(Int(programs))")
  }

  private func printJSON(plain: Double, observed: Double, programs: Double) {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("lanes")
    writer.integer(numEnvs)
    writer.key("stepsPerSecond")
    writer.number(plain)
    writer.key("stepsPerSecondWithObservation")
    writer.number(observed)
    writer.key("programsPerSecond")
    writer.number(programs)
    writer.endObject()
    print(String(decoding: writer.bytes, as: UTF8.self))
  }
}
