import PaintCore
import Testing

@testable import Brush

@Suite struct FixedCanvasTests {
  /// Sizes whose last tile and last block are whole, or not.
  static let sizes = [(64, 64), (128, 128), (1, 1), (7, 130), (65, 63), (100, 70), (190, 9)]

  static func randomDab(_ random: inout KnuthRandom, width: Int, height: Int, round: Bool) -> Dab {
    func number(_ low: Float, _ high: Float) -> Float { low + Float(random.next()) * (high - low) }
    let radius = number(0, 1) < 0.6 ? number(0.05, 3.2) : number(3, 40)
    return Dab(
      x: number(-10, Float(width) + 10), y: number(-10, Float(height) + 10), radius: radius,
      red: number(-0.1, 1.1), green: number(0, 1), blue: number(0, 1), opacity: number(-0.1, 1.2),
      hardness: number(-0.1, 1.2), targetAlpha: 1, aspectRatio: round ? 1 : number(0.5, 8),
      angle: round ? 90 : number(-200, 200), lockAlpha: 0, colorize: 0)
  }

  @Test(arguments: sizes, [true, false])
  func `blocks of eight do what single pixels do, without alpha`(
    size: (width: Int, height: Int), round: Bool
  ) {
    let canvas = FixedCanvas(
      width: size.width, height: size.height, background: .white, hasAlpha: false)
    var plain = ScalarCanvas(width: size.width, height: size.height, background: 32768)
    var random = KnuthRandom(seed: size.width)
    for _ in 0..<300 {
      let dab = Self.randomDab(&random, width: size.width, height: size.height, round: round)
      canvas.draw(dab)
      plain.draw(dab)
    }
    #expect(canvas.interleaved == plain.levels)
    #expect(Set(plain.levels).count > 3)
  }

  @Test(arguments: sizes, [CanvasBackground.white, .transparent])
  func `blocks of eight do what single pixels do, with alpha`(
    size: (width: Int, height: Int), background: CanvasBackground
  ) {
    let canvas = FixedCanvas(
      width: size.width, height: size.height, background: background, hasAlpha: true)
    var plain = ScalarCanvas(
      width: size.width, height: size.height, background: background.levels.x)
    var random = KnuthRandom(seed: size.height)
    for index in 0..<300 {
      var dab = Self.randomDab(
        &random, width: size.width, height: size.height, round: index % 3 == 0)
      if index % 2 == 0 { dab.targetAlpha = Float(random.next()) * 1.2 - 0.1 }
      if index % 5 == 0 { dab.lockAlpha = Float(random.next()) * 1.2 - 0.1 }
      canvas.draw(dab)
      plain.draw(dab)
    }
    #expect(canvas.interleaved == plain.levels)
    #expect(Set(plain.levels).count > 3)
  }

  @Test(arguments: sizes, FixedCanvas.channelCounts)
  func `pictures follow the formula of the published environment`(
    size: (width: Int, height: Int), channels: Int
  ) {
    for background in [CanvasBackground.white, .transparent] {
      let canvas = FixedCanvas(
        width: size.width, height: size.height, background: background, hasAlpha: false)
      var random = KnuthRandom(seed: channels)
      for index in 0..<60 {
        canvas.draw(
          Self.randomDab(&random, width: size.width, height: size.height, round: index % 2 == 0))
      }
      #expect(canvas.bytes(channels: channels) == Self.plainPicture(canvas, channels: channels))
    }
  }

  @Test(arguments: sizes, FixedCanvas.channelCounts)
  func `pictures stay inside their buffer`(size: (width: Int, height: Int), channels: Int) {
    let canvas = FixedCanvas(
      width: size.width, height: size.height, background: .white, hasAlpha: false)
    let count = size.width * size.height * channels
    var bytes = [UInt8](repeating: 7, count: count + 64)
    bytes.withUnsafeMutableBufferPointer { buffer in
      if let start = buffer.baseAddress { canvas.writePixels(channels: channels, into: start + 32) }
    }
    #expect(bytes.prefix(32).allSatisfy { $0 == 7 })
    #expect(bytes.dropFirst(32).prefix(count).allSatisfy { $0 == 255 })
    #expect(bytes.suffix(32).allSatisfy { $0 == 7 })
  }

