import ArgumentParser
import Plotter

/// How pictures of a plot look.
struct PlotLook: ParsableArguments {
  @Option(
    help: """
      What a .png shows: moves (ink, the raised pen's ways in orange, the machine), ink, ideal (as \
      perfect drives draw) or error (green where the line is right, red from 1 mm on).
      """, transform: oneOf)
  var preview = PlotPicture.Kind.moves

  @Option(help: "The longer side of pictures, pixels; 800, of a .gif 400.")
  var size: Int?

  @Option(help: "The width of the pen's line, mm; what the machine's pen has otherwise.")
  var penWidth: Double?

  @Option(help: "What the noise of simulated drives depends on.")
  var seed: UInt64 = 0

  func validate() throws {
    if let size, !(16...8192).contains(size) {
      throw ValidationError("--size must be in 16...8192")
    }
    if let penWidth, !(0.01...100).contains(penWidth) {
      throw ValidationError("--pen-width must be in 0.01...100 mm")
    }
  }
}

/// The value of a word of the command line that is one of few.
func oneOf<Choice: RawRepresentable & CaseIterable>(_ word: String) throws -> Choice
where Choice.RawValue == String {
  guard let choice = Choice(rawValue: word) else {
    let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("expected one of \(words), got '\(word)'")
  }
  return choice
}
