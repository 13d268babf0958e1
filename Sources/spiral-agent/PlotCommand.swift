import ArgumentParser
import ImageFiles

/// `spiral-agent plot`: a figure of several trainings in one picture.
struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw the course of one figure in several trainings.",
    discussion: """
      The figures are the members of metrics.jsonl in the folder of a training; x is minutes.

      EXAMPLES
        spiral-agent plot --figure heldOutError run-critic run-distance -o comparison.png
      """)

  @Option(help: "The figure to draw, for example reward, score, entropy, heldOutError.")
  var figure: String

  @Flag(help: "Draw a logarithmic y axis.")
  var logarithmic = false

  @Option(name: .shortAndLong, help: "Where the picture goes: a name that ends in .png.")
  var output: String

  @Argument(help: "The folders of the trainings; a line is named after its folder.")
  var folders: [String]

  func run() throws {
    let series = try folders.map { folder in
      let points = try TrainingCurve.points(of: figure, in: "\(folder)/metrics.jsonl")
      guard !points.isEmpty else {
        throw RunError(description: "\(folder)/metrics.jsonl: no line has the figure '\(figure)'")
      }
      let name = folder.split(separator: "/").last.map(String.init) ?? folder
      return LinePlot.Series(name, points)
    }
    var plot = LinePlot(series, xLabel: "minutes", yLabel: figure)
    plot.isLogarithmic = logarithmic
    try ImageFile.write(plot.render(), to: output)
  }
}
