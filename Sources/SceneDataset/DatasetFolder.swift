import Glibc
import ImageFiles

/// The folder of a dataset: its files appear whole or not at all, and only one process writes there.
///
/// What is not yet part of the dataset is in `.work`, which goes away at the end. Files are renamed
/// into place, so that a process may be killed at any moment; a power cut may lose the latest files.
final class DatasetFolder {
  /// Where it is.
  let path: String
  private let lock: Int32

  static let manifestName = "manifest.json"
  static let annotationsName = "annotations.json"
  private static let workName = ".work"

  /// Opens the folder for a dataset, new or half made, and keeps other processes out.
  ///
  /// - Throws: ``SceneDatasetError`` when it holds anything else or another process is at work.
  init(path: String, manifest: DatasetManifest) throws(SceneDatasetError) {
    self.path = path
    try Self.makeFolders(path)
    lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard lock >= 0 else { throw .file(path: path, reason: systemReason()) }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else { throw .inUse(path: path) }
    try check(manifest)
  }

  deinit { close(lock) }

  private func check(_ manifest: DatasetManifest) throws(SceneDatasetError) {
    let manifestPath = "\(path)/\(Self.manifestName)"
    guard FileBytes.isFile(manifestPath) else {
      guard try Self.names(in: path).allSatisfy({ $0 == Self.workName }) else {
        throw .occupied(path: path, reason: "is not empty and holds no dataset")
      }
      try Self.makeFolders(workPath(""))
      return try put(manifest.bytes, at: Self.manifestName, worker: 0)
    }
    guard let differences = manifest.differences(from: try read(Self.manifestName)) else {
      throw .occupied(path: path, reason: "has a \(Self.manifestName) of something else")
    }
    guard differences.isEmpty else { throw .differs(path: path, members: differences) }
    if !isComplete { try Self.makeFolders(workPath("")) }
  }

  /// Whether nothing is left to do but to tidy up.
  var isComplete: Bool { has(Self.annotationsName) }

  /// Whether a file is there.
  func has(_ name: String) -> Bool { FileBytes.isFile("\(path)/\(name)") }

  /// The name of a file that is not part of the dataset.
  func workName(_ name: String) -> String { "\(Self.workName)/\(name)" }

  private func workPath(_ name: String) -> String { "\(path)/\(Self.workName)/\(name)" }
}

// MARK: Files

extension DatasetFolder {
  /// Writes a whole file; its folder is there.
  ///
  /// - Parameter worker: Distinguishes those who write at the same time.
  func put(_ bytes: [UInt8], at name: String, worker: Int) throws(SceneDatasetError) {
    do {
      try FileBytes.write(bytes, to: "\(path)/\(name)", through: workPath("\(worker).partial"))
    } catch { throw Self.converted(error) }
  }

  /// The content of a file.
  func read(_ name: String) throws(SceneDatasetError) -> [UInt8] {
    do { return try FileBytes.read("\(path)/\(name)") } catch { throw Self.converted(error) }
  }

  /// Makes a folder and those above it inside this one.
  func makeFolder(_ name: String) throws(SceneDatasetError) {
    try Self.makeFolders("\(path)/\(name)")
  }

  /// A large file that is written piece by piece.
  func sink() throws(SceneDatasetError) -> FileSink {
    try FileSink(partial: workPath("merged.partial"))
  }

  /// Removes a file if it is there.
  func remove(_ name: String) { unlink("\(path)/\(name)") }

  /// Removes all that is not part of the dataset.
  func tidy() throws(SceneDatasetError) {
    guard access(workPath(""), F_OK) == 0 else { return }
    for name in try Self.names(in: workPath("")) { unlink(workPath(name)) }
    rmdir("\(path)/\(Self.workName)")
  }

  private static func converted(_ error: ImageFileError) -> SceneDatasetError {
    guard case .file(let path, let reason) = error else {
      return .file(path: "", reason: "\(error)")
    }
    return .file(path: path, reason: reason)
  }

  /// Makes a folder and those above it; it may be there.
  private static func makeFolders(_ path: String) throws(SceneDatasetError) {
    if mkdir(path, 0o777) == 0 || errno == EEXIST && access("\(path)/.", F_OK) == 0 { return }
    let reason = systemReason()
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
      throw .file(path: path, reason: reason)
    }
    try makeFolders(String(path[..<slash]))
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
      throw .file(path: path, reason: systemReason())
    }
  }

  /// The names in a folder, without `.` and `..`.
  private static func names(in path: String) throws(SceneDatasetError) -> [String] {
    guard let folder = opendir(path) else { throw .file(path: path, reason: systemReason()) }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
