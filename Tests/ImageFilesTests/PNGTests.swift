import ImageFiles
import PaintCore
import TestMaterial
import Testing

@Suite struct PNGTests {
  @Test(arguments: [1, 3, 4]) func `what is encoded decodes to the same pixels`(channels: Int)
    throws
  {
    var noise = Noise(seed: UInt64(channels))
    for (width, height) in [(1, 1), (1, 17), (31, 1), (64, 64), (105, 77), (300, 200)] {
      let image = try noise.image(width, height, channels)
      let file = try PNG.encode(image)
      #expect(try PNG.decode(file) == image)
      #expect(try PNG.encode(image) == file)
    }
  }

  @Test func `transparent pixels keep their colours`() throws {
    var pixels: [UInt8] = []
    for alpha in 0...255 { pixels += [200, 100, 50, UInt8(alpha)] }
    let image = try PixelImage(width: 16, height: 16, channels: 4, pixels: pixels)
    #expect(try PNG.decode(PNG.encode(image)) == image)
  }

  // Checksums of the samples as a decoder of our own, written for this purpose, found them. The
  // photographs carry colour profiles (astronaut, chelsea), gAMA and sRGB (kodim03, monalisa).
  @Test(
    .enabled(if: SharedData.isPresent, "needs ../shared/data"),
    arguments: [
      ("astronaut", [512, 512, 3], 0xFDCA_A55F), ("chelsea", [300, 451, 3], 0x0F82_9D59),
      ("coins", [303, 384, 1], 0x0AC5_A20F), ("kodim03", [512, 768, 3], 0x00A6_181E),
      ("moon", [512, 512, 1], 0x546B_C67A), ("monalisa", [512, 512, 3], 0x47FA_6896),
    ])
  func `photographs have the known pixels`(name: String, shape: [Int], crc: UInt32) throws {
    let image = try ImageFile.read("\(SharedData.folder)/photos/\(name).png")
    #expect(image.shape == shape)
    #expect(plainCRC32(image.pixels) == crc)
  }

  @Test func `few bits are spread over the whole range`() throws {
    let one = HandmadePNG.file(width: 9, height: 1, depth: 1, type: 0, rows: [[0b1010_0001, 0x80]])
    #expect(try PNG.decode(one).pixels == [255, 0, 255, 0, 0, 0, 0, 255, 255])
    let two = HandmadePNG.file(width: 4, height: 1, depth: 2, type: 0, rows: [[0b0001_1011]])
    #expect(try PNG.decode(two).pixels == [0, 85, 170, 255])
    let four = HandmadePNG.file(width: 2, height: 1, depth: 4, type: 0, rows: [[0x1E]])
    #expect(try PNG.decode(four).pixels == [17, 238])
  }

  @Test func `16 bits are scaled to 8 and not taken for linear light`() throws {
    let values: [UInt32] = [0, 128, 129, 0x1234, 0x7FFF, 0x8000, 0xABCD, 0xFF7E, 0xFF7F, 0xFFFF]
    let row = values.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    let file = HandmadePNG.file(width: 10, height: 1, depth: 16, type: 0, rows: [row])
    let image = try PNG.decode(file)
    #expect(image.channels == 1)
    #expect(image.pixels == values.map { UInt8(($0 * 255 + 32767) / 65535) })
  }

  @Test func `palettes become RGB, or RGBA when they have transparent entries`() throws {
    let palette = HandmadePNG.chunk("PLTE", [1, 2, 3, 40, 50, 60, 7, 8, 9])
    let opaque = HandmadePNG.file(
      width: 3, height: 1, depth: 8, type: 3, extra: palette, rows: [[2, 0, 1]])
    let image = try PNG.decode(opaque)
    #expect(image.channels == 3)
    #expect(image.pixels == [7, 8, 9, 1, 2, 3, 40, 50, 60])
    let transparency = HandmadePNG.chunk("tRNS", [255, 128])
    let clear = HandmadePNG.file(
      width: 3, height: 1, depth: 8, type: 3, extra: palette + transparency, rows: [[2, 0, 1]])
    #expect(try PNG.decode(clear).pixels == [7, 8, 9, 255, 1, 2, 3, 255, 40, 50, 60, 128])
  }

