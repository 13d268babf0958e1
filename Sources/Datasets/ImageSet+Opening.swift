internal import ImageFiles
internal import PaintCore

extension ImageSet {
  /// What a description of a set of images may be, for help texts.
  public static let descriptionHelp =
    "mnist:IMAGES.gz, omniglot:FILE.zip, images:FOLDER, images:FILE.zip, glyphs or glyphs:FONT.ttf"

  /// Reads the set that a person describes.
  ///
  /// - `mnist:FILE`: images in the IDX format, gzipped or not, inverted to black ink on white. When
  ///   the file of labels is beside it under the usual name, it is read too.
  /// - `omniglot:FILE.zip`: `.../ALPHABET/CHARACTER/FILE.png`, sorted by name.
  /// - `images:FOLDER` or `images:FILE.zip`: PNG files, also in folders inside it, sorted by path;
  ///   other files are passed over.
  /// - `glyphs` or `glyphs:FONT`: letters and digits of a font, drawn in many ways.
  ///
  /// - Throws: ``DatasetError`` that names the file and says what would be right.
  public static func open(_ description: String, options: ImageSetOptions) throws(DatasetError)
    -> ImageSet
  {
    _ = try options.storedByteCount()
    let kind = description.prefix { $0 != ":" }
    let path = kind.count == description.count ? "" : String(description.dropFirst(kind.count + 1))
    if kind == "glyphs" { return try glyphs(fontPath: path.isEmpty ? nil : path, options) }
    guard ["mnist", "omniglot", "images"].contains(kind), !path.isEmpty else {
      throw .selection(
        file: description.isEmpty ? "\"\"" : description,
        reason: "is no description of a set of images: expected \(descriptionHelp)")
    }
    switch kind {
    case "mnist": return try mnist(path, options)
    case "omniglot": return try omniglot(path, options)
    default: return try pictures(path, options)
    }
  }

  /// The last part of a path.
  static func name(ofPath path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  static func read(_ path: String) throws(DatasetError) -> [UInt8] {
    do { return try FileBytes.read(path) } catch { throw .image(error) }
  }

  /// Runs `body` and puts the path before complaints about bytes.
  static func inContent<Value>(
    of path: String, _ body: () throws(DatasetError) -> Value
  ) throws(DatasetError) -> Value {
    do {
      return try body()
    } catch {
      if case .malformed = error { throw .content(path: path, reason: error) }
      throw error
    }
  }
}

// MARK: MNIST

extension ImageSet {
  private static func mnist(_ path: String, _ options: ImageSetOptions) throws(DatasetError)
    -> ImageSet
  {
    let file = try read(path)
    var labels: [UInt8]?
    let labelsPath = labelsPath(besideImages: path)
    if let labelsPath { labels = try read(labelsPath) }
    return try idx(file, path: path, labels: labels, labelsPath: labelsPath ?? "", options)
  }

  /// The file of labels that the usual names put beside a file of images, if it is there:
  /// `train-images-idx3-ubyte.gz` has `train-labels-idx1-ubyte.gz`, packed or not.
  private static func labelsPath(besideImages path: String) -> String? {
    let name = name(ofPath: path)
    let labels = name.replacing("images", with: "labels").replacing("idx3", with: "idx1")
    guard labels != name else { return nil }
    let beside = path.dropLast(name.count) + labels
    let other = beside.hasSuffix(".gz") ? String(beside.dropLast(3)) : beside + ".gz"
    return [String(beside), other].first(where: FileBytes.isFile)
  }

  /// The images of an IDX file, with the labels of another.
  static func idx(
    _ file: [UInt8], path: String, labels: [UInt8]?, labelsPath: String,
    _ options: ImageSetOptions
  ) throws(DatasetError) -> ImageSet {
    let images = try inContent(of: path) { () throws(DatasetError) in
      let content = try unpacked(file)
      guard ImageKind(firstBytes: content) == .idxImages else {
        let found = ImageKind.phrase(firstBytes: content)
        throw .unsupported(file: path, reason: "is \(found); mnist: wants an IDX image file")
      }
      return try IDXImages(content)
    }
    guard images.count > 0 else { throw .selection(file: path, reason: "has no images") }
    let digits = try labels.map { (labels) throws(DatasetError) in
      try digitClasses(labels, count: images.count, path: labelsPath)
    }
    let stored = try StoredImages(count: images.count, options: options) {
      (range, put) throws(DatasetError) in
      for index in range { try put(index, images.image(at: index).inverted) }
    }
    return ImageSet(
      stored, kind: "\(images.count) images of \(name(ofPath: path))", options: options,
      classes: digits, holdOut: .last(5000, of: images.count))
  }

  private static func unpacked(_ file: [UInt8]) throws(DatasetError) -> [UInt8] {
    ImageKind(firstBytes: file) == .gzip ? try Gzip.decompress(file) : file
  }

  private static func digitClasses(_ file: [UInt8], count: Int, path: String)
    throws(DatasetError) -> ImageClasses
  {
    try inContent(of: path) { () throws(DatasetError) in
      let labels = try IDXLabels(unpacked(file)).labels
      guard labels.count == count else {
        let reason = "\(labels.count) labels for \(count) images"
        throw .malformed(format: "IDX label file", reason: reason)
      }
      let names = (0...Int(labels.max() ?? 0)).map(String.init)
      return ImageClasses(names: names, indices: labels.map(Int.init))
    }
  }
}
