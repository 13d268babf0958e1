/// What is wrong with a JSON file that a person wrote, and where.
public struct JSONFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The name of the file, as given to the reader.
  public var file: String
  /// Where it is; nil when the file could not be read at all.
  public var position: JSONPosition?
  /// What belongs there.
  public var expected: String
  /// What is there.
  public var got: String

  /// Names the file of an error in its text.
  public init(file: String, _ error: JSONError) {
    self.init(file: file, position: error.position, expected: error.expected, got: error.got)
  }

  /// Makes an error from its parts.
  public init(file: String, position: JSONPosition? = nil, expected: String, got: String) {
    self.file = file
    self.position = position
    self.expected = expected
    self.got = got
  }

  /// `arm.json:3:14: expected a number, got "abc"`.
  public var description: String {
    let place = position.map { ":\($0.line):\($0.column)" } ?? ""
    return "\(file)\(place): expected \(expected), got \(got)"
  }
}
