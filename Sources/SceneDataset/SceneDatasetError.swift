/// Why a dataset cannot be made.
public enum SceneDatasetError: Error, Equatable, CustomStringConvertible {
  /// A choice outside its range.
  case choice(name: String, expected: String, got: String)
  /// A folder that holds something else.
  case occupied(path: String, reason: String)
  /// The folder holds a dataset that was asked for in other words.
  case differs(path: String, members: [String])
  /// Another process is writing there.
  case inUse(path: String)
  /// The operating system refused.
  case file(path: String, reason: String)
  /// An image cannot be made.
  case image(index: Int, reason: String)

  /// The fault in a sentence.
  public var description: String {
    switch self {
    case .choice(let name, let expected, let got): "\(name): expected \(expected), got \(got)"
    case .occupied(let path, let reason): "\(path) \(reason); choose another folder or empty it"
    case .differs(let path, let members):
      "\(path) holds another dataset: \(members.joined(separator: "; ")). Give the same options to "
        + "go on with it, or choose another folder"
    case .inUse(let path): "\(path): another process is making this dataset"
    case .file(let path, let reason): "\(path): \(reason)"
    case .image(let index, let reason): "image \(index): \(reason)"
    }
  }
}
