import Glibc
import ImageFiles
import JSONText
import PaintCore

/// The latest state of a training on disk, replaced in one step: whoever is killed while writing
/// leaves the one before.
///
/// A checkpoint is a folder of files, `checkpoint-NUMBER`; `checkpoint.json` names it and says how
/// many bytes each file has and what their FNV-1a digest is.
public struct CheckpointFolder {
  private let parent: String
  private static let (indexName, prefix, format) = (
    "checkpoint.json", "checkpoint-", "spiral-training-1"
  )

  /// The checkpoint in a folder that is there.
  public init(in parent: String) { self.parent = parent }

  private var indexPath: String { "\(parent)/\(Self.indexName)" }

  /// Whether there is one.
  public var exists: Bool { FileBytes.isFile(indexPath) }

  // MARK: Writing

  /// Writes a checkpoint and then removes the one before.
  ///
  /// - Parameters:
  ///   - number: One that the latest checkpoint does not have, or the same state.
  ///   - files: Their content by name.
  ///   - addFiles: Writes further files into the folder whose path it gets.
  /// - Throws: `ImageFileError` with the system's reason, or what `addFiles` throws; then the one
  ///   before is still in force.
  public func write(
    _ number: Int, files: [String: [UInt8]], addFiles: (_ folder: String) throws -> Void
  ) throws {
    let before = try? index()
    // the same number again must not touch what is in force
    let name = "\(Self.prefix)\(number)"
    let chosen = before?.folder == name ? "\(name)-again" : name
    let folder = "\(parent)/\(chosen)"
    remove(folder)
    guard mkdir(folder, 0o777) == 0 else { throw Self.failure(folder) }
    for (name, bytes) in files { try FileBytes.write(bytes, to: "\(folder)/\(name)") }
    try addFiles(folder)
    let names = Self.names(in: folder).sorted()
    var entries: [Entry] = []
    for name in names {
      let path = "\(folder)/\(name)"
      try Self.flush(path)
      let bytes = try FileBytes.read(path, limit: Self.largestFile)
      entries.append(Entry(name: name, byteCount: bytes.count, digest: Self.digest(bytes)))
    }
    try Self.flush(folder)
    try publish(Index(folder: chosen, files: entries))
    removeAll(except: chosen)
  }

  private static let largestFile = 1 << 40

  private func publish(_ index: Index) throws {
    let partial = "\(indexPath).partial"
    try FileBytes.write(index.json(), to: partial)
    try Self.flush(partial)
    guard rename(partial, indexPath) == 0 else { throw Self.failure(indexPath) }
    try Self.flush(parent)
  }

  private func removeAll(except kept: String) {
    for name in Self.names(in: parent) where name.hasPrefix(Self.prefix) && name != kept {
      remove("\(parent)/\(name)")
    }
  }

  private func remove(_ folder: String) {
    for name in Self.names(in: folder) { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  /// Waits until a file or folder is on the disk.
  private static func flush(_ path: String) throws(ImageFileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(path) }
  }

  private static func failure(_ path: String) -> ImageFileError {
    .file(path: path, reason: String(cString: strerror(errno)))
  }

  /// The names in a folder, without `.` and `..`; none for one that is not there.
  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  // MARK: Reading

  /// Reads the checkpoint.
  ///
  /// - Returns: The content of its files by name, and its folder.
  /// - Throws: `TrainingError.checkpoint` that names the file and what is wrong with it.
  public func read() throws(TrainingError) -> (files: [String: [UInt8]], folder: String) {
    let index = try index()
    let folder = "\(parent)/\(index.folder)"
    var files: [String: [UInt8]] = [:]
    for entry in index.files {
      let path = "\(folder)/\(entry.name)"
      let bytes: [UInt8]
      do { bytes = try FileBytes.read(path, limit: Self.largestFile) } catch {
        throw .checkpoint("the checkpoint is damaged: \(error); \(Self.remedy)")
      }
      guard bytes.count == entry.byteCount else {
        throw .checkpoint(
          "the checkpoint is damaged: \(path): expected \(entry.byteCount) bytes, got "
            + "\(bytes.count); \(Self.remedy)")
      }
      guard Self.digest(bytes) == entry.digest else {
        throw .checkpoint(
          "the checkpoint is damaged: \(path): its bytes are not those that were written; "
            + Self.remedy)
      }
      files[entry.name] = bytes
    }
    return (files, folder)
  }

  private static let remedy = "begin anew in another folder"

  private static func digest(_ bytes: [UInt8]) -> String {
    var digest = Digest()
    digest.append(bytes)
    return digest.hexadecimal
  }

  private struct Entry {
    var name = ""
    var byteCount = 0
    var digest = ""
  }

  private struct Index {
    var folder: String
    var files: [Entry]

    func json() -> [UInt8] {
      var writer = JSONWriter()
      writer.beginObject()
      writer.key("format")
      writer.string(CheckpointFolder.format)
      writer.key("folder")
      writer.string(folder)
      writer.key("files")
      writer.beginArray()
      for file in files {
        writer.beginObject()
        writer.key("name")
        writer.string(file.name)
        writer.key("bytes")
        writer.integer(file.byteCount)
        writer.key("digest")
        writer.string(file.digest)
        writer.endObject()
      }
      writer.endArray()
      writer.endObject()
      writer.endLine()
      return writer.bytes
    }

    init(folder: String, files: [Entry]) { (self.folder, self.files) = (folder, files) }

    init(_ text: [UInt8]) throws(JSONError) {
      let node = try JSON.parse(text, maximumDepth: 4)
      let format = try node.member("format")
      guard try format.string() == CheckpointFolder.format else {
        throw format.error(expected: "\"\(CheckpointFolder.format)\"")
      }
      folder = try Self.name(node.member("folder"))
      files = []
      for file in try node.member("files").array() {
        files.append(
          Entry(
            name: try Self.name(file.member("name")),
            byteCount: try file.member("bytes").integer(in: 0...Int.max),
            digest: try file.member("digest").string()))
      }
    }

    private static func name(_ node: JSONNode) throws(JSONError) -> String {
      let name = try node.string()
      guard !name.isEmpty, !name.contains("/"), !name.utf8.contains(0), name != ".." else {
        throw node.error(expected: "the name of a file")
      }
      return name
    }
  }

  private func index() throws(TrainingError) -> Index {
    let text: [UInt8]
    do { text = try FileBytes.read(indexPath) } catch { throw .checkpoint("\(error)") }
    do { return try Index(text) } catch {
      throw .checkpoint("the checkpoint is damaged: \(indexPath): \(error); \(Self.remedy)")
    }
  }
}
