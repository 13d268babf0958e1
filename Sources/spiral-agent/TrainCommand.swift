public import Agent
public import ArgumentParser
import Datasets

/// `spiral-agent train`: learns to paint from pictures alone.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Learn to paint, inventing pictures or copying those that are shown.",
    discussion: """
      The reward is a critic that learns beside the painter, or, for copying, how much nearer each
      stroke brings the canvas to the picture. The folder gets policy.safetensors (for act, eval and
      sample), metrics.jsonl, events for TensorBoard, sheets of pictures, curve.png and config.json,
      which --config takes. Ctrl-C stops with a checkpoint; --resume goes on from it, and after any
      other death from the minute before.

      EXAMPLES
        spiral-agent train --data mnist:train-images-idx3-ubyte.gz --minutes 30 --out run \\
          --env "spiral-env --backend brush --option color=false --option sizes=1.6,2.4,3.2"
        spiral-agent train --task reconstruct --data omniglot:images_background.zip --out copies
        spiral-agent train --task reconstruct --data mnist:train-images-idx3-ubyte.gz --out copies \\
          --dreams run/policy.safetensors
        spiral-agent train --resume --out run --minutes 60
        spiral-agent train --out run --discriminator "spiral-discriminator --image 64x64x1"
      """)

  @Option(
    help: "generate: invent pictures; reconstruct: copy the one that is shown. (default: generate)")
  var task: TrainingTask?

  @Option(help: "The pictures to learn from: \(ImageSet.descriptionHelp). (default: glyphs)")
  var data: String?

  @Option(
    help: ArgumentHelp(
      "The command that starts an environment. (default: \(Self.defaultEnvironment))",
      valueName: "command"))
  var env: String?

  @Option(help: "The folder for what comes out.")
  var out: String

  @Option(help: "CPU minutes of all processes of the run, divided by two. (default: 60)")
  var minutes: Double?

  @Option(help: "Environment steps instead of minutes: the same seed gives the same bytes.")
  var steps: Int?

  @Option(
    help: ArgumentHelp(
      "JSON with the members policy, critic and training; config.json of a run shows them all.",
      valueName: "file"))
  var config: String?

  @Flag(help: "Go on with the training in the folder; flags that are left out are as they were.")
  var resume = false

  @Option(help: "The seed of everything. (default: 1)")
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "The command that starts a critic, instead of one in this process.", valueName: "command"))
  var discriminator: String?

  @Option(
    help: ArgumentHelp(
      "A policy that invents such pictures; a painter that is to copy imitates it first.",
      valueName: "policy"))
  var dreams: String?

  static let defaultEnvironment = "spiral-env --backend brush --option color=false"

  func validate() throws {
    if minutes != nil, steps != nil {
      throw ValidationError("--minutes and --steps: give one of them")
    }
    if let minutes, !(minutes > 0 && minutes <= 1e6) {
      throw ValidationError("--minutes must be above 0 and at most 1000000, got \(minutes)")
    }
    if let steps, !(1...1 << 50).contains(steps) {
      throw ValidationError("--steps must be at least 1, got \(steps)")
    }
    if dreams != nil, !resume, task != .reconstruct {
      throw ValidationError("--dreams teaches to copy: it needs --task reconstruct")
    }
    if out.isEmpty { throw ValidationError("--out must name a folder") }
  }

  /// What the flags say of the length, if anything.
  var length: TrainingLength? { steps.map { .steps($0) } ?? minutes.map { .minutes($0) } }

  func run() throws {
    do {
      try TrainingRun(self).run()
    } catch let exit as ExitCode {
      throw exit
    } catch {
      throw RunError(description: "\(error)")
    }
  }
}

extension TrainingTask: ExpressibleByArgument {}
