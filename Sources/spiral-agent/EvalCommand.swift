import ArgumentParser
import Datasets

/// `spiral-agent eval`: how good a trained policy is, on pictures it has not learned from.
struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Measure a trained policy on pictures it has not learned from.",
    discussion: """
      A policy that reconstructs paints every held-out picture of the data; its
      errors stand beside those of blank paper. A policy that invents paints --count
      pictures; they stand beside real ones and beside random strokes, which mark the
      ends of every scale.

      EXAMPLES
        How close a policy comes, with 32 pairs and the error stroke by stroke:
          spiral-agent eval --policy run/policy.safetensors \\
            --data mnist:train-images-idx3-ubyte.gz -o pairs.png --plot strokes.png \\
            -- spiral-env --backend brush --option color=false
        The same for 100 pictures, each improved for about a second, as JSON:
          spiral-agent eval --policy run/policy.safetensors \\
            --data mnist:train-images-idx3-ubyte.gz --count 100 --refine 20000 \\
            --json -- spiral-env --backend brush --option color=false

      JSON
        always
          kind               "reconstruct" or "generate"
          policy, data, temperature, seed
          refine             programs per picture, or null
          pictures, steps    how many pictures; the most actions of one
          seconds, secondsPerPicture    of painting alone
        reconstruct: means over the pictures, samples in 0...1
          mse, blankMSE      squared error of the paintings and of blank paper
          mseAfterStep       a list from blank paper to the last stroke
          psnr               dB; null when a painting is perfect
          psnrOfMeanMSE      dB
          ssim               structural similarity
          recognisedShare    paintings that the classifier takes for the same
                             digit as their targets; null for other data
        generate
          painted, real, random    pictures, blankShare, meanInk (0...1), frechet
                             (to the held-out pictures, in the classifier's
                             features); for digits also recognisedShare
                             (confidence above 0.9), meanConfidence, classEntropy
                             (nats) and histogram
          isDigits           whether scores of digits apply; else these are null:
          realHalves         Frechet distance of two halves of real digits
          progress           0 for random strokes, 1 for real digits
      """)

  @Option(help: "A policy's file, or one that ships: \(ShippedPolicies.list).")
  var policy: String

  @Option(help: "The pictures to measure with: \(ImageSet.descriptionHelp).")
  var data: String

  @Option(help: "How many pictures, evenly spread (default: all to reconstruct, 2000 to invent).")
  var count: Int?

  @Flag(help: "Measure with all pictures of the data, not only with the held-out ones.")
  var all = false

  @Option(
    help: """
      How much is left to chance (default: 0, the most probable choice, to reconstruct; 1 to \
      invent). Values other than 0 and 1 paint one picture at a time.
      """)
  var temperature: Float?

  @Option(help: "Programs to try around what a policy that reconstructs proposes for a picture.")
  var refine: Int?

  @Option(help: "The seed of the first picture; the next ones count up.")
  var seed: UInt64 = 1

  @Flag(help: "Print one JSON object.")
  var json = false

  @Option(name: .shortAndLong, help: "A sheet of paintings, under their targets: a .png file.")
  var output: String?

  @Option(help: "A plot of the error after each stroke: a .png file.")
  var plot: String?

  @Argument(parsing: .postTerminator, help: "The environment to start.")
  var command: [String] = []

  func validate() throws {
    if let count, !(1...1_000_000).contains(count) {
      throw ValidationError("--count must be in 1...1000000, got \(count)")
    }
    if let temperature, !(0...100).contains(temperature) {
      throw ValidationError("--temperature must be in 0...100, got \(temperature)")
    }
    try validateRefinement(refine)
    for (flag, path) in [("-o", output), ("--plot", plot)] {
      guard let path, OutputKind(path: path) != .png else { continue }
      throw ValidationError("\(flag) \(path): the name must end in .png")
    }
  }

  func run() throws {
    do {
      try EvaluationRun(self).run()
    } catch let exit as ExitCode {
      throw exit
    } catch let error as RunError {
      throw error
    } catch {
      throw RunError(description: "\(error)")
    }
  }
}

/// Refuses an impossible number for `--refine`.
func validateRefinement(_ count: Int?) throws(ValidationError) {
  guard let count, !(1...10_000_000).contains(count) else { return }
  throw ValidationError("--refine must be in 1...10000000, got \(count)")
}
