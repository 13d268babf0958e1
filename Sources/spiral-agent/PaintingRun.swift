import Agent
import ArgumentParser
import Datasets
import EnvironmentAPI
import EnvironmentClient
import Glibc
import Logging
import StrokeProgram
import Terminal

/// One call of the program: connect, paint the episodes, write the files, say how it went.
struct PaintingRun {
  private let flags: ActCommand
  private let log: Logger
  private static let maximumLineBytes = 64 << 20
  private static let version = "1"

  init(_ flags: ActCommand) {
    self.flags = flags
    var log = Logger(label: "spiral-agent") { StreamLogHandler.standardError(label: $0) }
    log.logLevel = .notice
    self.log = log
  }

  func run() throws {
    // a wrong picture should be found before an environment starts
    let image = try flags.target.map { try TargetImage.load($0) }
    let channel = try WireConnector(
      command: flags.command, wire: flags.wire.choice, maximumLineBytes: Self.maximumLineBytes
    ).connect()
    let wire = WireClient(channel)
    let description = try wire.initialize(
      name: "spiral-agent", version: Self.version, environment: request,
      maximumLineBytes: Self.maximumLineBytes)
    try checkReward(description)
    checkSteps(description)
    let client = try WirePaintingClient(wire, description: description)
    let target = try image.map { try PaintingTarget($0, shape: description.canvasShape) }
    let policy = try self.policy(for: client.specification)
    for episode in 0..<flags.episodes {
      try paint(episode, policy, client, wire, target)
    }
    try wire.shutdown()
    channel.close()
    reap(channel.child)
  }

  /// What painting needs: one lane that stays at its end, and a reward when there is a target.
  private var request: EnvironmentRequest {
    var request = EnvironmentRequest(laneCount: 1, autoreset: .disabled)
    if flags.target != nil { request.options["reward"] = .string("l2") }
    return request
  }

  private var policyChoice: PolicyChoice {
    flags.policy ?? (flags.target == nil ? .random : .search)
  }

  private func policy(for specification: PaintingSpecification) throws -> any PaintingPolicy {
    guard case .trained(let path) = policyChoice, let count = flags.refine else {
      return try policyChoice.policy(for: specification, temperature: flags.temperature)
    }
    let source = try PolicySource(path: path)
    try source.checkRefinement()
    guard flags.target != nil else {
      throw RunError(description: "--refine needs --target IMAGE: nothing else says what is better")
    }
    return try source.refined(
      for: specification, temperature: flags.temperature, programCount: count)
  }

  private func checkReward(_ description: EnvironmentDescription) throws {
    guard policyChoice == .search, description.options["reward"] == .string("none") else { return }
    throw RunError(
      description: "--policy search has nothing to aim at: the environment's reward is none; "
        + "give --target IMAGE")
  }

  private func checkSteps(_ description: EnvironmentDescription) {
    guard let steps = flags.steps, steps > description.maximumSteps else { return }
    log.warning(
      """
      --steps \(steps): an episode has at most \(description.maximumSteps) here; start the \
      environment with --option episodeLength=\(steps) for more
      """)
  }

  // MARK: One episode

  private func paint(
    _ episode: Int, _ policy: any PaintingPolicy, _ client: WirePaintingClient,
    _ wire: WireClient, _ target: PaintingTarget?
  ) throws {
    let seed = flags.seed &+ UInt64(episode)
    let steps = min(flags.steps ?? .max, client.specification.maximumSteps)
    try client.reset(seed: seed, target: target?.pixels)
    let startError = target?.error(of: client.canvas)
    let progress = ProgressLine(
      flags.episodes == 1 ? "painting" : "painting \(episode + 1) of \(flags.episodes)")
    defer { progress.clear() }
    let painting = try policy.paint(
      client, steps: steps, seed: seed, target: target?.pixels, progress: progress.show)
    let seconds = progress.elapsedSeconds
    let endError = target?.error(of: client.canvas)
    let recorder = PaintingRecorder(
      client: client, wire: wire, seed: seed, target: target?.pixels)
    for path in flags.outputs { try recorder.write(painting, to: name(path, episode)) }
    progress.clear()
    var line = "\(painting.actions.rowCount) steps"
    if let target, let startError, let endError {
      line += ", error \(text(startError, 5)) -> \(text(endError, 5)), target \(target.kind)"
    } else {
      line += ", return \(text(painting.episodeReturn, 5))"
    }
    say("\(line), \(text(seconds, 1)) s")
  }

  /// Returns the file name for an episode: the given one, or with the episode's number before the
  /// extension when there are several.
  private func name(_ path: String, _ episode: Int) -> String {
    guard flags.episodes > 1, let dot = path.lastIndex(of: ".") else { return path }
    return "\(path[..<dot])-\(episode + 1)\(path[dot...])"
  }

  // MARK: Words

  /// Writes a line to standard output; when that carried the protocol, to standard error.
  private func say(_ line: String) {
    print(line)
    fflush(nil)
  }

  /// A number with so many decimals.
  private func text(_ number: Double, _ decimals: Int) -> String {
    let scale = pow(10, Double(decimals))
    guard let whole = Int(exactly: (number.magnitude * scale).rounded()) else { return "\(number)" }
    let digits = String(whole)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return (number < 0 ? "-" : "") + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }

  private func reap(_ child: ChildProcess?) {
    guard let child else { return }
    let exit = child.finish()
    if exit != .code(0) {
      log.warning("the environment ended with \(exit)")
    }
  }
}
