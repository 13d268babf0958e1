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
        laneCount: flags.lanes, autoreset: .disabled),
      maximumLineBytes: Self.maximumLineBytes)
    let trainer = try makeTrainer(wire, description)
    try train(trainer, shape: description.canvasShape, child: channel.child)
    try wire.shutdown()
    channel.close()
    channel.child?.finish()
  }

  private func makeTrainer(
    _ wire: WireClient, _ description: EnvironmentDescription
  ) throws -> PaintingTrainer {
    let shape = description.canvasShape
    let images = try ImageSet.open(
      flags.data, options: ImageSetOptions(width: shape[1], height: shape[0], channels: shape[2]))
    let training = try images.split(images.usualHoldOut).training
    var policy = PolicyConfiguration()
    policy.canvasChannels = shape[2]
    policy.maximumSteps = description.maximumSteps
    var options = TrainingOptions()
    options.laneCount = flags.lanes
    if flags.task == .reconstruct {
      policy.hasTarget = true
      policy.noise = 0
      policy.channels = [16, 32, 64]
      policy.width = 256
      options.reward = .distance
      options.entropy = 0.005
      options.finalEntropy = 0.001
      options.update.discount = 0.95
      options.update.minibatch = 512
    }
    if let text = ProcessInfo.processInfo.environment["TUNE"] {
      for pair in text.split(separator: ",") {
        let (name, value) = (pair.split(separator: "=")[0], Double(pair.split(separator: "=")[1])!)
        switch name {
        case "dreams": options.dreamShare = value
        case "drate": options.dreamRate = value
        case "critic": options.reward = .critic
        case "entropy": options.entropy = value
        case "finalEntropy": options.finalEntropy = value
        case "discount": options.update.discount = Float(value)
        case "lambda": options.update.lambda = Float(value)
        case "minibatch": options.update.minibatch = Int(value)
        case "epochs": options.update.epochs = Int(value)
        case "rate": options.learningRate = value
        case "width": policy.width = Int(value)
        case "c": policy.channels = [Int(value), Int(value) * 2, Int(value) * 4]
        default: fatalError("\(name)")
        }
      }
    }
    let critic = Critic(
      CriticConfiguration(
        imageHeight: shape[0], imageWidth: shape[1], channels: shape[2],
        isConditional: policy.hasTarget),
      seed: flags.seed)
    return try PaintingTrainer(
      options, policy: policy,
      lanes: LaneGroup(wire, description: description, seed: flags.seed),
      critic: LocalCritic(critic),
      dreams: flags.dreams.map { try SafetensorsFile(parsing: FileBytes.read($0)) },
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
    _ trainer: PaintingTrainer, shape: [Int], child: ChildProcess?
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
  private func keep(_ trainer: PaintingTrainer, _ shape: [Int], sheet name: String) throws {
    let notes = ["data": flags.data, "seed": "\(flags.seed)", "environment": flags.env]
    try FileBytes.write(
      trainer.file(notes: notes).encoded(), to: "\(flags.out)/policy.safetensors")
    let sample = try trainer.sample()
    let canvases = try images(sample.canvases, shape)
    let targets = try sample.targets.map { try images($0, shape) }
    let sheet =
      targets.map {
        ContactSheet(
          targets: Array($0.prefix(32)), reconstructions: Array(canvases.prefix(32)), columns: 16)
      } ?? ContactSheet(Array(canvases.prefix(64)), columns: 16)
    try ImageFile.write(sheet.render(), to: "\(flags.out)/\(name)")
  }

  private func images(_ bytes: [UInt8], _ shape: [Int]) throws -> [PixelImage] {
    let size = shape.reduce(1, *)
    return try (0..<bytes.count / size).map { index in
      try PixelImage(
        width: shape[1], height: shape[0], channels: shape[2],
        pixels: Array(bytes[(index * size)..<((index + 1) * size)]))
    }
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
