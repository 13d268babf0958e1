public import ArgumentParser
import Datasets
public import Discriminator
import EnvironmentServer
public import WireProtocol

/// The critic server.
@main
struct SpiralDiscriminator: ParsableCommand {
  /// The version that `serverInfo` and `--version` name.
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "spiral-discriminator",
    abstract: "A critic that scores pictures and learns; it speaks line-delimited JSON.",
    discussion: """
      Requests come as lines of JSON on standard input and responses leave on standard output:
      initialize, score, update, save, load, ping and shutdown (docs/PROTOCOL.md, section 5).

      EXAMPLES
        spiral-discriminator --image 64x64x1 <requests.jsonl >responses.jsonl
        spiral-discriminator --weights critic.safetensors
        spiral-env --backend brush --reward-from 'spiral-discriminator --image 64x64x3'
        spiral-env --backend brush --reward-from \\
          'spiral-discriminator --image 64x64x3 --data mnist:train-images-idx3-ubyte.gz --learn'
      """,
    version: version, subcommands: [Serve.self], defaultSubcommand: Serve.self)
}

/// `spiral-discriminator [serve]`.
struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve one critic until the end of input (the default command)."
  )

  @Option(help: "A critic to start from; it says which pictures it scores.")
  var weights: String?

  @Option(help: "Height, width and channels of the pictures, such as 64x64x1.")
  var image: ImageShape?

  @Flag(help: "Every picture comes with a target.")
  var conditional = false

  @Option(help: "How a conditional critic sees targets: pair or complement.")
  var conditioning = Conditioning.pair

  @Option(help: "What the critic minimises: hinge, logistic or wasserstein.")
  var loss = CriticLoss.hinge

  @Option(help: "Seed of the initial weights and of everything random in learning.")
  var seed: UInt64 = 0

  @Option(help: "Real pictures: \(ImageSet.descriptionHelp).")
  var data: String?

  @Flag(help: "Learn from the last pictures of episodes, as 'score' marks them with 'ends'.")
  var learn = false

  @Option(help: "Episodes for one step of learning.")
  var updateEvery = 50

  @Option(help: "Threads of one request.")
  var threads = 2

  @Option(help: "The longest request line accepted, in bytes.")
  var maxLine = 64 << 20

  @Option(help: "Where the protocol runs: automatic, stdio or rendezvous.")
  var wire = WireChoice.automatic

  func validate() throws {
    guard maxLine >= 1024 else { throw ValidationError("--max-line must be at least 1024") }
    guard (1...64).contains(threads) else {
      throw ValidationError("--threads must be between 1 and 64")
    }
    guard (1...100_000).contains(updateEvery) else {
      throw ValidationError("--update-every must be between 1 and 100000")
    }
    guard learn || data == nil else {
      throw ValidationError("--data is of use with --learn only")
    }
    guard weights == nil || (image == nil && !conditional) else {
      throw ValidationError("--weights says --image and --conditional already")
    }
  }

  func run() throws {
    let critic = try makeCritic()
    let session = CriticSession(
      critic, lessons: try makeLessons(for: critic),
      CriticSession.Options(
        maximumRequestBytes: maxLine, serverVersion: SpiralDiscriminator.version, shards: threads))
    let code = EnvironmentServer.run(responder: session, wire: wire, maximumLineBytes: maxLine)
    if code != 0 { throw ExitCode(code) }
  }

  private func makeCritic() throws -> Critic {
    if let weights { return try Critic(contentsOf: weights, shards: threads) }
    let shape = image ?? ImageShape(height: 64, width: 64, channels: 1)
    let configuration = CriticConfiguration(
      imageHeight: shape.height, imageWidth: shape.width, channels: shape.channels,
      isConditional: conditional, loss: loss, conditioning: conditioning)
    try configuration.validate()
    return Critic(configuration, seed: seed, shards: threads)
  }

  private func makeLessons(for critic: Critic) throws -> CriticLessons? {
    guard learn else { return nil }
    let configuration = critic.configuration
    if configuration.isConditional {
      return CriticLessons(nil, for: critic, updateEvery: updateEvery)
    }
    guard let data else {
      throw ValidationError("--learn needs --data: the real pictures of an unconditional critic")
    }
    var options = ImageSetOptions(
      width: configuration.imageWidth, height: configuration.imageHeight,
      channels: configuration.channels)
    options.seed = seed
    let images = try ImageSet.open(data, options: options)
    return CriticLessons(images, for: critic, updateEvery: updateEvery)
  }
}

/// The value of `--image`.
struct ImageShape: ExpressibleByArgument {
  let height: Int
  let width: Int
  let channels: Int

  init(height: Int, width: Int, channels: Int) {
    (self.height, self.width, self.channels) = (height, width, channels)
  }

  init?(argument: String) {
    let parts = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 3, let height = parts[0], let width = parts[1], let channels = parts[2]
    else { return nil }
    self.init(height: height, width: width, channels: channels)
  }
}

extension Conditioning: ExpressibleByArgument {}

extension CriticLoss: ExpressibleByArgument {
  /// The loss of that name.
  public init?(argument: String) { self.init(name: argument) }
}

extension WireChoice: ExpressibleByArgument {}
