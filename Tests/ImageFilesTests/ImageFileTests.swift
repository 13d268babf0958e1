import Glibc
import ImageFiles
import PaintCore
import TestMaterial
import Testing

@Suite struct ImageFileTests {
  /// A folder of its own for `body`, emptied afterwards.
  private func inFolder(_ body: (String) throws -> Void) throws {
    var template = Array("\(P_tmpdir)/spiral-images-XXXXXX".utf8CString)
    let folder = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    let path = try #require(folder)
    defer {
      for name in ["a.png", "A.PNG", "b.gif", "c"] { unlink("\(path)/\(name)") }
      rmdir(path)
    }
    try body(path)
  }

  @Test func `the extension chooses the format`() throws {
    var noise = Noise(seed: 1)
    let image = try noise.image(20, 10, 1)
    try inFolder { folder in
      for name in ["a.png", "A.PNG"] {
        try ImageFile.write(image, to: "\(folder)/\(name)")
        #expect(try ImageFile.read("\(folder)/\(name)") == image)
      }
      try ImageFile.write(image, to: "\(folder)/b.gif")
      let decoded = try PlainGIFDecoder(FileBytes.read("\(folder)/b.gif"))
      #expect(decoded.frames.map(\.pixels) == [image.rgb().pixels])
      #expect(throws: ImageFileError.self) { try ImageFile.write(image, to: "\(folder)/c") }
      #expect(!FileBytes.isFile("\(folder)/c"))
    }
  }

  @Test func `errors name the path and the reason`() throws {
    let image = try PixelImage(width: 1, height: 1, channels: 1, filledWith: 0)
    #expect(
      throws: ImageFileError.file(path: "/nowhere/a.png", reason: "No such file or directory")
    ) { try ImageFile.write(image, to: "/nowhere/a.png") }
    #expect { try ImageFile.read("/nowhere/a.png") } throws: {
      "\($0)" == "/nowhere/a.png: No such file or directory"
    }
    #expect { try ImageFile.write(image, to: "picture.bmp") } throws: { error in
      "\(error)"
        == "picture.bmp: cannot be written as an image: the name ends neither in .png nor in .gif"
    }
    try inFolder { folder in
      #expect(throws: ImageFileError.file(path: folder, reason: "Is a directory")) {
        try ImageFile.read(folder)
      }
      try FileBytes.write([1, 2, 3], to: "\(folder)/c")
      #expect { try ImageFile.read("\(folder)/c") } throws: { error in
        "\(error)" == "\(folder)/c: expected a PNG image, found an unknown kind of file"
      }
    }
  }

  @Test func `reads stop at their limit`() throws {
    #expect(throws: ImageFileError.file(path: "/dev/zero", reason: "more than 100000 bytes")) {
      try FileBytes.read("/dev/zero", limit: 100_000)
    }
    try inFolder { folder in
      try FileBytes.write([UInt8](repeating: 7, count: 1000), to: "\(folder)/c")
      #expect(try FileBytes.read("\(folder)/c", limit: 1000).count == 1000)
      #expect(throws: ImageFileError.self) { try FileBytes.read("\(folder)/c", limit: 999) }
      try FileBytes.write([], to: "\(folder)/c")
      #expect(try FileBytes.read("\(folder)/c") == [])
    }
  }

  @Test func `kinds are told by their first bytes`() {
    let heads: [(ImageKind, [UInt8])] = [
      (.jpeg, [0xFF, 0xD8, 0xFF, 0xDB]), (.gif, Array("GIF87a".utf8)),
      (.webp, Array("RIFF1234WEBPVP8 ".utf8)), (.bmp, Array("BM".utf8) + [1, 2, 3, 4, 0, 0, 0, 0]),
      (.tiff, [0x49, 0x49, 0x2A, 0]), (.tiff, [0x4D, 0x4D, 0, 0x2A]),
      (.heif, [0, 0, 0, 24] + Array("ftypavif".utf8)), (.gzip, [0x1F, 0x8B, 8]),
      (.zip, [0x50, 0x4B, 3, 4]), (.zip, [0x50, 0x4B, 5, 6]), (.idxImages, [0, 0, 8, 3]),
      (.idxLabels, [0, 0, 8, 1]),
    ]
    for (kind, head) in heads {
      #expect(ImageKind(firstBytes: head) == kind)
      #expect(ImageKind(firstBytes: head[..<1]) == nil)
    }
    #expect(ImageKind.phrase(firstBytes: [0, 0, 8, 3]) == "an IDX image file")
    #expect(ImageKind(firstBytes: Array("RIFF1234WAVE".utf8)) == nil)
  }
}
