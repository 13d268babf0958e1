import Agent
import Datasets
import EnvironmentAPI
import EnvironmentClient
import Glibc
import ImageFiles
import StrokeProgram
import Terminal
import WireProtocol

/// One evaluation, from its flags to its figures.
struct EvaluationRun {
  private let flags: EvalCommand
  private let source: PolicySource
  private let temperature: Float
  private static let maximumLineBytes = 256 << 20
  /// Pictures painted at once, where the policy allows it.
  private static let laneCount = 128
  /// Pictures that a policy that invents paints unless told otherwise.
  private static let inventionCount = 2000

  init(_ flags: EvalCommand) throws {
    self.flags = flags
    source = try PolicySource(path: flags.policy)
    temperature = flags.temperature ?? (source.summary.needsTarget ? 0 : 1)
    if flags.refine != nil { try source.checkRefinement() }
    if flags.count == 1, !source.summary.needsTarget {
      throw RunError(description: "--count 1: a Frechet distance needs at least 2 pictures")
    }
    if flags.plot != nil, !source.summary.needsTarget {
      throw RunError(
        description: "--plot shows errors stroke by stroke; \(flags.policy) invents and has none")
    }
  }

  func run() throws {
    let channel = try WireConnector(
      command: flags.command, wire: .automatic, maximumLineBytes: Self.maximumLineBytes
    ).connect()
    let wire = WireClient(channel)
    let description = try wire.initialize(
      name: "spiral-agent", version: "1", environment: request,
      maximumLineBytes: Self.maximumLineBytes)
    let painter = try self.painter(wire, description)
    let pictures = try self.pictures(description.canvasShape)
    let report: any EvaluationReport =
      source.summary.needsTarget
      ? try reconstruct(pictures, painter) : try invent(pictures, painter, wire, description)
    try wire.shutdown()
    channel.close()
    channel.child?.finish()
    try show(report)
  }

  // MARK: The environment and the painter in it

  /// Whether pictures are painted one after the other.
  private var isSerial: Bool {
    flags.refine != nil || (temperature != 0 && temperature != 1)
  }

  private var request: EnvironmentRequest {
    let most = flags.count ?? Self.laneCount
    var request = EnvironmentRequest(
      laneCount: isSerial ? 1 : min(most, Self.laneCount), autoreset: .disabled)
    if source.summary.needsTarget { request.options["reward"] = .string("l2") }
    return request
  }

  private func painter(
    _ wire: WireClient, _ description: EnvironmentDescription
  ) throws -> any PicturePainter {
    guard isSerial else {
      let lanes = LaneGroup(wire, description: description, seed: flags.seed)
      return try source.using {
        try LanePainter($0, lanes: lanes, isGreedy: temperature == 0, seed: flags.seed)
      }
    }
    let client = try WirePaintingClient(wire, description: description)
    let specification = client.specification
    let policy: any PaintingPolicy
    if let count = flags.refine {
      policy = try source.refined(
        for: specification, temperature: temperature == 0 ? 1 : temperature, programCount: count)
    } else {
      policy = try source.policy(for: specification, temperature: temperature)
    }
    return SerialPainter(
      client, policy: policy,
      stepCount: min(specification.maximumSteps, source.summary.maximumSteps), seed: flags.seed)
  }

  // MARK: The pictures

  private func pictures(_ shape: [Int]) throws -> ImageSet {
    let set = try ImageSet.open(
      flags.data, options: ImageSetOptions(width: shape[1], height: shape[0], channels: shape[2]))
    let measured = flags.all ? set : try set.split(set.usualHoldOut).heldOut
    // a Frechet distance between halves needs two pictures in each
    let least = source.summary.needsTarget ? 1 : 4
    guard measured.count >= least else {
      let hint = flags.all ? "" : "; --all measures with all of them"
      throw RunError(
        description: "\(set.kind): expected \(least) or more to measure with, got "
          + "\(measured.count)\(hint)")
    }
    return measured
  }

  private var isDigits: Bool { flags.data.hasPrefix("mnist:") }

  // MARK: The two kinds

  private func reconstruct(
    _ pictures: ImageSet, _ painter: any PicturePainter
  ) throws -> ReconstructionReport {
    let progress = ProgressLine("reconstructing")
    defer { progress.clear() }
    return try ReconstructionReport(
      of: pictures, count: min(flags.count ?? pictures.count, pictures.count), painter,
      isDigits: isDigits, progress: progress.show)
  }

  private func invent(
    _ pictures: ImageSet, _ painter: any PicturePainter, _ wire: WireClient,
    _ description: EnvironmentDescription
  ) throws -> GenerationReport {
    let progress = ProgressLine("painting")
    defer { progress.clear() }
    let count = flags.count ?? Self.inventionCount
    let random = RandomLanePainter(
      lanes: LaneGroup(wire, description: description, seed: flags.seed),
      stepCount: painter.stepCount, seed: flags.seed)
    let shape = description.canvasShape
    let painted = try PaintedPictures(by: painter, count: count, shape: shape) {
      progress.show($0 * 0.8)
    }
    let scribbled = try PaintedPictures(by: random, count: count, shape: shape) {
      progress.show(0.8 + $0 * 0.2)
    }
    return try GenerationReport(
      painted, random: scribbled, pictures: pictures, stepCount: painter.stepCount,
      isDigits: isDigits)
  }

  // MARK: Results

  private func show(_ report: any EvaluationReport) throws {
    let heading = EvaluationHeading(
      policy: flags.policy, data: flags.data, temperature: Double(temperature),
      refine: flags.refine, seed: flags.seed)
    print(flags.json ? report.json(heading) : report.text, terminator: flags.json ? "" : "\n")
    fflush(nil)
    if let output = flags.output { try ImageFile.write(report.sheet().render(), to: output) }
    if let plot = flags.plot, let reconstruction = report as? ReconstructionReport {
      try ImageFile.write(reconstruction.curve().render(), to: plot)
    }
  }
}
