import ArgumentParser
import Brush
import EnvironmentAPI
import ImageFiles
import JSONText
import Logging
import PaintCore

/// `spiral-env brushes`: which brushes can be named, what they cost and how they look.
struct BrushesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "brushes",
    abstract: "List the brushes, what a stroke of each costs, and draw one of each.",
    discussion: """
      The presets come first, then the brushes of an installed mypaint-brushes, or of the folders
      given instead. 'dabs' is what a stroke across 64 px with radius 4 px draws; 'reads' marks
      brushes that smudge, which are slower; 'unknown' counts what libmypaint 1.3.0 does not know,
      which --json names. Files that cannot be used are named on standard error.

      EXAMPLES
        spiral-env brushes
        spiral-env brushes --json
        spiral-env brushes --directory my-brushes -o sheet.png
      """)

  @Flag(help: "Print JSON.")
  var json = false

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Folders of .myb files, or of groups of them, instead of the installed ones.",
      valueName: "folder"))
  var directory: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Draw one labelled stroke of each on this sheet.", valueName: "sheet.png"))
  var output: String?

  @Option(help: "Strokes in a row of the sheet.")
  var columns = 10

  /// The size of one stroke on the sheet, px.
  private static let strokeSize = (width: 86, height: 44)

  func validate() throws {
    guard (1...100).contains(columns) else { throw ValidationError("--columns must be in 1...100") }
  }

  func run() throws {
    var catalog = BrushCatalog()
    catalog.addPresets()
    if directory.isEmpty { catalog.addInstalled() }
    for folder in directory { catalog.addBrushes(in: folder) }
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    let logger = Logger(label: "spiral-env")
    for problem in catalog.problems { logger.warning("\(problem)") }
    print(json ? jsonText(catalog.brushes) : table(catalog.brushes))
    if let output { try ImageFile.write(sheet(of: catalog.brushes), to: output) }
  }

  // MARK: Texts

  private func table(_ brushes: [BrushSpecimen]) -> String {
    let width = max(5, brushes.map(\.name.count).max() ?? 0)
    func row(_ name: String, _ dabs: String, _ radius: String, _ notes: [String]) -> String {
      func padding(_ text: String, to count: Int) -> String {
        String(repeating: " ", count: max(0, count - text.count))
      }
      return name + padding(name, to: width) + padding(dabs, to: 7) + dabs
        + padding(radius, to: 11) + radius + (notes.isEmpty ? "" : "  ")
        + notes.joined(separator: ", ")
    }
    let rows = brushes.map { brush in
      let unknown = brush.warnings.count
      return row(
        brush.name, "\(brush.dabsPerStroke())", "\((brush.radius * 10).rounded() / 10)",
        (brush.readsCanvas ? ["reads"] : []) + (unknown > 0 ? ["\(unknown) unknown"] : []))
    }
    return ([row("brush", "dabs", "radius, px", [])] + rows).joined(separator: "\n")
  }

  private func jsonText(_ brushes: [BrushSpecimen]) -> String {
    var writer = JSONWriter()
    writer.beginArray()
    for brush in brushes { write(brush, to: &writer) }
    writer.endArray()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private func write(_ brush: BrushSpecimen, to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("name")
    writer.string(brush.name)
    writer.key("path")
    if let path = brush.path { writer.string(path) } else { writer.null() }
    writer.key("radius")
    writer.number(brush.radius)
    writer.key("dabsPerStroke")
    writer.integer(brush.dabsPerStroke())
    writer.key("readsCanvas")
    writer.boolean(brush.readsCanvas)
    writer.key("warnings")
    writer.beginArray()
    for warning in brush.warnings { writer.string(warning) }
    writer.endArray()
    writer.endObject()
  }

  // MARK: The sheet

  private func sheet(of brushes: [BrushSpecimen]) throws -> PixelImage {
    let size = Self.strokeSize
    var sheet = ContactSheet(
      try brushes.map { brush in
        ContactSheet.Cell(
          [try brush.picture(width: size.width, height: size.height)], label: label(of: brush))
      }, columns: columns)
    sheet.labelSize = 10
    return try sheet.render()
  }

  /// The name without its group, which would not fit.
  private func label(of brush: BrushSpecimen) -> String {
    brush.name.split(separator: "/").last.map(String.init) ?? brush.name
  }
}
