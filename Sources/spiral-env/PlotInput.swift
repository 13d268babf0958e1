import ArgumentParser
import Foundation
import ImageFiles
import JSONText
import Plotter
import StrokeProgram

/// A file to plot as a drawing.
struct PlotInput {
  /// What the pen is to draw.
  var drawing: StrokeProgram.Drawing
  /// What of the file could not be kept.
  var warnings: [VectorFileWarning] = []
  /// Whether the file says how large the drawing is.
  var hasSize = true

  /// How files are read.
  struct Reading {
    /// The number of the drawing in an ndjson file.
    var index: Int
    /// The height of the page of files that have none, mm, and its width.
    var page: SIMD2<Double>
    /// What writes `G4 P`.
    var dialect: GCodeDialect
    /// The width of lines of files that have none, mm.
    var lineWidth: Double
  }

  /// Reads a file by the end of its name, or by its first bytes.
  ///
  /// - Throws: an error that begins with the path and has line and column.
  init(readingFrom path: String, _ reading: Reading) throws {
    let bytes = try FileBytes.read(path)
    do {
      switch Self.kind(path, bytes) {
      case "svg":
        let file = try SVGImport(svg: bytes)
        self.init(drawing: file.drawing, warnings: file.warnings)
      case "json":
        self.init(drawing: try StrokeProgram.Drawing(json: bytes))
        hasSize = (try? PaintingProgram(json: bytes)) == nil
      case "ndjson": self = try Self.quickDrawing(bytes, reading)
      case "gcode": self = try Self.gcode(bytes, reading)
      case "hpgl":
        let moves = try HPGL.moves(bytes, pageHeight: reading.page.y)
        self.init(drawing: Self.drawing(moves, reading))
      default:
        throw ValidationError(
          "expected program.json, drawing.json, SVG, ndjson, G-code (.gcode) or HP-GL (.hpgl)")
      }
    } catch { throw ValidationError("\(path): \(error)") }
    guard drawing.pageWidth > 0, drawing.pageHeight > 0 else {
      throw ValidationError("\(path): the page has no size")
    }
  }

  private init(
    drawing: StrokeProgram.Drawing, warnings: [VectorFileWarning] = [], hasSize: Bool = true
  ) {
    self.drawing = drawing
    self.warnings = warnings
    self.hasSize = hasSize
  }

  private static func kind(_ path: String, _ bytes: [UInt8]) -> String {
    let ending = path.contains(".") ? path.split(separator: ".").last?.lowercased() ?? "" : ""
    switch ending {
    case "svg", "json", "ndjson", "gcode", "hpgl": return ending
    case "nc", "ngc", "gc": return "gcode"
    case "plt", "hpg", "hgl": return "hpgl"
    default: break
    }
    let start = bytes.first { $0 > 0x20 }
    if start == UInt8(ascii: "<") { return "svg" }
    return start == UInt8(ascii: "{") ? "json" : ""
  }

  // MARK: Formats

  private static func quickDrawing(_ bytes: [UInt8], _ reading: Reading) throws -> PlotInput {
    let drawings = try QuickDrawing.drawings(ndjson: bytes)
    guard drawings.indices.contains(reading.index) else {
      throw ValidationError("--index \(reading.index): the file has \(drawings.count) drawings")
    }
    return PlotInput(
      drawing: StrokeProgram.Drawing(drawings[reading.index], lineWidth: reading.lineWidth),
      hasSize: false)
  }

  private static func gcode(_ bytes: [UInt8], _ reading: Reading) throws -> PlotInput {
    let program = try GCodeProgram(gcode: bytes, dialect: reading.dialect)
    let style = GCodeStyle(
      dialect: reading.dialect, actuator: program.actuator, pageHeight: reading.page.y)
    return PlotInput(
      drawing: drawing(program.penMoves(style: style), reading), warnings: program.warnings)
  }

  private static func drawing(_ moves: [PenMove], _ reading: Reading) -> StrokeProgram.Drawing {
    StrokeProgram.Drawing(
      moves: moves, pageWidth: reading.page.x, pageHeight: reading.page.y,
      lineWidth: reading.lineWidth)
  }
}

extension GCodeProgram {
  /// What lifts the pen in this program: a servo if one is set, whose first value is up and the one
  /// farthest from it down; else the Z axis, down at its lowest.
  fileprivate var actuator: PenActuator {
    var values: [Double] = []
    var heights: [Double] = []
    for step in steps {
      if case .servo(let value) = step.action, let value { values.append(value) }
      if case .move(let move) = step.action { heights += [move.from.z, move.to.z] }
    }
    if let up = values.first {
      let down = values.max { abs($0 - up) < abs($1 - up) } ?? up
      // One value alone: the servo is let go to raise the pen.
      return .servo(up: down == up ? -Double.infinity : up, down: down)
    }
    return .zAxis(up: heights.max() ?? 1, down: heights.min() ?? 0, feed: 600)
  }
}
