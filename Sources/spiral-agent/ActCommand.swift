import Agent
import ArgumentParser

/// `spiral-agent [act]`: flags, then one call.
struct ActCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "act",
    abstract: "Paint (the default command).",
    usage: "spiral-agent [act] [<options>] [-- <command> ...]",
    discussion: """
      EXAMPLES
        Paint a digit in eight steps, and keep the picture, its making and its program:
          spiral-agent --target train-images-idx3-ubyte.gz#7 --steps 8 \\
            -o digit.png -o digit.gif -o digit.json -o digit.svg \\
            -- spiral-env --backend brush --option color=false
        Paint it in one second with a trained policy, improved by trial:
          spiral-agent --policy run/policy.safetensors --refine 20000 \\
            --target train-images-idx3-ubyte.gz#7 -o digit.png \\
            -- spiral-env --backend brush --option color=false
        Paint a photo in colour:
          spiral-agent --target photo.png -o photo.gif \\
            -- spiral-env --backend brush --option episodeLength=200
        Random strokes, three pictures (scribble-1.png to scribble-3.png):
          spiral-agent --episodes 3 -o scribble.png -- spiral-env --backend brush
        Without a command the environment is at the other end of a pipe:
          spiral-env --backend brush | spiral-agent --target photo.png -o photo.png
          mkfifo loop; spiral-env --backend brush <loop | spiral-agent -o x.png >loop
      """)

  @Option(
    help: ArgumentHelp(
      "How to paint: random, search, the file of a trained policy, or one that ships: "
        + "\(ShippedPolicies.list) (default: search with --target, else random).",
      valueName: "policy"))
  var policy: PolicyChoice?

  @Option(help: "How much a trained policy leaves to chance; 0 is its most probable choice.")
  var temperature: Float = 1

  @Option(
    help: "Programs to try around what a trained policy proposes for --target; 20000 take a second."
  )
  var refine: Int?

  @Option(help: "The picture to paint: a PNG, an IDX file with #INDEX, a zip with #ENTRY.")
  var target: String?

  @Option(help: "The most actions of an episode (default: the environment's episodeLength).")
  var steps: Int?

  @Option(help: "The seed of the first episode; the next ones count up.")
  var seed: UInt64 = 0

  @Option(help: "How many pictures to paint.")
  var episodes = 1

  @Option(help: "Where the environment is when no command is given: automatic, stdio, rendezvous.")
  var wire: WireName = .automatic

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: "Write .png, .gif (stroke by stroke), .json (the program) or .svg; may be repeated.")
  var outputs: [String] = []

  @Argument(parsing: .postTerminator, help: "The environment to start.")
  var command: [String] = []

  func validate() throws {
    if let steps, steps < 1 { throw ValidationError("--steps must be at least 1, got \(steps)") }
    guard temperature >= 0, temperature <= 100 else {
      throw ValidationError("--temperature must be in 0...100, got \(temperature)")
    }
    guard (1...1_000_000).contains(episodes) else {
      throw ValidationError("--episodes must be in 1...1000000, got \(episodes)")
    }
    try validateRefinement(refine)
    if refine != nil {
      guard case .trained? = policy else {
        throw ValidationError("--refine needs --policy FILE.safetensors, a trained policy")
      }
    }
    for path in outputs where OutputKind(path: path) == nil {
      throw ValidationError("-o \(path): the name must end in \(OutputKind.list)")
    }
  }

  func run() throws {
    do {
      try PaintingRun(self).run()
    } catch let exit as ExitCode {
      throw exit
    } catch {
      throw RunError(description: "\(error)")
    }
  }
}

/// An error that is printed as its description after `Error: `.
struct RunError: Error, CustomStringConvertible {
  let description: String
}
