import EnvironmentAPI
import Foundation
import PaintCore
import Testing

@testable import Brush

@Suite struct BrushSpecimenTests {
  private static func presets() -> BrushCatalog {
    var catalog = BrushCatalog()
    catalog.addPresets()
    return catalog
  }

  static func specimen(_ settings: String) throws -> BrushSpecimen {
    let definition = try BrushFileTests.parse(BrushFileTests.brush(settings))
    return BrushSpecimen(name: "test", path: nil, definition)
  }

  private static let round = """
    "opaque": {"base_value": 1, "inputs": {}},
    "opaque_multiply": {"base_value": 1, "inputs": {}},
    "hardness": {"base_value": 1, "inputs": {}},
    "radius_logarithmic": {"base_value": 1.5, "inputs": {}}
    """

  @Test func `a stroke has as many dabs as its radius and length say`() throws {
    let four = try Self.specimen(
      Self.round + #","dabs_per_actual_radius": {"base_value": 4, "inputs": {}}"#)
    // The arch is 96 px long or so (two sides of 24 x 40 px), which is 24 radii of 4 px.
    let dabs = four.dabsPerStroke()
    #expect((88...112).contains(dabs), "\(dabs)")
    let eight = try Self.specimen(
      Self.round + #","dabs_per_actual_radius": {"base_value": 8, "inputs": {}}"#)
    #expect(abs(eight.dabsPerStroke() - 2 * dabs) <= 2)
    #expect(try Self.specimen(Self.round).dabsPerStroke() == 0)
  }

  @Test func `a specimen says whether it reads the canvas and what its radius is`() throws {
    let plain = try Self.specimen(Self.round)
    #expect(!plain.readsCanvas)
    #expect(abs(plain.radius - 4.4817) < 1e-3)
    #expect(
      try Self.specimen(Self.round + #","smudge": {"base_value": 0.5, "inputs": {}}"#).readsCanvas)
  }

  @Test func `a picture shows a stroke in its middle row and paper in its corners`() throws {
    for brush in Self.presets().brushes {
      let picture = try brush.picture(width: 112, height: 56)
      let middle = picture.pixels[(28 * 112 * 3)..<(29 * 112 * 3)]
      #expect(middle.contains { $0 < 200 }, "\(brush.name)")
      #expect(picture.pixels[..<3] == [255, 255, 255], "\(brush.name)")
      #expect(picture.channels == 3)
    }
    #expect(throws: EnvironmentError.self) {
      try Self.presets().brushes[0].picture(width: 8, height: 1 << 20)
    }
  }

  @Test func `an eraser has paint to erase and shows paper where it did`() throws {
    let eraser = try Self.specimen(
      Self.round + """
        ,"eraser": {"base_value": 1, "inputs": {}},
        "dabs_per_actual_radius": {"base_value": 4, "inputs": {}}
        """)
    let picture = try eraser.picture(width: 120, height: 60)
    func pixel(_ x: Int, _ y: Int) -> [UInt8] {
      let start = 3 * (y * 120 + x)
      return Array(picture.pixels[start..<(start + 3)])
    }
    #expect(pixel(60, 30) == [255, 255, 255])  // the stroke goes through the middle
    #expect(pixel(60, 16) != [255, 255, 255])
  }
}

@Suite struct BrushCatalogTests {
  @Test func `presets come in their order`() {
    var catalog = BrushCatalog()
    catalog.addPresets()
    #expect(catalog.brushes.map(\.name) == BrushPresets.names)
    #expect(catalog.brushes.allSatisfy { $0.path == nil && $0.warnings.isEmpty })
    #expect(catalog.problems.isEmpty)
  }

  @Test func `a folder gives its files and those of its groups, and names what is broken`() throws {
    let manager = FileManager.default
    let folder = manager.temporaryDirectory.appending(path: "\(UUID())")
    try manager.createDirectory(
      at: folder.appending(path: "group"), withIntermediateDirectories: true)
    defer { try? manager.removeItem(at: folder) }
    let good = BrushFileTests.brush(#""gridmap_scale": {"base_value": 1, "inputs": {}}"#)
    for (name, text) in [
      ("b.myb", good), ("group/a.myb", good), ("broken.myb", "{"), ("note.txt", ""),
    ] { try Data(text.utf8).write(to: folder.appending(path: name)) }
    var catalog = BrushCatalog()
    catalog.addBrushes(in: folder.path)
    #expect(catalog.brushes.map(\.name) == ["b", "group/a"])
    #expect(catalog.brushes[0].path == folder.path + "/b.myb")
    #expect(catalog.brushes[0].warnings.first?.contains("gridmap_scale") == true)
    #expect(catalog.problems.count == 1)
    #expect(catalog.problems.first?.contains("broken.myb:1:") == true)
    catalog.addBrushes(in: folder.path + "/none")
    #expect(catalog.problems.count == 2)
  }

  @Test(.enabled(if: GoldenFiles.exist)) func `the folder of mypaint-brushes has 177 brushes`()
    throws
  {
    var catalog = BrushCatalog()
    catalog.addBrushes(in: GoldenFiles.folder.appending(path: "brushes").path)
    #expect(catalog.brushes.map(\.name) == (try GoldenFiles.brushNames()))
    #expect(catalog.problems.isEmpty)
    #expect(catalog.brushes.filter(\.readsCanvas).count >= 79)  // as the notes of the traces say
    // A brush that only recolours, and by nothing: its picture is the paint that is there before.
    let nothing = try BrushSpecimenTests.specimen(#""lock_alpha": {"base_value": 1, "inputs": {}}"#)
    let (width, height) = (96, 48)
    let paint = try nothing.picture(width: width, height: height)
    let paper = [UInt8](repeating: 255, count: paint.pixels.count)
    for brush in catalog.brushes {
      let picture = try brush.picture(width: width, height: height).pixels
      let isVisible = picture != paint.pixels && picture != paper
      #expect(isVisible, "\(brush.name)")
    }
  }
}
