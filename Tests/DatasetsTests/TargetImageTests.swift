import Datasets
import ImageFiles
import PaintCore
import TestMaterial
import Testing

@Suite struct TargetImageTests {
  /// The text of the error that `description` gives, with `folder` cut out.
  private func failure(_ description: String, in folder: String = "") -> String {
    do {
      return "no error: \(try TargetImage.load(description).kind)"
    } catch {
      let text = error.description
      guard !folder.isEmpty else { return text }
      return text.split(separator: folder + "/", omittingEmptySubsequences: false).joined()
    }
  }

  private func png() throws -> (PixelImage, [UInt8]) {
    let pixels = (0..<60).map { UInt8($0 * 4) }
    let image = try PixelImage(width: 5, height: 4, channels: 3, pixels: pixels)
    return (image, try PNG.encode(image))
  }

  @Test func `a PNG file is read whatever its name`() throws {
    var folder = try TemporaryFolder()
    let (image, file) = try png()
    for name in ["photo.png", "photo.jpg", "odd#7", "odd.zip#a.png", "#"] {
      let path = try folder.add(name, file)
      let target = try TargetImage.load(path)
      #expect(target.image == image)
      #expect(target.kind == "\(name) (5x4 RGB)")
    }
    #expect(
      failure("\(folder.path)/photo.png#3", in: folder.path)
        == "photo.png is a single PNG image: leave out #3")
  }

  @Test func `an index picks an IDX image and inverts it`() throws {
    var folder = try TemporaryFolder()
    let file = Handmade.images(3, 4, 5)
    let plain = try folder.add("digits", file)
    let packed = try folder.add("digits.gz", Handmade.gzip(file))
    for path in [plain, packed] {
      let name = path == plain ? "digits" : "digits.gz"
      for index in 0..<3 {
        let target = try TargetImage.load("\(path)#\(index)")
        #expect(target.image == (try IDXImages(file).image(at: index).inverted))
        #expect(
          target.kind == "image \(index) of \(name) (5x4, inverted to black ink on white)")
      }
      #expect(
        failure(path, in: folder.path) == "\(name) has 3 images: add #INDEX, 0 to 2")
      for wrong in ["3", "-1", "x", "", "1.0", "99999999999999999999"] {
        #expect(
          failure("\(path)#\(wrong)", in: folder.path)
            == "\(name) has images 0 to 2: #\(wrong) is not one of them")
      }
    }
    let labels = try folder.add("labels.gz", Handmade.gzip([0, 0, 8, 1, 0, 0, 0, 0]))
    #expect(failure("\(labels)#0").contains("is a gzip file that holds an IDX label file"))
    let none = try folder.add("none", Handmade.images(0, 4, 5))
    #expect(failure("\(none)#0", in: folder.path) == "none has no images")
    let cut = try folder.add("cut", Array(file[..<50]))
    #expect(
      failure("\(cut)#0", in: folder.path)
        == "cut: damaged IDX image file: expected 76 bytes, got 50")
    let cutInside = try folder.add("cut.gz", Handmade.gzip(Array(file[..<50])))
    #expect(
      failure("\(cutInside)#2", in: folder.path)
        == "cut.gz: damaged IDX image file: expected 76 bytes up to image 2, got 50")
  }

  @Test func `a name picks an entry of a zip archive`() throws {
    var folder = try TemporaryFolder()
    let (image, file) = try png()
    let archive = Handmade.zip(
      [Handmade.storedMember("faces/", [])]
        + (0..<20).map { Handmade.storedMember("faces/000\(10 + $0).png", file) }
        + [
          Handmade.storedMember("a#b.png", file),
          Handmade.storedMember("photo.jpg", [255, 216, 255]),
        ])
    let path = try folder.add("faces.zip", archive)
    let target = try TargetImage.load("\(path)#faces/00012.png")
    #expect(target.image == image)
    #expect(target.kind == "faces/00012.png of faces.zip (5x4 RGB)")
    #expect(try TargetImage.load("\(path)#a#b.png").image == image)
    #expect(
      failure("\(path)#faces/00032.png", in: folder.path)
        == "faces.zip has no entry faces/00032.png: similar names are faces/00012.png, "
        + "faces/00022.png, faces/00010.png")
    #expect(failure(path).contains("has 22 entries: add #ENTRY, e.g. #faces/00010.png"))
    #expect(failure("\(path)#photo.jpg").contains("faces.zip#photo.jpg is a JPEG image; PNG, IDX"))
    let cut = try folder.add("cut.zip", Array(archive[..<300]))
    #expect(failure("\(cut)#a").contains("cut.zip: damaged zip archive: no directory at its end"))
  }

  @Test func `other kinds are named by content and missing files by name`() throws {
    var folder = try TemporaryFolder()
    let jpeg = try folder.add("my.photo.jpg", [0xFF, 0xD8, 0xFF, 0xE0])
    #expect(
      failure(jpeg, in: folder.path)
        == "my.photo.jpg is a JPEG image; PNG, IDX (plain or .gz) and PNG inside a zip are read: "
        + "convert it first, e.g. `convert my.photo.jpg my.photo.png`")
    let gif = try folder.add("a.png", Array("GIF89a".utf8))
    #expect(failure(gif).contains("is a GIF image"))
    let text = try folder.add("b.png", Array("hello".utf8))
    #expect(failure(text).contains("is an unknown kind of file"))
    let empty = try folder.add("c.png", [])
    #expect(failure(empty).contains("is an empty file"))
    #expect(failure("/nowhere/x.gz#7") == "/nowhere/x.gz: no such file")
    #expect(failure("#7") == "#7: no such file")
    #expect(failure("") == ": no such file")
  }

  // Checksums of the samples as a decoder of our own, written for this purpose, found them.
  @Test(
    .enabled(if: SharedData.isPresent, "needs ../shared/data"),
    arguments: [
      ("mnist/train-images-idx3-ubyte.gz#7", [28, 28, 1], 0xEE12_6D08),
      ("mnist/train-images-idx3-ubyte.gz#59999", [28, 28, 1], 0xF920_1E06),
      ("faces/lfw64_faces.zip#faces/00012.png", [64, 64, 3], 0x9B6E_97D1),
      (
        "omniglot/images_background_small1.zip"
          + "#images_background_small1/Balinese/character01/0108_01.png",
        [105, 105, 1], 0x224B_EB19
      ), ("photos/coins.png", [303, 384, 1], 0x0AC5_A20F),
    ])
  func `the shared data are targets`(description: String, shape: [Int], crc: UInt32) throws {
    var target: TargetImage?
    let time = try ContinuousClock().measure {
      target = try TargetImage.load("\(SharedData.folder)/\(description)")
    }
    let image = try #require(target).image
    print("\(description): \(time), \(target?.kind ?? "")")
    #expect(image.shape == shape)
    #expect(plainCRC32(image.pixels) == crc)
  }
}
