import ArgumentParser
import EnvironmentAPI
import Foundation
import ImageFiles
import JSONText
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

  func run() throws {
    let program = try read()
    if output.hasSuffix(".svg") {
      try Data(program.svg().utf8).write(to: URL(filePath: output))
      return
    }
    guard output.hasSuffix(".png") else {
      throw ValidationError("'\(output)': expected a name that ends in .png or .svg")
    }
    let source = program.source
    let backend = try BackendCatalog.backend(named: source.backend)
    guard source.version == backend.version else {
      throw EnvironmentError.stateIncompatible(
        expected: "\(backend.name) version \(backend.version)", got: "version \(source.version)")
    }
    let configuration = try EnvironmentConfiguration(backend: backend, given: source.options)
    try ImageFile.write(configuration.replay(source, size: size), to: output)
  }

  private func read() throws -> PaintingProgram {
    let bytes: [UInt8]
    do { bytes = [UInt8](try Data(contentsOf: URL(filePath: program))) } catch {
      throw ValidationError("\(program) cannot be read: \(error.localizedDescription)")
    }
    do { return try PaintingProgram(json: bytes) } catch {
      throw ValidationError("\(program), \(error)")
    }
  }
}
