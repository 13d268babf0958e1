import Agent
import Datasets
import Discriminator
import EnvironmentAPI
import EnvironmentClient
import Foundation
import ImageFiles
import PaintCore
import StrokeProgram
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

  private func train(
    _ trainer: GenerationTrainer, shape: [Int], child: ChildProcess?
  ) throws {
    let clock = ProcessorClock(child: child?.identifier)
    var iteration = 0
    var lastSheet = -1
    while true {
      let minutes = clock.seconds() / 60 / 2
      if minutes >= flags.minutes { break }
      let statistics = try trainer.iterate(progress: minutes / flags.minutes)
      iteration += 1
      if iteration % 10 == 0 {
        let line = String(
          format:
            "%.2f min  %d steps  score %.3f  D real %.3f fake %.3f  entropy %.2f  KL %.4f  value %.3f  grad %.2f  blank %.2f",
          minutes, statistics.steps, statistics.score, statistics.realScore, statistics.fakeScore,
          statistics.policy.entropy, statistics.policy.divergence, statistics.policy.valueError,
          statistics.policy.gradientNorm, statistics.blankShare)
        FileHandle.standardError.write(Data((line + "\n").utf8))
      }
      if Int(minutes * 2) > lastSheet {
        lastSheet = Int(minutes * 2)
        try writeSheet(trainer, shape, name: "sheet-\(lastSheet).png")
      }
    }
    try writeSheet(trainer, shape, name: "sheet-last.png")
  }

  private func writeSheet(_ trainer: GenerationTrainer, _ shape: [Int], name: String) throws {
    let canvases = try trainer.sample()
    let size = shape.reduce(1, *)
    let images = try (0..<min(64, canvases.count / size)).map { index in
      try PixelImage(
        width: shape[1], height: shape[0], channels: shape[2],
        pixels: Array(canvases[(index * size)..<((index + 1) * size)]))
    }
    try ImageFile.write(ContactSheet(images, columns: 16).render(), to: "\(flags.out)/\(name)")
    try FileBytes.write(canvases, to: "\(flags.out)/canvases.raw")
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
