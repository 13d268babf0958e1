import Agent
import ArgumentParser
import EnvironmentAPI
import EnvironmentClient
import Evaluation
import ImageFiles
import NeuralNet
import PaintCore
import Terminal
import WireProtocol

/// `spiral-agent sample`: many pictures of a trained policy on one sheet, and what they score.
struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Paint many pictures with a trained policy, on one sheet.",
    discussion: """
      With --digits it also tells how far the pictures are from handwritten digits: the Frechet
      distance in the features of the classifier that ships with the package.

      EXAMPLES
        spiral-agent sample --policy run/policy.safetensors --count 64 -o sheet.png \\
          -- spiral-env --backend brush --option color=false
        spiral-agent sample --policy run/policy.safetensors --count 2000 --digits \\
          -- spiral-env --backend brush --option color=false
      """)

  @Option(help: "A policy's file, or one that ships: \(ShippedPolicies.list).")
  var policy: String

  @Option(help: "How many pictures.")
  var count = 64

  @Option(help: "The seed of the first picture; the next ones count up.")
  var seed: UInt64 = 1

  @Option(help: "How much is left to chance; 0 is the most probable choice.")
  var temperature: Float = 1

  @Flag(help: "Score the pictures as digits.")
  var digits = false

  @Option(name: .shortAndLong, help: "Where the sheet goes: a name that ends in .png.")
  var output: String?

  @Argument(parsing: .postTerminator, help: "The environment to start.")
  var command: [String] = []

  func validate() throws {
    guard (1...100_000).contains(count) else {
      throw ValidationError("--count must be in 1...100000, got \(count)")
    }
  }

  func run() throws {
    let maximumLineBytes = 64 << 20
    let channel = try WireConnector(
      command: command, wire: .automatic, maximumLineBytes: maximumLineBytes
    ).connect()
    let wire = WireClient(channel)
    let description = try wire.initialize(
      name: "spiral-agent", version: "1",
      environment: EnvironmentRequest(laneCount: 1, autoreset: .disabled),
      maximumLineBytes: maximumLineBytes)
    let client = try WirePaintingClient(wire, description: description)
    let painter = try PolicyChoice.trained(path: policy).policy(
      for: client.specification, temperature: temperature)
    let images = try paint(painter, client)
    try wire.shutdown()
    channel.close()
    if let output {
      try ImageFile.write(ContactSheet(images, columns: 16).render(), to: output)
    }
    if digits { try printScore(of: images) }
  }

  private func paint(
    _ painter: any PaintingPolicy, _ client: WirePaintingClient
  ) throws -> [PixelImage] {
    let progress = ProgressLine("painting")
    defer { progress.clear() }
    let shape = client.specification.canvasShape
    return try (0..<count).map { index in
      _ = try painter.paint(
        client, steps: client.specification.maximumSteps, seed: seed &+ UInt64(index),
        target: nil, progress: { _ in })
      progress.show(Double(index + 1) / Double(count))
      return try PixelImage(
        width: shape[1], height: shape[0], channels: shape[2], pixels: client.canvas)
    }
  }

  private func printScore(of images: [PixelImage]) throws {
    let scorer = try DigitScorer.shipped()
    let score = try scorer.score(images)
    print("pictures          \(score.count)")
    print(
      "Frechet distance  \(score.frechet)  (real digits against real: \(scorer.record.realHalves))")
    print("mean confidence   \(score.meanConfidence)")
    print("class entropy     \(score.classEntropy)  (at most 2.303)")
    print("classes           \(score.histogram)")
  }
}
