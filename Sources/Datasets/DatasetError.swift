public import ImageFiles
public import PaintCore

/// Why a target image or a data file could not be read.
public enum DatasetError: Error, Equatable, CustomStringConvertible {
  /// No file has this name.
  case notFound(String)
  /// The operating system refused, or an image is damaged.
  case image(ImageFileError)
  /// A file of a kind that is not read here, or not in this place.
  case unsupported(file: String, reason: String)
  /// The description lacks the part after `#`, or has one that does not fit.
  case selection(file: String, reason: String)
  /// The bytes break the rules of their format, for example because the file was cut off.
  case malformed(format: String, reason: String)
  /// More bytes than the limit would be taken.
  case tooLarge(what: String, bytes: Int, limit: Int)
  /// A font is missing or damaged.
  case drawing(DrawingError)
  /// The sizes wanted of images are impossible.
  case size(PixelImageError)
  /// The file at `path` holds bytes that `reason` complains about.
  indirect case content(path: String, reason: DatasetError)

  /// The fault in a sentence.
  public var description: String {
    switch self {
    case .notFound(let path): "\(path): no such file"
    case .image(let error): error.description
    case .unsupported(let file, let reason), .selection(let file, let reason): "\(file) \(reason)"
    case .malformed(let format, let reason): "damaged \(format): \(reason)"
    case .tooLarge(let what, let bytes, let limit):
      "\(what) takes \(bytes) bytes or more, the limit is \(limit)"
    case .drawing(let error): error.description
    case .size(let error): error.description
    case .content(let path, let reason): "\(path): \(reason)"
    }
  }
}
