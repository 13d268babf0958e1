/// The value of one option of an engine, as it is resolved, recorded in programs and sent.
public enum OptionValue: Sendable, Equatable {
  /// True or false.
  case boolean(Bool)
  /// A whole number.
  case integer(Int)
  /// A number.
  case number(Double)
  /// A text.
  case string(String)
  /// A list of numbers.
  case numbers([Double])
}

extension OptionValue: CustomStringConvertible {
  /// The value as a person would type it.
  public var description: String {
    switch self {
    case .boolean(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): Self.text(of: value)
    case .string(let value): value
    case .numbers(let value): value.map(Self.text).joined(separator: ",")
    }
  }

  private static func text(of number: Double) -> String {
    Int(exactly: number).map(String.init) ?? number.description
  }
}
