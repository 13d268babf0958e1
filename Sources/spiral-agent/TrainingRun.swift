import Agent
import Datasets
import Discriminator
import EnvironmentAPI
import EnvironmentClient
import Foundation
import ImageFiles
import NeuralNet
import PaintCore
import StrokeProgram
import TrainingLog
import WireProtocol

/// One training, from its flags to its files.
struct TrainingRun {
  private let flags: TrainCommand
  private static let maximumLineBytes = 256 << 20

  init(_ flags: TrainCommand) {
    self.flags = flags
  }

  func run() throws {
    try FileManager.default.createDirectory(
      atPath: flags.out, withIntermediateDirectories: true)
    let channel = try WireConnector(
      command: ["/bin/sh", "-c", "exec \(flags.env)"], wire: .automatic,
      maximumLineBytes: Self.maximumLineBytes
    ).connect()
    let wire = WireClient(channel)
    let description = try wire.initialize(
      name: "spiral-agent", version: "1",
      environment: EnvironmentRequest(
        laneCount: flags.lanes, autoreset: .disabled,
        options: ["episodeLength": .integer(flags.episodeLength)]),
      maximumLineBytes: Self.maximumLineBytes)
    let trainer = try makeTrainer(wire, description)
    try train(trainer, shape: description.canvasShape, child: channel.child)
    try wire.shutdown()
    channel.close()
    channel.child?.finish()
  }

  private func makeTrainer(
    _ wire: WireClient, _ description: EnvironmentDescription
  ) throws -> GenerationTrainer {
    let shape = description.canvasShape
    let images = try ImageSet.open(
      flags.data, options: ImageSetOptions(width: shape[1], height: shape[0], channels: shape[2]))
    let training = try images.split(images.usualHoldOut).training
    var policy = PolicyConfiguration()
    policy.canvasChannels = shape[2]
    policy.maximumSteps = flags.episodeLength
    var options = GenerationOptions()
    options.stepCount = flags.episodeLength
    let critic = Critic(
      CriticConfiguration(imageHeight: shape[0], imageWidth: shape[1], channels: shape[2]),
      seed: flags.seed)
    return try GenerationTrainer(
      options, policy: policy,
      lanes: LaneGroup(wire, description: description, seed: flags.seed), critic: critic,
      seed: flags.seed, shardCount: 2
    ) { count, random in
      let indices = (0..<count).map { _ in random.integer(below: training.count) }
      return [UInt8](unsafeUninitializedCapacity: count * training.imageByteCount) { buffer, used in
        training.write(
          indices,
          into: UnsafeMutableBufferPointer(rebasing: buffer[..<(count * training.imageByteCount)]))
        used = count * training.imageByteCount
      }
    }
  }

  // MARK: The loop

  private func train(
    _ trainer: GenerationTrainer, shape: [Int], child: ChildProcess?
  ) throws {
    let clock = ProcessorClock(child: child?.identifier)
    let start = clock.seconds()
    let metrics = try MetricsFile("\(flags.out)/metrics.jsonl", resumingAfter: nil)
    let progress = ProgressLine("training")
    var nextSheet = 0.0
    while true {
      let minutes = (clock.seconds() - start) / 60 / 2
      let fraction = minutes / flags.minutes
      if fraction >= 1 { break }
      let statistics = try trainer.iterate(progress: fraction)
      try metrics.append(step: statistics.steps, statistics.values + [("minutes", minutes)])
      progress.show(fraction)
      if minutes >= nextSheet {
        nextSheet = minutes + Self.minutesBetweenSheets
        try keep(trainer, shape, sheet: "sheet-\(Int(minutes.rounded())).png")
      }
    }
    progress.clear()
    try keep(trainer, shape, sheet: "sheet.png")
  }

  private static let minutesBetweenSheets = 1.0

  /// Writes the averaged policy and pictures that it paints.
  private func keep(_ trainer: GenerationTrainer, _ shape: [Int], sheet: String) throws {
    let notes = ["data": flags.data, "seed": "\(flags.seed)", "environment": flags.env]
    try FileBytes.write(
      trainer.file(notes: notes).encoded(), to: "\(flags.out)/policy.safetensors")
    let canvases = try trainer.sample()
    let size = shape.reduce(1, *)
    let images = try (0..<canvases.count / size).map { index in
      try PixelImage(
        width: shape[1], height: shape[0], channels: shape[2],
        pixels: Array(canvases[(index * size)..<((index + 1) * size)]))
    }
    try ImageFile.write(
      ContactSheet(Array(images.prefix(64)), columns: 16).render(), to: "\(flags.out)/\(sheet)")
  }
}

extension TrainingStatistics {
  /// The figures by name, for the metrics file.
  fileprivate var values: [(name: String, value: Double)] {
    [
      ("score", Double(score)), ("realScore", Double(realScore)),
      ("fakeScore", Double(fakeScore)), ("entropy", Double(policy.entropy)),
      ("divergence", Double(policy.divergence)), ("valueError", Double(policy.valueError)),
      ("gradientNorm", Double(policy.gradientNorm)), ("blankShare", Double(blankShare)),
    ]
  }
}

/// The processor time of this process and a child.
struct ProcessorClock {
  let child: Int32?

  /// Seconds of all threads of both, since they started.
  func seconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    var seconds = Self.seconds(usage.ru_utime) + Self.seconds(usage.ru_stime)
    if let child, let text = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8) {
      // proc(5): utime and stime are fields 14 and 15; field 2 is a name in parentheses.
      let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
      if fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) {
        seconds += (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
      }
    }
    return seconds
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) * 1e-6
  }
}
