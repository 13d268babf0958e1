/// What a `.vox` file has at some place, and what belongs there instead.
public struct VoxError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Bytes before the place; nil when the whole file is meant.
  public var offset: Int?
  /// What belongs there, as a noun phrase: `a chunk of 12 bytes`.
  public var expected: String
  /// What is there.
  public var got: String

  /// `byte 20: expected a chunk of 12 bytes, got 3`.
  public var description: String {
    (offset.map { "byte \($0): " } ?? "") + "expected \(expected), got \(got)"
  }
}
