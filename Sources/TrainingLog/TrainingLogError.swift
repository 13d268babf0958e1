/// Why a log could not be written.
public enum TrainingLogError: Error, Equatable, CustomStringConvertible {
  /// The operating system refused.
  case file(path: String, reason: String)
  /// A line of a file to go on with is not of this program.
  case foreignLine(path: String, line: Int)

  /// The fault in a sentence, with what would help.
  public var description: String {
    switch self {
    case .file(let path, let reason): "\(path): \(reason)"
    case .foreignLine(let path, let line):
      "\(path): line \(line) does not start with {\"step\": and a number, so the file is not one "
        + "of these logs: move it away or choose another folder"
    }
  }
}
