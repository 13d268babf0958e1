public import PaintCore

/// Images at paths; the extension chooses the format that is written.
public enum ImageFile {
  /// Writes `image` to `path`, as the extension says: `.png`, or `.gif` (a single frame).
  ///
  /// A file that was there is replaced in one step.
  ///
  /// - Throws: ``ImageFileError`` with the path and the reason.
  public static func write(_ image: PixelImage, to path: String) throws(ImageFileError) {
    let bytes: [UInt8]
    do throws(ImageFileError) {
      switch fileExtension(of: path) {
      case "png": bytes = try PNG.encode(image)
      case "gif": bytes = try GIF.encode([GIFFrame(image, delay: 0)])
      default:
        throw ImageFileError.notEncodable(
          format: "an image", reason: "the name ends neither in .png nor in .gif")
      }
    } catch {
      throw .content(path: path, reason: error)
    }
    try FileBytes.write(bytes, to: path)
  }

  /// The image in the PNG file at `path`, whatever its extension.
  ///
  /// - Throws: ``ImageFileError`` with the path and the reason.
  public static func read(_ path: String) throws(ImageFileError) -> PixelImage {
    let bytes = try FileBytes.read(path)
    do throws(ImageFileError) {
      return try PNG.decode(bytes)
    } catch {
      throw .content(path: path, reason: error)
    }
  }

  /// What follows the last dot of the last path component, in lower case; empty without a dot.
  private static func fileExtension(of path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: ".") else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }
}
