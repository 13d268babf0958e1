import Datasets
import ImageFiles
import PaintCore
import TestMaterial
import Testing

@Suite struct GzipTests {
  /// The file that another implementation writes for the text.
  private let hello: [UInt8] =
    [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3] + Handmade.packedHello
    + [0, 0x88, 0x59, 0x0B, 24, 0, 0, 0]

  @Test func `a deflated file unpacks`() throws {
    #expect(try Gzip.decompress(hello) == Handmade.hello)
    #expect(try Gzip.prefix(7, of: hello) == Array("hello h".utf8))
    #expect(try Gzip.prefix(1000, of: hello) == Handmade.hello)
    #expect(try Gzip.prefix(0, of: hello) == [])
  }

  @Test func `stored blocks, empty files and several members unpack`() throws {
    let data = (0..<50000).map { UInt8($0 % 253) }
    #expect(try Gzip.decompress(Handmade.gzip(data)) == data)
    #expect(try Gzip.decompress(Handmade.gzip([])) == [])
    let two = Handmade.gzip(data) + hello
    #expect(try Gzip.decompress(two) == data + Handmade.hello)
    #expect(try Gzip.decompress(two + [0, 0, 0]) == data + Handmade.hello)
    #expect(throws: DatasetError.self) { try Gzip.decompress(two + [0, 1]) }
  }

  @Test func `the limit holds exactly`() throws {
    let data = [UInt8](repeating: 5, count: 30000)
    let file = Handmade.gzip(data)
    #expect(try Gzip.decompress(file, limit: 30000) == data)
    #expect(
      throws: DatasetError.tooLarge(what: "the unpacked gzip file", bytes: 29999, limit: 29999)
    ) { try Gzip.decompress(file, limit: 29999).count }
  }

  @Test func `a wrong checksum, other files and every truncation throw`() {
    var wrong = hello
    wrong[22] ^= 1
    #expect(throws: DatasetError.self) { try Gzip.decompress(wrong) }
    #expect(throws: DatasetError.self) { try Gzip.decompress([]) }
    #expect(throws: DatasetError.self) { try Gzip.decompress(Handmade.hello) }
    let file = hello
    for length in 0..<file.count {
      #expect(throws: DatasetError.self) { try Gzip.decompress(Array(file[..<length])) }
    }
  }

  @Test func `20000 mutations throw or unpack within the limit`() throws {
    var noise = Noise(seed: 6)
    let seeds = [hello, Handmade.gzip(Handmade.images(3, 4, 5)), hello + hello]
    var unpacked = 0
    for round in 0..<20000 {
      let file = noise.mutated(seeds[round % seeds.count], round: round)
      if let content = try? Gzip.decompress(file, limit: 4096) {
        unpacked += 1
        #expect(content.count <= 4096)
      }
      if let content = try? Gzip.prefix(30, of: file) { #expect(content.count <= 30) }
    }
    print("gzip mutations: \(unpacked) of 20000 unpack")
    #expect((10..<19990).contains(unpacked))
  }

  @Test(.enabled(if: SharedData.isPresent, "needs ../shared/data"))
  func `MNIST unpacks`() throws {
    let file = try FileBytes.read("\(SharedData.folder)/mnist/train-images-idx3-ubyte.gz")
    var content: [UInt8] = []
    let time = try ContinuousClock().measure { content = try Gzip.decompress(file) }
    print("MNIST: \(content.count) bytes in \(time)")
    #expect(content.count == 47_040_016)
    let images = try IDXImages(content)
    #expect(images.count == 60000)
    #expect(plainCRC32(try images.image(at: 7).inverted.pixels) == 0xEE12_6D08)
    #expect(plainCRC32(try images.image(at: 59999).inverted.pixels) == 0xF920_1E06)
    let labels = try FileBytes.read("\(SharedData.folder)/mnist/train-labels-idx1-ubyte.gz")
    let digits = try IDXLabels(Gzip.decompress(labels)).labels
    #expect(digits.count == 60000)
    #expect(Array(digits[..<10]) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    let counts = (0..<10).map { digit in digits.count { $0 == digit } }
    #expect(counts == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
  }
}