  private static func plainPicture(_ canvas: FixedCanvas, channels: Int) -> [UInt8] {
    let levels = canvas.interleaved.map { UInt32($0) }
    return stride(from: 0, to: levels.count, by: 4).flatMap { place -> [UInt8] in
      let alpha = levels[place + 3]
      return (0..<channels).map { channel in
        var level = levels[place + channel]
        if channel < 3 { level = alpha == 0 ? 0 : (level * 32768 + alpha / 2) / alpha }
        return UInt8((255 * level + 16384) / 32768)
      }
    }
  }

  @Test func `dabs that are not finite or absurdly far leave the canvas alone`() {
    let canvas = FixedCanvas(width: 20, height: 20, background: .white, hasAlpha: false)
    let before = canvas.interleaved
    let good = Dab([10, 10, 5, 0, 0, 0, 1, 0.5, 1, 1, 90, 0, 0])
    for index in 0..<13 {
      for value in [Float.nan, .infinity, -.infinity] {
        var fields = good.fields
        fields[index] = value
        #expect(!canvas.draw(Dab(fields)))
      }
    }
    for position in [Float.greatestFiniteMagnitude, -1e30, 1e9, -5000] {
      var far = good
      far.x = position
      canvas.draw(far)
      far.y = position
      canvas.draw(far)
    }
    #expect(canvas.interleaved == before)
    var huge = good
    huge.radius = .greatestFiniteMagnitude
    canvas.draw(huge)
    huge.radius = 1e6
    canvas.draw(huge)
  }

  @Test func `a saved canvas comes back, and impossible ones are refused`() throws {
    let canvas = FixedCanvas(width: 9, height: 5, background: .transparent, hasAlpha: true)
    canvas.draw(Dab([4, 2, 3.5, 1, 0.5, 0, 0.7, 0.5, 1, 1, 90, 0, 0]))
    var bytes: [UInt8] = []
    canvas.save(into: &bytes)
    #expect(bytes.count == 2 * 4 * 9 * 5)
    let copy = FixedCanvas(width: 9, height: 5, background: .transparent, hasAlpha: true)
    var slice = bytes[...]
    try copy.load(from: &slice)
    #expect(slice.isEmpty && copy.interleaved == canvas.interleaved)

    var short = bytes.dropLast()
    #expect(throws: BrushStateError.self) { try copy.load(from: &short) }
    bytes[3] = 0x81
    var bad = bytes[...]
    #expect(throws: BrushStateError.self) { try copy.load(from: &bad) }
    #expect(copy.interleaved == canvas.interleaved)
  }

  @Test(arguments: sizes, [true, false])
  func `a colour is the mean of pixels, those outside being background`(
    size: (width: Int, height: Int), hasAlpha: Bool
  ) {
    let canvas = FixedCanvas(
      width: size.width, height: size.height, background: .white, hasAlpha: hasAlpha)
    var random = KnuthRandom(seed: 8)
    for _ in 0..<40 {
      canvas.draw(Self.randomDab(&random, width: size.width, height: size.height, round: true))
    }
    for _ in 0..<60 {
      let x = Float(Int(random.next() * Double(size.width + 20)) - 10)
      let y = Float(Int(random.next() * Double(size.height + 20)) - 10)
      let radius = Float(random.next() * 12)
      let color = canvas.color(x: x, y: y, radius: radius)
      let plain = ScalarCanvas.meanRed(canvas, x: x, y: y, radius: max(radius, 1))
      #expect(abs(color.red - plain) < 1e-4)
      #expect(color.alpha == 1)
    }
  }

  @Test func `reading far outside sees the background`() {
    let canvas = FixedCanvas(width: 64, height: 64, background: .white, hasAlpha: true)
    canvas.draw(Dab([32, 32, 200, 0, 0, 0, 1, 1, 1, 1, 90, 0, 0]))
    let white = SurfaceColor(red: 1, green: 1, blue: 1, alpha: 1)
    #expect(canvas.color(x: 200, y: -300, radius: 9) == white)
    #expect(canvas.color(x: .nan, y: 0, radius: 9) == .nothing)
    #expect(canvas.color(x: 32, y: 32, radius: 1).red == 0)
  }
}
