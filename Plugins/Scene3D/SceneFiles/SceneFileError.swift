import JSONText

/// What is wrong with a scene file, and where.
public struct SceneFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The name of the file, as given to the reader.
  public var file: String
  /// From 1; 0 when the file could not be read at all.
  public var line: Int
  /// From 1, in bytes; 0 when the file could not be read at all.
  public var column: Int
  /// What belongs there.
  public var expected: String
  /// What is there.
  public var got: String

  init(file: String, _ error: JSONError) {
    self.file = file
    line = error.position.line
    column = error.position.column
    expected = error.expected
    got = error.got
  }

  init(file: String, expected: String, got: String) {
    self.file = file
    line = 0
    column = 0
    self.expected = expected
    self.got = got
  }

  /// `spiral.json:3:14: expected a number, got "abc"`.
  public var description: String {
    let place = line > 0 ? "\(file):\(line):\(column)" : file
    return "\(place): expected \(expected), got \(got)"
  }
}
