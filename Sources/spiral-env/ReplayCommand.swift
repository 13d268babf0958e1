import ArgumentParser
import EnvironmentAPI
import Foundation
import ImageFiles
import StrokeProgram

/// `spiral-env replay`: paints a program again.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Paint a program.json again, at its size or another.",
    discussion: """
      At its own size the picture is the one that was painted, byte for byte.

      EXAMPLES
        spiral-env replay program.json -o same.png
        spiral-env replay program.json --size 1024 -o big.png
        spiral-env replay program.json -o strokes.svg
      """)

  @Argument(help: "The program.")
  var program: String

  @Option(help: "Width of the picture in pixels.")
  var size: Int?

  @Option(name: .shortAndLong, help: "Where to write: .png or .svg.")
  var output: String

  @OptionGroup var plugins: PluginArguments

  func run() throws {
    let program = try PaintingProgram(readingFrom: program)
    if output.hasSuffix(".svg") {
      try Data(program.svg().utf8).write(to: URL(filePath: output))
      return
    }
    guard output.hasSuffix(".png") else {
      throw ValidationError("'\(output)': expected a name that ends in .png or .svg")
    }
    let source = program.source
    let backend = try plugins.backend(named: source.backend)
    guard source.version == backend.version else {
      throw EnvironmentError.stateIncompatible(
        expected: "\(backend.name) version \(backend.version)", got: "version \(source.version)")
    }
    let configuration = try EnvironmentConfiguration(backend: backend, given: source.options)
    try ImageFile.write(configuration.replay(source, size: size), to: output)
  }
}
