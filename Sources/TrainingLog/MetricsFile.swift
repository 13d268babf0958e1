/// A log with one JSON object a line, for example `{"step":2000,"reward":0.25}`; `step` comes first.
///
/// Every line is in the file when its function returns. Numbers that JSON lacks are `null`.
public struct MetricsFile: ~Copyable {
  private let file: AppendedFile

  /// Opens the log at `path`, or makes it, to go on after `step`: later lines, which a training that
  /// was stopped wrote past its checkpoint, and a last line without its end are cut off.
  ///
  /// - Parameter step: The step of the checkpoint; nil for a new training, which empties the file.
  /// - Throws: ``TrainingLogError`` with the system's reason, or when a line is no such object; the
  ///   file is then as it was.
  public init(_ path: String, resumingAfter step: Int?) throws(TrainingLogError) {
    let opened = try AppendedFile(path, exclusively: false)
    try opened.truncate(
      to: step.map { (step) throws(TrainingLogError) in
        try Self.length(of: opened, upTo: step, path: path)
      } ?? 0)
    self.init(opened)
  }

  private init(_ file: consuming AppendedFile) { self.file = file }

  /// Appends a line with `step` and the given numbers in order.
  ///
  /// - Throws: ``TrainingLogError`` with the system's reason.
  public func append(step: Int, _ values: KeyValuePairs<String, Double>) throws(TrainingLogError) {
    try append(step: step, values.map { ($0.key, $0.value) })
  }

  /// Appends a line with `step` and the given numbers in order.
  ///
  /// - Throws: ``TrainingLogError`` with the system's reason.
  public func append(step: Int, _ values: [(name: String, value: Double)])
    throws(TrainingLogError)
  {
    var line = "{\"step\":\(step)"
    for (name, value) in values {
      line += ",\(Self.quoted(name)):" + (value.isFinite ? "\(value)" : "null")
    }
    try file.append(Array((line + "}\n").utf8))
  }

  /// A JSON string (RFC 8259, section 7).
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\0"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  // MARK: Going on

  /// The bytes of the whole lines before the first one of a step after `step`.
  private static func length(of file: borrowing AppendedFile, upTo step: Int, path: String)
    throws(TrainingLogError) -> Int
  {
    var length = 0
    var number = 0
    var rest: [UInt8] = []
    while true {
      let piece = try file.read(at: length + rest.count, limit: 1 << 16)
      guard !piece.isEmpty else { return length }
      rest += piece
      var start = 0
      while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
        number += 1
        guard let found = Self.step(ofLine: rest[start..<end]) else {
          throw .foreignLine(path: path, line: number)
        }
        guard found <= step else { return length }
        length += end + 1 - start
        start = end + 1
      }
      rest.removeFirst(start)
    }
  }

  /// The number after `{"step":`.
  private static func step(ofLine line: ArraySlice<UInt8>) -> Int? {
    let opening = Array("{\"step\":".utf8)
    guard line.starts(with: opening), line.last == UInt8(ascii: "}") else { return nil }
    let digits = line.dropFirst(opening.count).prefix {
      $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "}")
    }
    return Int(String(decoding: digits, as: UTF8.self))
  }
}
