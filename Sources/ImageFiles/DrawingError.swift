public import PaintCore

/// Why letters, a contact sheet or a plot could not be drawn.
public enum DrawingError: Error, Equatable, CustomStringConvertible {
  /// None of the usual font files is there.
  case noFont(tried: [String])
  /// The font, or one of its glyphs, cannot be used.
  case font(String)
  /// The drawing would have an impossible size.
  case size(PixelImageError)
  /// There is nothing to draw, or a choice is out of range.
  case unusable(String)
  /// The font file cannot be read.
  case file(ImageFileError)

  /// The fault in a sentence, with what would help.
  public var description: String {
    switch self {
    case .noFont(let tried):
      "no font file found (looked for \(tried.joined(separator: ", "))): "
        + "install one with `apt-get install fonts-dejavu-core`, or name a .ttf file"
    case .font(let reason): "font: \(reason)"
    case .size(let error): error.description
    case .unusable(let reason): reason
    case .file(let error): error.description
    }
  }
}
