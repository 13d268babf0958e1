import ImageFiles
import PaintCore
import TestMaterial
import Testing

@Suite struct ContactSheetTests {
  private func square(_ value: UInt8, _ side: Int = 4, channels: Int = 1) throws -> PixelImage {
    try PixelImage(width: side, height: side, channels: channels, filledWith: value)
  }

  /// The grey value at a place.
  private func value(_ image: PixelImage, _ x: Int, _ y: Int) -> UInt8 {
    image.pixels[(y * image.width + x) * 3]
  }

  @Test func `images stand in rows and are enlarged by whole pixels`() throws {
    var sheet = ContactSheet(try (0..<5).map { try square(UInt8($0 * 40)) }, columns: 3)
    sheet.scale = 2
    sheet.gap = 3
    let image = try sheet.render()
    #expect(image.shape == [3 + 2 * 11, 3 + 3 * 11, 3])
    for index in 0..<5 {
      let (left, top) = (3 + index % 3 * 11, 3 + index / 3 * 11)
      for (x, y) in [(0, 0), (7, 7), (0, 7), (7, 0)] {
        #expect(value(image, left + x, top + y) == UInt8(index * 40))
      }
      #expect(value(image, left + 8, top) == 255)
      #expect(value(image, left, top + 8) == 255)
    }
    #expect(value(image, 3 + 22, 3 + 11) == 255)
  }

  @Test func `a pair is the target over its reconstruction`() throws {
    let targets = try [square(10), square(20)]
    let paintings = try [square(30, channels: 3), square(40, channels: 3)]
    let image = try ContactSheet(targets: targets, reconstructions: paintings, columns: 8).render()
    #expect(image.shape == [6 + 4 + 2 + 4 + 6, 6 + 2 * 10, 3])
    #expect([value(image, 6, 6), value(image, 6, 12)] == [10, 30])
    #expect([value(image, 16, 6), value(image, 16, 12)] == [20, 40])
    #expect(value(image, 6, 10) == 255)
  }

  @Test(.enabled(if: UsualFont.isPresent, "needs fonts-dejavu-core"))
  func `labels stand under their images and stay in their columns`() throws {
    var noise = Noise(seed: 4)
    let cells = try (0..<6).map { index in
      ContactSheet.Cell(
        try [noise.image(16, 16, 1), noise.image(16, 16, 3)],
        label: index == 1 ? nil : "step \(index * 1000) and more text than fits")
    }
    var sheet = ContactSheet(cells, columns: 4)
    sheet.scale = 5
    let image = try sheet.render()
    try keep(image, as: "contact-sheet")
    let room = (0..<16).map { 6 + 162 + $0 }
    for column in 0..<4 {
      let dark = room.contains { y in
        (0..<80).contains { value(image, 6 + column * 86 + $0, y) < 128 }
      }
      #expect(dark == (column != 1))
      #expect(room.allSatisfy { value(image, column * 86 + 4, $0) == 255 })
    }
  }

  @Test func `what cannot be drawn throws`() throws {
    let image = try square(0)
    #expect(throws: DrawingError.self) { try ContactSheet([PixelImage](), columns: 3).render() }
    #expect(throws: DrawingError.self) { try ContactSheet([.init([])], columns: 3).render() }
    for columns in [0, -1, Int.max] {
      #expect(throws: DrawingError.self) { try ContactSheet([image], columns: columns).render() }
    }
    for (scale, gap) in [(0, 6), (Int.max, 6), (16384, 6), (1, -1), (1, .max)] {
      var sheet = ContactSheet([image, image], columns: 2)
      (sheet.scale, sheet.gap) = (scale, gap)
      #expect(throws: DrawingError.self) { try sheet.render() }
    }
    var sheet = ContactSheet([.init([image], label: "a")], columns: 2)
    for size in [.nan, -1, 1e300] {
      sheet.labelSize = size
      #expect(throws: DrawingError.self) { try sheet.render() }
    }
  }
}
