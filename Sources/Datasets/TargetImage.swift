internal import ImageFiles
public import PaintCore

/// A picture to paint, found by a description that a person types.
///
/// - `photo.png`: a PNG file.
/// - `train-images-idx3-ubyte.gz#7`: image 7, counted from 0, of an IDX file, gzipped or not. These
///   are white ink on black and come inverted, as black ink on white.
/// - `faces.zip#faces/00012.png`: a PNG file in a zip archive.
///
/// The content decides what a file is, not its name. A description that is the name of an existing
/// file means this file, even with `#` in it.
public struct TargetImage: Sendable {
  /// The picture: 1, 3 or 4 channels; dark ink on white when it comes from an IDX file.
  public let image: PixelImage
  /// What the picture is, for people: "image 7 of train-images-idx3-ubyte.gz (28x28, ...)".
  public let kind: String

  /// Finds and reads the picture that `description` names.
  ///
  /// - Throws: ``DatasetError`` that names the file and says what would be right.
  public static func load(_ description: String) throws(DatasetError) -> TargetImage {
    let (path, selection) = try split(description)
    let bytes: [UInt8]
    do { bytes = try FileBytes.read(path) } catch { throw .image(error) }
    let source = TargetSource(path: path, selection: selection, bytes: bytes)
    switch ImageKind(firstBytes: bytes) {
    case .png: return try source.wholePNG()
    case .gzip: return try source.gzippedIDX()
    case .idxImages: return try source.plainIDX()
    case .zip: return try source.zippedPNG()
    default: throw source.unsupported(bytes)
    }
  }

  /// The path and what follows `#`: the whole when it is a file, else the shortest part before a
  /// `#` that is one, so that entry names may contain `#` too.
  private static func split(_ description: String) throws(DatasetError) -> (
    path: String, selection: String?
  ) {
    if FileBytes.isFile(description) { return (description, nil) }
    for mark in description.indices where description[mark] == "#" {
      let path = String(description[..<mark])
      if FileBytes.isFile(path) {
        return (path, String(description[description.index(after: mark)...]))
      }
    }
    let name = description.prefix { $0 != "#" }
    throw .notFound(String(name.isEmpty ? description[...] : name))
  }
}

/// A file that was read, on its way to a picture.
private struct TargetSource {
  let path: String
  let selection: String?
  let bytes: [UInt8]

  private var name: String { path.split(separator: "/").last.map(String.init) ?? path }
  /// The name up to its last dot.
  private var stem: Substring { name[..<(name.lastIndex(of: ".") ?? name.endIndex)] }

  // MARK: PNG

  func wholePNG() throws(DatasetError) -> TargetImage {
    if let selection {
      throw .selection(file: path, reason: "is a single PNG image: leave out #\(selection)")
    }
    return try decoded(bytes, kind: name, path: path)
  }

  private func decoded(_ png: [UInt8], kind: String, path: String) throws(DatasetError)
    -> TargetImage
  {
    do {
      let image = try PNG.decode(png)
      let colours = [1: "grey", 3: "RGB", 4: "RGBA"][image.channels, default: "?"]
      let size = "\(image.width)x\(image.height)"
      return TargetImage(image: image, kind: "\(kind) (\(size) \(colours))")
    } catch { throw .image(.content(path: path, reason: error)) }
  }

  // MARK: IDX

  func plainIDX() throws(DatasetError) -> TargetImage {
    try inContent { () throws(DatasetError) in
      let images = try IDXImages(bytes)
      let index = try index(in: images.header)
      return described(try images.image(at: index), index)
    }
  }

  /// Unpacks no further than the wanted image.
  func gzippedIDX() throws(DatasetError) -> TargetImage {
    try inContent { () throws(DatasetError) in
      let head = try Gzip.prefix(IDXImageHeader.length, of: bytes)
      guard ImageKind(firstBytes: head) == .idxImages else {
        throw unsupported(head, within: "a gzip file that holds ")
      }
      let header = try IDXImageHeader(head)
      let index = try index(in: header)
      let range = try header.range(ofImage: index)
      guard range.upperBound <= Gzip.defaultLimit else {
        throw .tooLarge(
          what: "the file up to image \(index)", bytes: range.upperBound, limit: Gzip.defaultLimit)
      }
      let content = try Gzip.prefix(range.upperBound, of: bytes)
      return described(try header.image(at: index, of: content), index)
    }
  }

  private func index(in header: IDXImageHeader) throws(DatasetError) -> Int {
    let count = header.count
    guard count > 0 else { throw .selection(file: path, reason: "has no images") }
    guard let selection else {
      throw .selection(file: path, reason: "has \(count) images: add #INDEX, 0 to \(count - 1)")
    }
    guard let index = Int(selection), (0..<count).contains(index) else {
      let reason = "has images 0 to \(count - 1): #\(selection) is not one of them"
      throw .selection(file: path, reason: reason)
    }
    return index
  }

  private func described(_ image: PixelImage, _ index: Int) -> TargetImage {
    let size = "\(image.width)x\(image.height)"
    let kind = "image \(index) of \(name) (\(size), inverted to black ink on white)"
    return TargetImage(image: image.inverted, kind: kind)
  }

  // MARK: Zip

  func zippedPNG() throws(DatasetError) -> TargetImage {
    let (entryName, content) = try inContent { () throws(DatasetError) in
      let archive = try ZipArchive(bytes)
      let entry = try entry(of: archive)
      return (entry.name, try archive.read(entry))
    }
    let place = "\(path)#\(entryName)"
    guard ImageKind(firstBytes: content) == .png else {
      throw unsupported(content, file: place)
    }
    return try decoded(content, kind: "\(entryName) of \(name)", path: place)
  }

  private func entry(of archive: ZipArchive) throws(DatasetError) -> ZipArchive.Entry {
    let names = archive.entries.lazy.map(\.name).filter { !$0.hasSuffix("/") }
    guard let selection, !selection.isEmpty else {
      let example = names.first.map { ", e.g. #\($0)" } ?? ""
      throw .selection(file: path, reason: "has \(names.count) entries: add #ENTRY\(example)")
    }
    if let entry = archive.entry(named: selection) { return entry }
    let similar = SimilarNames.closest(3, to: selection, among: names).joined(separator: ", ")
    let hint = similar.isEmpty ? "it is empty" : "similar names are \(similar)"
    throw .selection(file: path, reason: "has no entry \(selection): \(hint)")
  }

  // MARK: Errors

  func unsupported(_ content: [UInt8], within place: String = "", file: String? = nil)
    -> DatasetError
  {
    let phrase = place + ImageKind.phrase(firstBytes: content)
    var reason = "is \(phrase); PNG, IDX (plain or .gz) and PNG inside a zip are read"
    switch ImageKind(firstBytes: content) {
    case .jpeg, .gif, .webp, .bmp, .tiff, .heif:
      reason += ": convert it first"
      if place.isEmpty, file == nil { reason += ", e.g. `convert \(name) \(stem).png`" }
    case .idxLabels: reason += ": labels are not pictures, name the file of images"
    default: break
    }
    return .unsupported(file: file ?? path, reason: reason)
  }

  /// Runs `body` and puts the path before complaints about bytes.
  private func inContent<Value>(_ body: () throws(DatasetError) -> Value) throws(DatasetError)
    -> Value
  {
    do {
      return try body()
    } catch {
      switch error {
      case .malformed, .tooLarge: throw .content(path: path, reason: error)
      default: throw error
      }
    }
  }
}
