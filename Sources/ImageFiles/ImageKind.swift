/// The kind of a file as its first bytes tell it, whatever its name says.
public enum ImageKind: String, Sendable, CaseIterable {
  /// Portable Network Graphics.
  case png = "PNG image"
  /// JPEG (JFIF, Exif).
  case jpeg = "JPEG image"
  /// Graphics Interchange Format.
  case gif = "GIF image"
  /// WebP.
  case webp = "WebP image"
  /// Windows bitmap.
  case bmp = "BMP image"
  /// Tagged Image File Format.
  case tiff = "TIFF image"
  /// HEIF and AVIF.
  case heif = "HEIF or AVIF image"
  /// gzip-compressed data (RFC 1952).
  case gzip = "gzip file"
  /// A zip archive.
  case zip = "zip archive"
  /// An array of images of the MNIST family.
  case idxImages = "IDX image file"
  /// An array of labels of the MNIST family.
  case idxLabels = "IDX label file"

  /// The kind of a file that starts with `bytes`, or nil when none fits.
  ///
  /// Signatures from the format specifications; 16 bytes are enough.
  public init?(firstBytes bytes: some Collection<UInt8>) {
    let head = Array(bytes.prefix(16))
    func has(_ signature: [UInt8], at offset: Int = 0) -> Bool {
      head.dropFirst(offset).starts(with: signature)
    }
    func has(_ text: String, at offset: Int = 0) -> Bool { has(Array(text.utf8), at: offset) }
    let found: ImageKind? =
      if has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
        .png
      } else if has([0xFF, 0xD8, 0xFF]) {
        .jpeg
      } else if has("GIF87a") || has("GIF89a") {
        .gif
      } else if has("RIFF"), has("WEBP", at: 8) {
        .webp
      } else if has("BM"), has([0, 0, 0, 0], at: 6) {
        .bmp
      } else if has([0x49, 0x49, 0x2A, 0]) || has([0x4D, 0x4D, 0, 0x2A]) {
        .tiff
      } else if has("ftypheic", at: 4) || has("ftypavif", at: 4) || has("ftypmif1", at: 4) {
        .heif
      } else if has([0x1F, 0x8B]) {
        .gzip
      } else if has([0x50, 0x4B, 3, 4]) || has([0x50, 0x4B, 5, 6]) {
        .zip
      } else if has([0, 0, 8, 3]) {
        .idxImages
      } else if has([0, 0, 8, 1]) {
        .idxLabels
      } else {
        nil
      }
    guard let found else { return nil }
    self = found
  }

  /// What bytes are, for people: "a JPEG image", "an IDX label file", "an unknown kind of file".
  public static func phrase(firstBytes bytes: some Collection<UInt8>) -> String {
    if bytes.isEmpty { return "an empty file" }
    return ImageKind(firstBytes: bytes)?.phrase ?? "an unknown kind of file"
  }

  /// The kind with its article.
  public var phrase: String {
    self == .idxImages || self == .idxLabels ? "an \(rawValue)" : "a \(rawValue)"
  }
}
