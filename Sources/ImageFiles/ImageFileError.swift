/// Why an image could not be read or written.
public enum ImageFileError: Error, Equatable, CustomStringConvertible {
  /// The bytes are not a file of the format; `found` says what they look like.
  case wrongFormat(expected: String, found: String)
  /// The bytes start as the format wants and then break its rules.
  case malformed(format: String, reason: String)
  /// The image has more pixels than are read; sizes as the file states them.
  case tooLarge(width: Int, height: Int, limit: String)
  /// The image cannot be stored in the format.
  case notEncodable(format: String, reason: String)
  /// The operating system refused, or the path's extension is unknown.
  case file(path: String, reason: String)
  /// The file at `path` holds bytes that `reason` complains about.
  indirect case content(path: String, reason: ImageFileError)

  /// The fault in a sentence.
  public var description: String {
    switch self {
    case .wrongFormat(let expected, let found): "expected a \(expected) image, found \(found)"
    case .malformed(let format, let reason): "damaged \(format) image: \(reason)"
    case .tooLarge(let width, let height, let limit):
      "image of \(width)x\(height) pixels is too large: at most \(limit)"
    case .notEncodable(let format, let reason): "cannot be written as \(format): \(reason)"
    case .file(let path, let reason): "\(path): \(reason)"
    case .content(let path, let reason): "\(path): \(reason)"
    }
  }
}
