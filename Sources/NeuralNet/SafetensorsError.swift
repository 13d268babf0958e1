/// Why bytes are not the wanted safetensors file.
public struct SafetensorsError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Where in the file, such as the name of a tensor.
  public let place: String
  /// What was expected there.
  public let expected: String
  /// What was found.
  public let got: String

  /// Makes an error.
  public init(at place: String, expected: String, got: String) {
    self.place = place
    self.expected = expected
    self.got = got
  }

  /// One line with all three.
  public var description: String { "safetensors, \(place): expected \(expected), got \(got)" }
}
