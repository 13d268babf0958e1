/// The chunks of a PNG file that decide its samples (PNG specification, third edition, 5.3).
///
/// Colour-space chunks (gAMA, cHRM, sRGB, iCCP), text and the rest are left out, so that a decoder
/// passes 8-bit samples through unchanged and unpacks nothing but pixels.
struct PNGChunks {
  /// The signature and the kept chunks: critical ones and tRNS, byte for byte.
  private(set) var bytes: [UInt8]
  /// Columns, as the header states them.
  private(set) var width = 0
  /// Rows, as the header states them.
  private(set) var height = 0
  /// Bits of one pixel in the file.
  private var bitsPerPixel = 0
  /// Bytes of compressed pixels.
  private var compressedCount = 0

  private static let signatureLength = 8
  /// Length, type and checksum.
  private static let overhead = 12
  /// deflate packs at most 258 bytes into 2 bits: 1032 to 1 (RFC 1951).
  private static let largestExpansion = 1032

  init(_ file: [UInt8]) throws(ImageFileError) {
    guard ImageKind(firstBytes: file) == .png else {
      throw .wrongFormat(expected: "PNG", found: ImageKind.phrase(firstBytes: file))
    }
    bytes = Array(file.prefix(Self.signatureLength))
    bytes.reserveCapacity(file.count)
    var offset = Self.signatureLength
    var type = ""
    while type != "IEND" {
      let end: Int
      (type, end) = try Self.chunk(at: offset, of: file)
      if offset == Self.signatureLength { try readHeader(type, file[offset..<end]) }
      if type == "IDAT" { compressedCount += end - offset - Self.overhead }
      if type == "tRNS" || type.first?.isUppercase == true {
        bytes.append(contentsOf: file[offset..<end])
      }
      offset = end
    }
  }

  /// Whether the compressed bytes could possibly unpack to the pixels the header promises.
  var canHoldItsPixels: Bool {
    let needed = height * ((width * bitsPerPixel + 7) / 8)
    return needed / Self.largestExpansion <= compressedCount
  }

  /// The type of the chunk at `offset` and the offset after it.
  private static func chunk(at offset: Int, of file: [UInt8]) throws(ImageFileError) -> (
    type: String, end: Int
  ) {
    guard file.count - offset >= overhead else {
      let reason = "it ends at byte \(file.count) without its IEND chunk"
      throw .malformed(format: "PNG", reason: reason)
    }
    let length = bigEndian(file[offset..<offset + 4])
    let code = file[offset + 4..<offset + 8]
    guard code.allSatisfy({ (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }) else {
      throw .malformed(format: "PNG", reason: "no chunk type at byte \(offset + 4)")
    }
    let type = String(decoding: code, as: UTF8.self)
    guard length <= file.count - offset - overhead else {
      let left = file.count - offset - overhead
      let reason = "chunk \(type) at byte \(offset) has \(length) bytes, the file only \(left) more"
      throw .malformed(format: "PNG", reason: reason)
    }
    return (type, offset + overhead + length)
  }

  /// Takes the size and the sample layout from the IHDR chunk (PNG specification, 11.2.1).
  private mutating func readHeader(_ type: String, _ chunk: ArraySlice<UInt8>)
    throws(ImageFileError)
  {
    guard type == "IHDR", chunk.count == Self.overhead + 13 else {
      throw .malformed(format: "PNG", reason: "the first chunk is not a 13-byte IHDR")
    }
    let data = chunk.startIndex + 8
    width = Self.bigEndian(chunk[data..<data + 4])
    height = Self.bigEndian(chunk[data + 4..<data + 8])
    let samples = [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][chunk[data + 9]] ?? 1
    bitsPerPixel = Int(chunk[data + 8]) * samples
  }

  private static func bigEndian(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
  }
}
