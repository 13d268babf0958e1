import Datasets
import PaintCore
import TestMaterial
import Testing

@Suite struct IDXFileTests {
  @Test func `images are cut out in order`() throws {
    let file = Handmade.images(3, 2, 4)
    let images = try IDXImages(file)
    #expect(images.count == 3)
    #expect([images.header.height, images.header.width] == [2, 4])
    for index in 0..<3 {
      let image = try images.image(at: index)
      #expect(image.shape == [2, 4, 1])
      #expect(image.pixels == Array(file[16 + index * 8..<24 + index * 8]))
    }
    for index in [-1, 3, Int.max, Int.min] {
      #expect(throws: DatasetError.self) { try images.image(at: index) }
    }
  }

  @Test func `labels are read`() throws {
    let file: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 3, 7, 8, 9]
    #expect(try IDXLabels(file).labels == [7, 8, 9])
    #expect(
      throws: DatasetError.malformed(
        format: "IDX label file", reason: "expected 11 bytes, got 10")
    ) { try IDXLabels(Array(file[..<10])) }
    #expect(throws: DatasetError.self) { try IDXLabels(file + [0]) }
    #expect(throws: DatasetError.self) { try IDXLabels(Handmade.images(1, 1, 1)) }
  }

  @Test func `a cut-off file says expected and got`() {
    let file = Handmade.images(3, 2, 4)
    #expect(
      throws: DatasetError.malformed(
        format: "IDX image file", reason: "expected 40 bytes, got 39")
    ) { try IDXImages(Array(file[..<39])) }
    for length in 0..<file.count {
      #expect(throws: DatasetError.self) { try IDXImages(Array(file[..<length])) }
    }
    #expect(throws: DatasetError.self) { try IDXImages(file + [0]) }
  }

  @Test func `sizes whose product overflows throw`() {
    for sizes: [UInt32] in [
      [.max, .max, .max], [1 << 31, 1 << 31, 4], [1, .max, .max], [2, 1 << 31, 1 << 31],
      [0x7FFF_FFFF, 0x8000_0001, 2], [3, 0, 5], [3, 5, 0],
    ] {
      let header: [UInt8] = [0, 0, 8, 3] + sizes.flatMap { Handmade.big($0) }
      #expect(throws: DatasetError.self) { try IDXImages(header) }
    }
    #expect(
      throws: DatasetError.malformed(
        format: "IDX image file", reason: "expected magic number 2051, got 2049")
    ) { try IDXImages([0, 0, 8, 1, 0, 0, 0, 0]) }
  }

  @Test func `20000 mutations throw or read`() throws {
    var noise = Noise(seed: 2)
    let seed = Handmade.images(3, 2, 4)
    var read = 0
    for round in 0..<20000 {
      let file = noise.mutated(seed, round: round)
      guard let images = try? IDXImages(file) else { continue }
      read += 1
      for index in 0..<images.count { _ = try images.image(at: index) }
      _ = try? images.image(at: images.count)
    }
    #expect((1000..<19000).contains(read))
  }
}
