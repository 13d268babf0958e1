/// A file that is to be written beside others, which refer to it by its name.
public struct ExportedFile: Sendable, Equatable {
  /// The name, without a folder.
  public var name: String
  /// What is in it.
  public var bytes: [UInt8]

  /// Makes a file.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  init(name: String, text: String) { self.init(name: name, bytes: Array(text.utf8)) }
}
