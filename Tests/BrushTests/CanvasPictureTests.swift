import Testing

@testable import Brush

@Suite struct CanvasPictureTests {
  /// A canvas that is drawn on at random, and its picture.
  private struct Subject {
    let canvas: FixedCanvas
    let picture: CanvasPicture
    var random = KnuthRandom(seed: 5)

    init(_ size: (width: Int, height: Int), channels: Int, hasAlpha: Bool) {
      canvas = FixedCanvas(
        width: size.width, height: size.height, background: .white, hasAlpha: hasAlpha)
      picture = CanvasPicture(of: canvas, channels: channels)
    }

    mutating func draw() {
      var dab = FixedCanvasTests.randomDab(
        &random, width: canvas.width, height: canvas.height, round: true)
      if random.next() < 0.3 { dab.targetAlpha = 0.5 }
      canvas.draw(dab)
    }

    /// Whether the picture, brought up to date, is what a new one would be.
    func isUpToDate() -> Bool {
      picture.update(from: canvas)
      let pixels = UnsafeBufferPointer(start: picture.pixels, count: picture.byteCount)
      return [UInt8](pixels) == canvas.bytes(channels: picture.channels)
    }
  }

  @Test(arguments: FixedCanvasTests.sizes, FixedCanvas.channelCounts)
  func `what is converted bit by bit is the whole picture`(
    size: (width: Int, height: Int), channels: Int
  ) {
    for hasAlpha in [false, true] {
      var subject = Subject(size, channels: channels, hasAlpha: hasAlpha)
      for _ in 0..<40 {
        for _ in 0..<Int(subject.random.next() * 4) { subject.draw() }
        #expect(subject.isUpToDate())
      }
    }
  }

  @Test func `what comes from elsewhere shows`() throws {
    var subject = Subject((70, 30), channels: 3, hasAlpha: false)
    for _ in 0..<9 { subject.draw() }
    var saved: [UInt8] = []
    subject.canvas.save(into: &saved)
    #expect(subject.isUpToDate())
    subject.canvas.clear()
    #expect(subject.isUpToDate())
    var bytes = saved[...]
    try subject.canvas.load(from: &bytes)
    #expect(subject.isUpToDate())
    subject.canvas.copyPixels(
      from: FixedCanvas(width: 70, height: 30, background: .white, hasAlpha: false))
    #expect(subject.isUpToDate())
  }

  @Test func `only the reach of dabs is converted again`() {
    let canvas = FixedCanvas(width: 100, height: 80, background: .white, hasAlpha: false)
    #expect(canvas.takeChanges() == .all(width: 100, height: 80))
    #expect(canvas.takeChanges() == .empty)
    canvas.draw(Dab([50, 40, 4, 0, 0, 0, 1, 0.5, 1, 1, 90, 0, 0]))
    let changes = canvas.takeChanges()
    #expect(changes.columns == 45..<56 && changes.rows == 35..<46)
    canvas.draw(Dab([-50, 40, 4, 0, 0, 0, 1, 0.5, 1, 1, 90, 0, 0]))
    #expect(canvas.takeChanges() == .empty)
  }
}
