public import ArgumentParser
public import EnvironmentAPI
import EnvironmentClient
import EnvironmentServer
import ImageFiles
import LiveView
import Logging
public import WireProtocol

/// `spiral-env [serve]`: answers requests until the end of input.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve environments (the default command).",
    discussion: """
      Requests come as lines of JSON on standard input and responses leave on standard output. In
      'spiral-env --backend brush | spiral-agent' the first line names a private socket instead.

      EXAMPLES
        spiral-env --backend brush <requests.jsonl >responses.jsonl
        spiral-env --backend brush --num-envs 64 --seed 1 --option canvas=64
        spiral-env --backend brush --targets mnist:train-images-idx3-ubyte.gz --option reward=l1
        spiral-env --backend brush --reward-from 'spiral-discriminator --image 64x64x3'
        spiral-env --backend brush --num-envs 16 --watch 8000
        mkfifo loop; spiral-env --backend brush <loop | spiral-agent >loop
      """)

  @Option(help: "The engine; without it the client must name one. See 'spiral-env list'.")
  var backend: String?

  @OptionGroup var options: OptionArguments

  @Option(help: "Environments in this process, stepped together.")
  var numEnvs = 1

  @Option(help: "Seed of a first reset without one; lane i gets seed + i.")
  var seed: UInt64?

  @Option(help: "What follows the end of an episode: next-step, same-step or disabled.")
  var autoreset = AutoresetArgument.nextStep

  @Option(
    help: ArgumentHelp(
      "Start this critic and let it reward the steps (option reward=critic).",
      valueName: "command"))
  var rewardFrom: String?

  @Option(
    help: "What the critic rewards: each step by the rise of the score, or the final canvas.")
  var rewardMode = CanvasReward.Mode.step

  @Option(
    help: ArgumentHelp(
      "Give each episode a target from these pictures, by its seed (options target=true and "
        + "reward=l2 unless given): mnist:FILE, omniglot:ZIP, images:FOLDER, images:ZIP, glyphs "
        + "or scene:NAME.",
      valueName: "pictures"))
  var targets: String?

  @Option(help: "The longest request line accepted, in bytes.")
  var maxLine = 64 << 20

  @Option(help: "Where the protocol runs: automatic, stdio or rendezvous.")
  var wire = WireChoice.automatic

  @Option(
    help: ArgumentHelp(
      "Show the lanes in a browser at http://127.0.0.1:PORT/ while they paint; 0 picks a port.",
      valueName: "port"))
  var watch: UInt16?

  func run() throws {
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    guard maxLine >= 1024 else { throw ValidationError("--max-line must be at least 1024") }
    var texts = try options.texts()
    if rewardFrom != nil, texts["reward"] == nil { texts["reward"] = "critic" }
    let library = targets.map { TargetLibrary($0) }
    if library != nil {
      texts["target"] = texts["target"] ?? "true"
      texts["reward"] = texts["reward"] ?? "l2"
    }
    let configuration = SessionConfiguration(
      catalog: BackendCatalog.backends, backendName: backend, options: texts,
      laneCount: numEnvs, autoreset: autoreset.mode, seed: seed, maximumRequestBytes: maxLine,
      serverVersion: SpiralEnv.version, makeReward: makeReward(),
      makeTargets: library?.opening,
      makeSharedMemory: { size throws(EnvironmentError) in try SharedMemoryFile(byteCount: size) },
      encodePNG: { try PNG.encode($0) })
    let logger = Logger(label: "spiral-env")
    for warning in try configuration.validate() { logger.warning("\(warning)") }
    if let library, let backend {
      let shape = try options.configuration(of: BackendCatalog.backend(named: backend)).canvasShape
      _ = try library.open(forCanvas: shape)
    }
    let code = try serve(EnvironmentSession(configuration), logger)
    if code != 0 { throw ExitCode(code) }
  }

  /// Serves until the end, where people can watch if they want to; returns the exit code.
  private func serve(
    _ session: consuming EnvironmentSession, _ logger: Logger
  ) throws -> Int32 {
    guard let watch else {
      return EnvironmentServer.run(responder: session, wire: wire, maximumLineBytes: maxLine)
    }
    let board = WatchBoard()
    let server = try WatchServer(port: watch, board: board)
    logger.notice("watch the lanes at \(server.address)")
    return EnvironmentServer.run(
      responder: WatchedSession(session, on: board), wire: wire, maximumLineBytes: maxLine)
  }

  /// Starts the critic when a client asks for an environment that needs it.
  private func makeReward() -> (@Sendable () throws(EnvironmentError) -> CanvasReward)? {
    guard let command = rewardFrom else { return nil }
    let mode = rewardMode
    return { () throws(EnvironmentError) in
      CanvasReward(try CriticScorer(startingCommand: command), mode: mode)
    }
  }
}

/// The modes of autoreset as the command line spells them.
enum AutoresetArgument: String, CaseIterable, ExpressibleByArgument {
  case nextStep = "next-step"
  case sameStep = "same-step"
  case disabled

  /// The mode.
  var mode: Autoreset {
    switch self {
    case .nextStep: .nextStep
    case .sameStep: .sameStep
    case .disabled: .disabled
    }
  }
}

extension WireChoice: ExpressibleByArgument {}

extension CanvasReward.Mode: ExpressibleByArgument {}
