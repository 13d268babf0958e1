import ImageFiles
import PaintCore
import Testing

@testable import Datasets

@Suite struct GlyphSetTests {
  static let hasFont = GlyphRenderer.usualFontPaths.contains(where: FileBytes.isFile)

  private func options(_ count: Int, seed: UInt64 = 1, side: Int = 64) -> ImageSetOptions {
    var options = ImageSetOptions(width: side, height: side, channels: 1)
    (options.glyphCount, options.seed) = (count, seed)
    return options
  }

  @Test(.enabled(if: hasFont, "needs fonts-dejavu-core"))
  func `a letter depends only on the seed and its number`() throws {
    let few = try ImageSet.open("glyphs", options: options(150))
    let many = try ImageSet.open("glyphs", options: options(400))
    for index in 0..<150 { #expect(few.image(at: index) == many.image(at: index)) }
    let other = try ImageSet.open("glyphs", options: options(150, seed: 2))
    #expect((0..<150).count { few.image(at: $0) == other.image(at: $0) } == 0)
    #expect(few.kind == "150 letters of DejaVuSans")
    #expect(few.classes?.names.count == 62)
    #expect(Set(many.classes?.indices ?? []).count > 55)
    let path = try #require(GlyphRenderer.usualFontPaths.first(where: FileBytes.isFile))
    let named = try ImageSet.open("glyphs:\(path)", options: options(3))
    #expect(named.image(at: 2) == few.image(at: 2))
  }

  @Test(.enabled(if: hasFont, "needs fonts-dejavu-core"))
  func `letters are black on white inside the picture and of their class`() throws {
    let set = try ImageSet.open("glyphs", options: options(2000))
    let areas = (0..<set.count).map { index in
      set.image(at: index).pixels.reduce(0) { $0 + 255 - Int($1) } / 255
    }
    #expect(areas.allSatisfy { (60...2200).contains($0) }, "\(areas.min() ?? 0)")
    for index in 0..<set.count {
      let pixels = set.image(at: index).pixels
      let edge: [Int] = (0..<64).flatMap { (place: Int) -> [Int] in
        [place, 63 * 64 + place, place * 64, place * 64 + 63]
      }
      #expect(edge.allSatisfy { pixels[$0] == 255 })
      #expect(pixels.contains { $0 < 30 })
    }
    // An l has less ink than an M.
    let classes = try #require(set.classes)
    func mean(_ name: String) -> Int {
      let chosen = areas.indices.filter { classes.name(of: $0) == name }
      return chosen.reduce(0) { $0 + areas[$1] } / max(1, chosen.count)
    }
    #expect(mean("l") * 2 < mean("M"))
    let cells = (0..<60).map {
      ContactSheet.Cell([set.image(at: $0)], label: classes.name(of: $0))
    }
    try keep(ContactSheet(cells, columns: 12).render(), as: "glyphs")
  }

  @Test(.enabled(if: hasFont, "needs fonts-dejavu-core"))
  func `any size of picture is drawn or refused`() throws {
    for (width, height) in [(1, 1), (2, 90), (3, 3), (200, 10), (64, 48)] {
      var shape = ImageSetOptions(width: width, height: height, channels: 3)
      shape.glyphCount = 20
      let set = try ImageSet.open("glyphs", options: shape)
      #expect(set.image(at: 19).shape == [height, width, 3])
    }
    for count in [0, -1, Int.min] {
      #expect(throws: DatasetError.self) { try ImageSet.open("glyphs", options: options(count)) }
    }
    #expect(throws: DatasetError.self) {
      try ImageSet.open("glyphs", options: options(.max))
    }
  }

  @Test(.enabled(if: hasFont, "needs fonts-dejavu-core"))
  func `ten thousand letters are drawn in seconds`() throws {
    let time = try ContinuousClock().measure {
      _ = try ImageSet.open("glyphs", options: options(10_000))
    }
    print("10000 letters at 64 px: \(time)")
    #expect(time < .seconds(30))
  }

  @Test func `other bytes are no font`() throws {
    #expect(throws: DatasetError.self) {
      try ImageSet.glyphs([1, 2, 3], name: "a", options(3))
    }
  }
}
