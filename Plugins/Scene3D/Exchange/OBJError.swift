/// What an OBJ or MTL file has at some place, and what belongs there instead.
public struct OBJError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file's name, as it was given.
  public var file: String
  /// The line, from 1.
  public var line: Int
  /// The column of the first byte of what is wrong, from 1, counted in bytes.
  public var column: Int
  /// What belongs there, as a noun phrase: `a vertex number`.
  public var expected: String
  /// What is there.
  public var got: String

  /// `cube.obj, line 3, column 14: expected a number, got "abc"`.
  public var description: String {
    "\(file), line \(line), column \(column): expected \(expected), got \(got)"
  }
}
