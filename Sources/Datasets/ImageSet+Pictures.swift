private import Glibc
internal import ImageFiles
internal import PaintCore

// MARK: OMNIGLOT

extension ImageSet {
  static func omniglot(_ path: String, _ options: ImageSetOptions) throws(DatasetError)
    -> ImageSet
  {
    try omniglot(read(path), path: path, options)
  }

  /// The images of an archive whose entries are `.../ALPHABET/CHARACTER/FILE.png` (Lake,
  /// Salakhutdinov, Tenenbaum, "Human-level concept learning through probabilistic program
  /// induction", 2015).
  static func omniglot(_ file: [UInt8], path: String, _ options: ImageSetOptions)
    throws(DatasetError) -> ImageSet
  {
    let (archive, entries) = try pictureEntries(of: file, path: path)
    var alphabets: [String] = []
    var characters: [String] = []
    for entry in entries {
      let parts = entry.name.split(separator: "/")
      guard parts.count >= 3 else {
        throw .selection(
          file: "\(path)#\(entry.name)",
          reason: "is not ALPHABET/CHARACTER/FILE.png; images: reads archives of any layout")
      }
      alphabets.append(String(parts[parts.count - 3]))
      characters.append("\(parts[parts.count - 3])/\(parts[parts.count - 2])")
    }
    let stored = try stored(entries, of: archive, path: path, options)
    let alphabetClasses = ImageClasses(ofEach: alphabets)
    return ImageSet(
      stored, kind: "\(entries.count) images of \(name(ofPath: path))", options: options,
      classes: ImageClasses(ofEach: characters), alphabets: alphabetClasses,
      holdOut: .lastAlphabets(min(5, alphabetClasses.names.count / 5)))
  }
}

// MARK: PNG files in archives and folders

extension ImageSet {
  static func pictures(_ path: String, _ options: ImageSetOptions) throws(DatasetError)
    -> ImageSet
  {
    if let names = fileNames(below: path) {
      return try pictures(named: names, inFolder: path, options)
    }
    return try zippedPictures(read(path), path: path, options)
  }

  /// All PNG files of an archive.
  static func zippedPictures(_ file: [UInt8], path: String, _ options: ImageSetOptions)
    throws(DatasetError) -> ImageSet
  {
    let (archive, entries) = try pictureEntries(of: file, path: path)
    let stored = try stored(entries, of: archive, path: path, options)
    return ImageSet(
      stored, kind: "\(entries.count) images of \(name(ofPath: path))", options: options,
      holdOut: .last(500, of: entries.count))
  }

  private static func stored(
    _ entries: [ZipArchive.Entry], of archive: ZipArchive, path: String,
    _ options: ImageSetOptions
  ) throws(DatasetError) -> StoredImages {
    try StoredImages(count: entries.count, options: options) { (range, put) throws(DatasetError) in
      for index in range {
        let entry = entries[index]
        let content = try inContent(of: path) { () throws(DatasetError) in
          try archive.read(entry)
        }
        try put(index, decoded(content, path: "\(path)#\(entry.name)"))
      }
    }
  }

  /// The PNG files of an archive, sorted by the bytes of their names.
  private static func pictureEntries(of file: [UInt8], path: String) throws(DatasetError) -> (
    ZipArchive, [ZipArchive.Entry]
  ) {
    guard ImageKind(firstBytes: file) == .zip else {
      throw .unsupported(
        file: path,
        reason: "is \(ImageKind.phrase(firstBytes: file)); expected a zip archive of PNG files, "
          + "or for images: also a folder")
    }
    let archive = try inContent(of: path) { () throws(DatasetError) in try ZipArchive(file) }
    let entries = archive.entries.filter { isPicture($0.name) }.sorted {
      $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
    guard !entries.isEmpty else { throw noPictures(path, archive.entries.map(\.name)) }
    return (archive, entries)
  }

  private static func pictures(
    named names: [String], inFolder path: String, _ options: ImageSetOptions
  ) throws(DatasetError) -> ImageSet {
    let pictures = names.filter(isPicture).sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
    guard !pictures.isEmpty else { throw noPictures(path, names) }
    let stored = try StoredImages(count: pictures.count, options: options) {
      (range, put) throws(DatasetError) in
      for index in range {
        let file = "\(path)/\(pictures[index])"
        try put(index, decoded(read(file), path: file))
      }
    }
    return ImageSet(
      stored, kind: "\(pictures.count) images of \(name(ofPath: path))", options: options,
      holdOut: .last(500, of: pictures.count))
  }

  private static func decoded(_ png: [UInt8], path: String) throws(DatasetError) -> PixelImage {
    do {
      return try PNG.decode(png)
    } catch { throw .image(.content(path: path, reason: error)) }
  }

  /// Whether a name ends in `.png` and is no hidden file (as archives made on a Mac have).
  private static func isPicture(_ name: String) -> Bool {
    name.lowercased().hasSuffix(".png") && !self.name(ofPath: name).hasPrefix(".")
  }

  private static func noPictures(_ path: String, _ names: [String]) -> DatasetError {
    let files = names.filter { !$0.hasSuffix("/") }
    let example = files.min().map { ", for example \($0)" } ?? ""
    return .selection(
      file: path,
      reason: "has no PNG files but \(files.count) others\(example): convert them to .png first")
  }

  /// How many folders inside each other are searched for pictures.
  private static let deepestFolder = 8

  /// The paths of the files in a folder and in those inside it, hidden folders left out; nil when
  /// `path` is no folder.
  private static func fileNames(below path: String, depth: Int = 0) -> [String]? {
    guard let entries = entries(inFolder: path) else { return nil }
    return entries.flatMap { entry in
      guard entry.mayBeFolder, depth < deepestFolder, !entry.name.hasPrefix("."),
        let names = fileNames(below: "\(path)/\(entry.name)", depth: depth + 1)
      else { return [entry.name] }
      return names.map { "\(entry.name)/\($0)" }
    }
  }

  /// The names in a folder; nil when `path` is none.
  private static func entries(inFolder path: String) -> [(name: String, mayBeFolder: Bool)]? {
    guard let folder = opendir(path) else { return nil }
    defer { closedir(folder) }
    var entries: [(name: String, mayBeFolder: Bool)] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      let isPlainFile = Int(entry.pointee.d_type) == DT_REG
      if name != ".", name != ".." { entries.append((name, !isPlainFile)) }
    }
    return entries
  }
}
