import StrokeProgram
import Testing

/// What an independent reader (svgelements 1.9.6, 96 pixels an inch) finds in the shared files.
struct SVGExpectation: Sendable, CustomTestStringConvertible {
  var name: String
  var paths: Int
  var page: DrawingPoint
  /// Of all lines together, mm.
  var length: Double
  var least: DrawingPoint
  var most: DrawingPoint

  var testDescription: String { name }

  init(
    _ name: String, _ paths: Int, _ page: DrawingPoint, _ length: Double, _ least: DrawingPoint,
    _ most: DrawingPoint
  ) {
    self.name = name
    self.paths = paths
    self.page = page
    self.length = length
    self.least = least
    self.most = most
  }
}

@Suite(.enabled(if: SharedData.isPresent, "needs the shared data beside the package"))
struct SVGFilesTests {
  @Test func `every file of the folder is expected`() {
    let names = SharedData.names(in: "svg", suffix: ".svg")
    #expect(names == svgExpectations.map { $0.name + ".svg" })
  }

  @Test(arguments: svgExpectations)
  func `the file has the paths, the page, the length and the extent`(
    expected: SVGExpectation
  ) throws {
    let read = try SVGImport(svg: SharedData.bytes("svg/\(expected.name).svg"))
    let drawing = read.drawing
    #expect(drawing.paths.count == expected.paths)
    #expect(distance([drawing.pageWidth, drawing.pageHeight], expected.page) < 1e-3)
    let chains = drawing.paths.map { $0.polyline(tolerance: 0.0005) }
    let length = chains.reduce(0) { sum, chain in
      sum + zip(chain, chain.dropFirst()).reduce(0) { $0 + distance($1.0, $1.1) }
    }
    #expect(abs(length - expected.length) <= 0.01 + expected.length * 1e-4)
    let points = chains.flatMap { $0 }
    guard !points.isEmpty else { return }
    let least = DrawingPoint(points.map(\.x).min() ?? 0, points.map(\.y).min() ?? 0)
    let most = DrawingPoint(points.map(\.x).max() ?? 0, points.map(\.y).max() ?? 0)
    #expect(distance(least, expected.least) < 0.01)
    #expect(distance(most, expected.most) < 0.01)
  }

  @Test(arguments: svgExpectations)
  func `the file, written again, is the same drawing`(expected: SVGExpectation) throws {
    let drawing = try SVGImport(svg: SharedData.bytes("svg/\(expected.name).svg")).drawing
    let again = try SVGImport(svg: Array(drawing.svg().utf8))
    #expect(again.warnings.isEmpty)
    #expect(worstDifference(drawing, again.drawing) < 0.01)
  }
}
