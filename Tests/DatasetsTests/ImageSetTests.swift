import Glibc
import ImageFiles
import PaintCore
import TestMaterial
import Testing

@testable import Datasets

@Suite struct ImageSetTests {
  private let small = ImageSetOptions(width: 8, height: 6, channels: 1)

  /// The text of the error that `body` throws, with `folder` cut out.
  private func failure(in folder: String = "", _ body: () throws(DatasetError) -> ImageSet)
    -> String
  {
    do {
      return "no error: \(try body().kind)"
    } catch {
      let text = error.description
      guard !folder.isEmpty else { return text }
      return text.split(separator: folder + "/", omittingEmptySubsequences: false).joined()
    }
  }

  private func written(_ set: ImageSet, _ indices: [Int]) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: indices.count * set.imageByteCount)
    bytes.withUnsafeMutableBufferPointer { set.write(indices, into: $0) }
    return bytes
  }

  private func png(_ value: UInt8, channels: Int = 3) throws -> [UInt8] {
    try PNG.encode(PixelImage(width: 5, height: 4, channels: channels, filledWith: value))
  }

  /// An archive of PNG files that are filled with 0, 10, 20, ...
  private func archive(_ names: [String]) throws -> [UInt8] {
    Handmade.zip(
      try names.enumerated().map { index, name in
        Handmade.storedMember(name, name.hasSuffix(".png") ? try png(UInt8(index * 10)) : [1, 2])
      })
  }

  // MARK: MNIST

  @Test func `digits are inverted and resized and find their labels`() throws {
    var folder = try TemporaryFolder()
    let file = Handmade.images(10, 4, 5)
    let images = try folder.add("t-images-idx3-ubyte.gz", Handmade.gzip(file))
    let unlabelled = try ImageSet.open("mnist:\(images)", options: small)
    #expect(unlabelled.classes == nil && unlabelled.alphabets == nil)
    let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 10, 3, 1, 4, 1, 5, 9, 2, 6, 5, 3]
    _ = try folder.add("t-labels-idx1-ubyte", labels)
    let set = try ImageSet.open("mnist:\(images)", options: small)
    #expect(set.kind == "10 images of t-images-idx3-ubyte.gz")
    #expect([set.count, set.width, set.height, set.channels] == [10, 8, 6, 1])
    #expect(set.classes?.indices == [3, 1, 4, 1, 5, 9, 2, 6, 5, 3])
    #expect(set.classes?.name(of: 5) == "9")
    #expect(set.usualHoldOut == .last(2))
    for index in 0..<10 {
      let expected = try IDXImages(file).image(at: index).inverted.resized(toWidth: 8, height: 6)
      #expect(set.image(at: index) == expected)
      #expect(written(set, [index]) == expected.pixels)
    }
    #expect(written(set, [7, 0]) == set.image(at: 7).pixels + set.image(at: 0).pixels)
  }

  @Test func `pictures held at another size are resized when they are wanted`() throws {
    let file = Handmade.images(3, 4, 5)
    var options = ImageSetOptions(width: 20, height: 16, channels: 3)
    (options.storedWidth, options.storedHeight) = (5, 4)
    let set = try ImageSet.idx(file, path: "a", labels: nil, labelsPath: "", options)
    for index in 0..<3 {
      let expected = try IDXImages(file).image(at: index).inverted.rgb()
        .resized(toWidth: 20, height: 16)
      #expect(written(set, [index]) == expected.pixels)
      #expect(set.image(at: index) == expected)
    }
    let square = ImageSetOptions(width: 20, height: 16, channels: 3).stored(at: 7)
    #expect([square.storedWidth, square.storedHeight, square.width] == [7, 7, 20])
  }

  @Test func `files of another kind and labels of another number are refused`() throws {
    var folder = try TemporaryFolder()
    let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 1, 7]
    let path = try folder.add("odd", labels)
    #expect(
      failure(in: folder.path) { () throws(DatasetError) in
        try ImageSet.open("mnist:\(path)", options: small)
      } == "odd is an IDX label file; mnist: wants an IDX image file")
    let images = try folder.add("images", Handmade.images(2, 3, 3))
    _ = try folder.add("labels", labels)
    #expect(
      failure(in: folder.path) { () throws(DatasetError) in
        try ImageSet.open("mnist:\(images)", options: small)
      } == "labels: damaged IDX label file: 1 labels for 2 images")
    let cut = try folder.add("cut", Array(Handmade.images(2, 3, 3).dropLast()))
    #expect(
      failure(in: folder.path) { () throws(DatasetError) in
        try ImageSet.open("mnist:\(cut)", options: small)
      } == "cut: damaged IDX image file: expected 34 bytes, got 33")
    let none = try folder.add("none", Handmade.images(0, 3, 3))
    #expect(
      failure(in: folder.path) { () throws(DatasetError) in
        try ImageSet.open("mnist:\(none)", options: small)
      } == "none has no images")
  }

  // MARK: OMNIGLOT and pictures

  @Test func `characters keep their alphabets and are sorted by name`() throws {
    let file = try archive([
      "o/Greek/c2/1.png", "o/Greek/c1/2.png", "o/Greek/c1/1.png", "o/", "o/Arcadian/c1/1.png",
      "__MACOSX/o/Greek/c1/._1.png",
    ])
    let set = try ImageSet.omniglot(file, path: "f/o.zip", small)
    #expect(set.kind == "4 images of o.zip")
    #expect((0..<4).map { set.image(at: $0).pixels[0] } == [40, 20, 10, 0])
    #expect(set.classes?.names == ["Arcadian/c1", "Greek/c1", "Greek/c2"])
    #expect(set.classes?.indices == [0, 1, 1, 2])
    #expect(set.alphabets?.names == ["Arcadian", "Greek"])
    #expect(set.alphabets?.indices == [0, 1, 1, 1])
    let (training, heldOut) = try set.split(.lastAlphabets(1))
    try #require([training.count, heldOut.count] == [1, 3])
    #expect(heldOut.alphabets?.indices == [1, 1, 1])
    #expect(heldOut.image(at: 0) == set.image(at: 1))
    let flat = try archive(["1.png"])
    #expect(
      failure { () throws(DatasetError) in try ImageSet.omniglot(flat, path: "a.zip", small) }
        == "a.zip#1.png is not ALPHABET/CHARACTER/FILE.png; images: reads archives of any layout")
  }

  @Test func `PNG files of archives and folders are read in the order of their names`() throws {
    var folder = try TemporaryFolder()
    let zip = try folder.add("faces.zip", archive(["f/2.png", "f/1.PNG.png", "index.csv"]))
    let set = try ImageSet.open("images:\(zip)", options: small)
    #expect((0..<set.count).map { set.image(at: $0).pixels[0] } == [10, 0])
    var pictures = try TemporaryFolder()
    _ = try pictures.add("b.png", png(50))
    _ = try pictures.add("a.PNG", png(60, channels: 1))
    _ = try pictures.add("notes.txt", [1])
    let plain = try ImageSet.open("images:\(pictures.path)", options: small)
    #expect((0..<plain.count).map { plain.image(at: $0).pixels[0] } == [60, 50])
    _ = try pictures.add("c.png", Array(png(70).dropLast(20)))
    let text = failure(in: pictures.path) { () throws(DatasetError) in
      try ImageSet.open("images:\(pictures.path)", options: small)
    }
    #expect(text.hasPrefix("c.png: damaged PNG image: "))
    var others = try TemporaryFolder()
    _ = try others.add("x.jpg", [0xFF, 0xD8, 0xFF])
    #expect(
      failure { () throws(DatasetError) in
        try ImageSet.open("images:\(others.path)", options: small)
      } == "\(others.path) has no PNG files but 1 others, for example x.jpg: convert them to .png "
        + "first")
    #expect(
      failure(in: others.path) { () throws(DatasetError) in
        try ImageSet.open("images:\(others.path)/x.jpg", options: small)
      }
        == "x.jpg is a JPEG image; expected a zip archive of PNG files, or for images: also a folder"
    )
  }

  @Test func `the first damaged file is named whatever thread finds it`() throws {
    // The last of one piece of work and the first of the next: the second is found first.
    let damaged = [383, 384]
    let bad = Handmade.zip(
      try (0..<600).map { index in
        let content = damaged.contains(index) ? [1] : try png(9)
        return Handmade.storedMember("f/\(1000 + index).png", content)
      })
    for _ in 0..<20 {
      #expect(
        failure { () throws(DatasetError) in
          try ImageSet.zippedPictures(bad, path: "a.zip", small)
        } == "a.zip#f/1383.png: expected a PNG image, found an unknown kind of file")
    }
  }

  @Test func `of several failures the earliest counts`() {
    let failure = FirstFailure()
    #expect(failure.value == nil && failure.mayMatter(at: 9))
    for piece in [5, 3, 4, 3, 8] { failure.record(.notFound("\(piece)"), at: piece) }
    #expect(failure.value == .notFound("3"))
    #expect(failure.mayMatter(at: 2) && !failure.mayMatter(at: 3) && !failure.mayMatter(at: 4))
  }

  @Test func `a failed expectation shows no pixels`() throws {
    let file = Handmade.images(3, 4, 5)
    let set = try ImageSet.idx(file, path: "a", labels: nil, labelsPath: "", small)
    #expect(Mirror(reflecting: set).children.count == 2)
  }

  @Test func `pictures of folders inside a folder are found in the order of their paths`() throws {
    var folder = try TemporaryFolder()
    for name in ["images", "images/000", "images/001", ".work"] {
      try #require(mkdir("\(folder.path)/\(name)", 0o755) == 0)
    }
    _ = try folder.add("images/001/000003.png", png(30))
    _ = try folder.add("images/000/000002.png", png(20))
    _ = try folder.add("images/000/000001.npy", [1, 2])
    _ = try folder.add(".work/000009.png", [1, 2])
    _ = try folder.add("annotations.json", [1, 2])
    let set = try ImageSet.open("images:\(folder.path)", options: small)
    #expect(set.count == 2)
    #expect((0..<2).map { set.image(at: $0).pixels[0] } == [20, 30])
    for name in ["images/000/000002.png", "images/000/000001.npy", ".work/000009.png"] {
      unlink("\(folder.path)/\(name)")
    }
    unlink("\(folder.path)/images/001/000003.png")
    for name in ["images/000", "images/001", "images", ".work"] {
      rmdir("\(folder.path)/\(name)")
    }
  }

  // MARK: Errors

  @Test func `a description that is none says what is one`() {
    for description in ["", "mnist", "mnist:", "faces:a.zip", "photo.png", ":", "glyph"] {
      let text = failure { () throws(DatasetError) in
        try ImageSet.open(description, options: small)
      }
      #expect(text.hasSuffix("expected \(ImageSet.descriptionHelp)"), "\(description): \(text)")
    }
    for kind in ["mnist", "omniglot", "images", "glyphs"] {
      let text = failure { () throws(DatasetError) in
        try ImageSet.open("\(kind):/nowhere/x", options: small)
      }
      #expect(text == "/nowhere/x: No such file or directory")
    }
  }

  @Test func `impossible and too large sizes throw`() throws {
    let file = Handmade.images(3, 4, 5)
    let shapes = [(0, 4, 1), (4, -1, 1), (4, 4, 2), (Int.max, Int.max, 1), (1 << 40, 1 << 10, 1)]
    for (width, height, channels) in shapes {
      let options = ImageSetOptions(width: width, height: height, channels: channels)
      #expect(throws: DatasetError.self) {
        try ImageSet.idx(file, path: "a", labels: nil, labelsPath: "", options)
      }
      #expect(throws: DatasetError.self) { try ImageSet.open("glyphs", options: options) }
    }
    var options = small
    options.memoryLimit = 100
    #expect(
      failure { () throws(DatasetError) in
        try ImageSet.idx(file, path: "a", labels: nil, labelsPath: "", options)
      } == "holding 3 images of 8x6x1 (choose a smaller stored size) takes 144 bytes or more, the "
        + "limit is 100")
  }

  @Test func `6000 mutations of data throw or load`() throws {
    var noise = Noise(seed: 12)
    let digits = Handmade.gzip(Handmade.images(3, 2, 4))
    let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 3, 7, 8, 9]
    let zip = try archive(["o/Greek/c2/1.png", "o/Greek/c1/2.png", "o/Latin/c/3.png"])
    var loaded = [0, 0, 0]
    var limited = small
    limited.memoryLimit = 1 << 20
    for round in 0..<2000 {
      let some = round % 2 == 0 ? noise.mutated(labels, round: round) : labels
      let packed = round % 2 == 0 ? digits : noise.mutated(digits, round: round)
      if let set = try? ImageSet.idx(packed, path: "a", labels: some, labelsPath: "b", limited) {
        loaded[0] += 1
        _ = written(set, Array(0..<set.count))
      }
      let changed = noise.mutated(zip, round: round)
      if let set = try? ImageSet.omniglot(changed, path: "a", limited) {
        loaded[1] += 1
        _ = written(set, Array(0..<set.count))
        _ = try set.split(.lastAlphabets((set.alphabets?.names.count ?? 1) - 1))
      }
      if (try? ImageSet.zippedPictures(changed, path: "a", limited)) != nil { loaded[2] += 1 }
    }
    #expect(loaded.allSatisfy { (20..<1980).contains($0) }, "\(loaded)")
  }

  // MARK: Shared data

  @Test(.enabled(if: SharedData.isPresent, "needs ../shared/data"))
  func `MNIST loads in seconds and splits`() throws {
    let path = "\(SharedData.folder)/mnist/train-images-idx3-ubyte.gz"
    let large = ImageSetOptions(width: 64, height: 64, channels: 1)
    for (name, options) in [
      ("64", large), ("32", large.stored(at: 32)), ("28", large.stored(at: 28)),
    ] {
      var set: ImageSet?
      let time = try ContinuousClock().measure {
        set = try ImageSet.open("mnist:\(path)", options: options)
      }
      print("MNIST, 60000 at 64 px held at \(name) px: \(time)")
      let digits = try #require(set)
      #expect(digits.count == 60000)
      #expect(time < .seconds(30))
      let target = try TargetImage.load("\(path)#59999").image
      let stored = try target.resized(toWidth: options.storedWidth, height: options.storedHeight)
      #expect(digits.image(at: 59999) == (try stored.resized(toWidth: 64, height: 64)))
      let (training, heldOut) = try digits.split(digits.usualHoldOut)
      try #require([training.count, heldOut.count] == [55000, 5000])
      // As the published labels begin, and the count of sevens in all of them.
      let classes = try #require(training.classes)
      #expect(Array(classes.indices.prefix(8)) == [5, 0, 4, 1, 9, 2, 1, 3])
      #expect(digits.classes?.indices.count { $0 == 7 } == 6265)
      #expect(heldOut.classes?.indices.last == digits.classes?.indices.last)
      var batch = [UInt8](repeating: 0, count: 64 * 4096)
      let writing = ContinuousClock().measure {
        batch.withUnsafeMutableBufferPointer { training.write(Array(100..<164), into: $0) }
      }
      print("a batch of 64 digits held at \(name) px: \(writing)")
      #expect(Array(batch[..<4096]) == training.image(at: 100).pixels)
    }
  }

  @Test(
    .enabled(if: SharedData.isPresent, "needs ../shared/data"),
    arguments: [
      ("omniglot:", "omniglot/images_background.zip", 19280, 1, [25, 5]),
      ("images:", "faces/lfw64_faces.zip", 4599, 3, [4099, 500]),
    ])
  func `the shared archives load`(
    kind: String, file: String, count: Int, channels: Int, parts: [Int]
  ) throws {
    var set: ImageSet?
    let options = ImageSetOptions(width: 64, height: 64, channels: channels)
    let time = try ContinuousClock().measure {
      set = try ImageSet.open(kind + SharedData.folder + "/" + file, options: options)
    }
    print("\(file) at 64 px: \(time)")
    let images = try #require(set)
    #expect(images.count == count)
    let (training, heldOut) = try images.split(images.usualHoldOut)
    #expect(training.count + heldOut.count == count)
    let sizes = [training, heldOut].map { part in
      part.alphabets.map { Set($0.indices).count } ?? part.count
    }
    #expect(sizes == parts)
    if let alphabets = heldOut.alphabets {
      #expect(
        Set((0..<heldOut.count).map { alphabets.name(of: $0) })
          == [
            "Ojibwe_(Canadian_Aboriginal_Syllabics)", "Sanskrit", "Syriac_(Estrangelo)", "Tagalog",
            "Tifinagh",
          ])
      #expect(images.classes?.names.count == 964)
    }
    let sheet = ContactSheet((0..<40).map { training.image(at: $0 * 100) }, columns: 10)
    try keep(sheet.render(), as: channels == 1 ? "omniglot" : "faces")
  }
}
