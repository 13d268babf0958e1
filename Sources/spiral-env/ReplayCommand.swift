import ArgumentParser
import EnvironmentAPI
import Foundation
import ImageFiles
import LiveView
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
        spiral-env replay program.json -o replay.html
      """)

  @Argument(help: "The program.")
  var program: String

  @Option(help: "Width of the picture in pixels.")
  var size: Int?

  @Option(
    name: .shortAndLong,
    help: "Where to write: .png, .svg, or .html, which a browser plays stroke by stroke.")
  var output: String

  @OptionGroup var plugins: PluginArguments

  func run() throws {
    let program = try PaintingProgram(readingFrom: program)
    if output.hasSuffix(".svg") {
      try Data(program.svg().utf8).write(to: URL(filePath: output))
      return
    }
    guard output.hasSuffix(".png") || output.hasSuffix(".html") else {
      throw ValidationError("'\(output)': expected a name that ends in .png, .svg or .html")
    }
    let source = program.source
    let backend = try plugins.backend(named: source.backend)
    guard source.version == backend.version else {
      throw EnvironmentError.stateIncompatible(
        expected: "\(backend.name) version \(backend.version)", got: "version \(source.version)")
    }
    let configuration = try EnvironmentConfiguration(backend: backend, given: source.options)
    if output.hasSuffix(".html") {
      let name = self.program.split(separator: "/").last.map(String.init) ?? self.program
      let page = try ReplayPage.html(
        of: source, configuration: configuration, size: size, title: name)
      return try FileBytes.write(page, to: output)
    }
    try ImageFile.write(configuration.replay(source, size: size), to: output)
  }
}
