import ArgumentParser
import ImageFiles
import JSONText

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

/// Reads the course of figures from the metrics of a training.
enum TrainingCurve {
  /// Returns the points (minutes, figure) of the lines that have the figure, thinned by averaging
  /// neighbours to at most a few hundred.
  ///
  /// - Throws: When the file cannot be read, or a `JSONError` with the line of a damaged one.
  static func points(of figure: String, in path: String) throws -> [SIMD2<Double>] {
    var points: [SIMD2<Double>] = []
    let bytes = try FileBytes.read(path)
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
      do {
        let node = try JSON.parse(String(decoding: line, as: UTF8.self))
        guard let value = node[figure], value.value.kind == .number else { continue }
        points.append(SIMD2(try node.member("minutes").number(), try value.number()))
      } catch {
        throw RunError(description: "\(path), line \(index + 1): \(error)")
      }
    }
    return averaged(points)
  }

  /// The most points that a line of a plot keeps.
  private static let mostPoints = 200

  private static func averaged(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
    let group = (points.count + mostPoints - 1) / mostPoints
    guard group > 1 else { return points }
    return stride(from: 0, to: points.count, by: group).map { start in
      let some = points[start..<min(start + group, points.count)]
      return some.reduce(SIMD2(0, 0), +) / Double(some.count)
    }
  }
}
