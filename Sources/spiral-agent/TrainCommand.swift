import Agent
import ArgumentParser
import Datasets
import Discriminator
import EnvironmentClient
import Foundation
import ImageFiles
import PaintCore

/// `spiral-agent train`: learns to paint from pictures alone.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Learn to paint: the reward is a critic that learns beside the painter.",
    discussion: """
      EXAMPLES
        spiral-agent train --data mnist:train-images-idx3-ubyte.gz --minutes 30 --out run \\
          --env "spiral-env --backend brush --option color=false --option sizes=1.6,2.4,3.2"
      """)

  @Option(help: "generate: invent pictures; reconstruct: copy the one that is shown.")
  var task = TrainingTask.generate

  @Option(help: "The pictures to learn from: \(ImageSet.descriptionHelp).")
  var data = "glyphs"

  @Option(
    help: ArgumentHelp(
      "A policy that invents such pictures; what it paints is imitated before the rewards begin.",
      valueName: "file"))
  var dreams: String?

  @Option(help: "The command that starts the environment.")
  var env = "spiral-env --backend brush --option color=false"

  @Option(help: "The folder for what comes out.")
  var out: String

  @Option(help: "CPU minutes of all processes of the run, divided by two.")
  var minutes = 60.0

  @Option(help: "Environments stepped together: the episodes of one iteration.")
  var lanes = 256

  @Option(help: "The seed of everything.")
  var seed: UInt64 = 1

  func run() throws {
    try TrainingRun(self).run()
  }
}

/// The values of `--task`.
enum TrainingTask: String, CaseIterable, ExpressibleByArgument {
  case generate
  case reconstruct
}