  @Test func `grey with alpha becomes RGBA`() throws {
    let file = HandmadePNG.file(width: 2, height: 1, depth: 8, type: 4, rows: [[10, 255, 200, 7]])
    #expect(try PNG.decode(file).pixels == [10, 10, 10, 255, 200, 200, 200, 7])
  }

  @Test func `gamma and profiles do not change samples`() throws {
    let row = (0...255).map { UInt8($0) }
    for gamma: UInt32 in [100_000, 45455, 60000, 1] {
      let chunk = HandmadePNG.chunk("gAMA", HandmadePNG.bigEndian(gamma))
      for depth: UInt8 in [8, 16] {
        let samples = depth == 8 ? row : row.flatMap { [$0, $0] }
        let file = HandmadePNG.file(
          width: 256, height: 1, depth: depth, type: 0, extra: chunk, rows: [samples])
        #expect(try PNG.decode(file).pixels == row)
      }
    }
  }

  @Test func `other formats and damage are named`() throws {
    #expect(throws: ImageFileError.wrongFormat(expected: "PNG", found: "a JPEG image")) {
      try PNG.decode([0xFF, 0xD8, 0xFF, 0xE0])
    }
    #expect(throws: ImageFileError.wrongFormat(expected: "PNG", found: "an empty file")) {
      try PNG.decode([])
    }
    var noise = Noise(seed: 9)
    let file = try PNG.encode(noise.image(20, 20, 3))
    for length in 0..<file.count {
      #expect(throws: ImageFileError.self) { try PNG.decode(Array(file[..<length])) }
    }
  }

  @Test func `sizes that the data cannot fill take no memory`() throws {
    let row: [UInt8] = [0, 0, 0, 0]
    for (width, height) in [(16385, 1), (1, 16385), (1 << 31 - 1, 1 << 31 - 1)] {
      let file = HandmadePNG.file(width: width, height: height, depth: 8, type: 0, rows: [row])
      #expect { try PNG.decode(file) } throws: { error in
        guard case ImageFileError.tooLarge(width, height, _) = error else { return false }
        return true
      }
    }
    let wide = HandmadePNG.file(width: 16384, height: 16384, depth: 8, type: 0, rows: [row])
    #expect(
      throws: ImageFileError.malformed(
        format: "PNG", reason: "too little data for 16384x16384 pixels")
    ) { try PNG.decode(wide) }
    // One bit a pixel with a palette is 32 MiB of data and 768 MiB of pixels.
    let rows = [[UInt8]](repeating: [], count: 1)
    let palette = HandmadePNG.chunk("PLTE", [1, 2, 3])
    let padding = HandmadePNG.chunk("IDAT", [UInt8](repeating: 0, count: 40000))
    let bomb = HandmadePNG.file(
      width: 16384, height: 16384, depth: 1, type: 3, extra: palette + padding, rows: rows)
    #expect { try PNG.decode(bomb) } throws: { error in
      guard case ImageFileError.tooLarge(16384, 16384, _) = error else { return false }
      return true
    }
  }

  @Test func `20000 mutations throw or decode`() throws {
    var noise = Noise(seed: 4)
    let palette = HandmadePNG.chunk("PLTE", noise.bytes(48))
    let transparency = HandmadePNG.chunk("tRNS", noise.bytes(16))
    let seeds = [
      try PNG.encode(noise.image(9, 7, 1)), try PNG.encode(noise.image(8, 5, 4)),
      HandmadePNG.file(
        width: 4, height: 3, depth: 4, type: 3, extra: palette + transparency,
        rows: (0..<3).map { _ in noise.bytes(2) }),
      HandmadePNG.file(
        width: 3, height: 2, depth: 16, type: 2, rows: (0..<2).map { _ in noise.bytes(18) }),
    ]
    var decoded = 0
    for round in 0..<20000 {
      var file = seeds[round % seeds.count]
      for _ in 0...Int.random(in: 0..<4, using: &noise) {
        file[Int.random(in: 0..<file.count, using: &noise)] = noise.bytes(1)[0]
      }
      if round % 5 == 0 { file.removeLast(Int.random(in: 0..<20, using: &noise)) }
      if round % 4 != 0 { file = HandmadePNG.withRepairedChecksums(file) }
      if let image = try? PNG.decode(file) {
        decoded += 1
        #expect(image.pixels.count <= PNG.largestPixelCount)
      }
    }
    print("PNG mutations: \(decoded) of 20000 decode")
    #expect((100..<19900).contains(decoded))
  }
}
