public import PaintCore

/// The IDX format of the MNIST family of data sets: a magic number that names type and rank, the
/// sizes as big-endian 32-bit numbers, then the elements (LeCun, Cortes, Burges, "The MNIST
/// database of handwritten digits").
enum IDX {
  /// Two zeros, type 8 (unsigned byte), rank 3.
  static let imagesMagic = 0x803
  /// Two zeros, type 8 (unsigned byte), rank 1.
  static let labelsMagic = 0x801

  static func checkMagic(_ file: ByteReader, _ expected: Int, _ format: String)
    throws(DatasetError)
  {
    let magic = try file.bigEndian32(at: 0)
    guard magic == expected else {
      throw .malformed(format: format, reason: "expected magic number \(expected), got \(magic)")
    }
  }

  static func checkSize(_ file: ByteReader, _ expected: Int, _ format: String)
    throws(DatasetError)
  {
    guard file.count == expected else {
      throw .malformed(format: format, reason: "expected \(expected) bytes, got \(file.count)")
    }
  }
}

/// The header of an IDX image file.
public struct IDXImageHeader: Sendable, Equatable {
  /// The length of the header in bytes.
  public static let length = 16
  /// The number of images.
  public let count: Int
  /// Rows of every image, at least 1.
  public let height: Int
  /// Columns of every image, at least 1.
  public let width: Int
  /// The length of the whole file in bytes.
  public let fileSize: Int

  /// The header at the start of `bytes`, which may be cut off after it.
  ///
  /// - Throws: ``DatasetError/malformed(format:reason:)`` for another magic number and sizes that
  ///   are 0 or overflow.
  public init(_ bytes: [UInt8]) throws(DatasetError) {
    let file = ByteReader(bytes, format: "IDX image file")
    try IDX.checkMagic(file, IDX.imagesMagic, "IDX image file")
    count = try file.bigEndian32(at: 4)
    height = try file.bigEndian32(at: 8)
    width = try file.bigEndian32(at: 12)
    // Two factors below 2^32 fit in 64 bits unsigned, not always signed, and three may not at all.
    let (area, areaOverflow) = height.multipliedReportingOverflow(by: width)
    let (pixels, pixelsOverflow) = area.multipliedReportingOverflow(by: count)
    let (size, sizeOverflow) = pixels.addingReportingOverflow(Self.length)
    guard area > 0, !areaOverflow, !pixelsOverflow, !sizeOverflow else {
      let reason = "impossible sizes \(count)x\(height)x\(width)"
      throw .malformed(format: "IDX image file", reason: reason)
    }
    fileSize = size
  }

  /// The bytes of the file that image `index` takes.
  ///
  /// - Throws: ``DatasetError/malformed(format:reason:)`` for an index outside `0..<count`.
  public func range(ofImage index: Int) throws(DatasetError) -> Range<Int> {
    guard (0..<count).contains(index) else {
      throw .malformed(format: "index", reason: "image \(index) is outside 0..<\(count)")
    }
    let start = Self.length + index * height * width
    return start..<start + height * width
  }

  /// Image `index` of a file whose first bytes, at least up to this image, are `file`.
  func image(at index: Int, of file: [UInt8]) throws(DatasetError) -> PixelImage {
    let range = try range(ofImage: index)
    guard range.upperBound <= file.count else {
      let reason = "expected \(range.upperBound) bytes up to image \(index), got \(file.count)"
      throw .malformed(format: "IDX image file", reason: reason)
    }
    do {
      return try PixelImage(width: width, height: height, channels: 1, pixels: Array(file[range]))
    } catch { throw .malformed(format: "IDX image file", reason: error.description) }
  }
}

/// An IDX file of grey images in memory.
public struct IDXImages: Sendable {
  /// Count and size of the images.
  public let header: IDXImageHeader
  private let bytes: [UInt8]

  /// The images of an unpacked file.
  ///
  /// - Throws: ``DatasetError/malformed(format:reason:)`` as ``IDXImageHeader``, and when the file
  ///   is longer or shorter than its header says.
  public init(_ file: [UInt8]) throws(DatasetError) {
    header = try IDXImageHeader(file)
    try IDX.checkSize(
      ByteReader(file, format: "IDX image file"), header.fileSize, "IDX image file")
    bytes = file
  }

  /// The number of images.
  public var count: Int { header.count }

  /// Image `index` as it is in the file: 1 channel, ink 255 on 0 in MNIST.
  ///
  /// - Throws: ``DatasetError/malformed(format:reason:)`` for an index outside `0..<count`.
  public func image(at index: Int) throws(DatasetError) -> PixelImage {
    try header.image(at: index, of: bytes)
  }
}

/// An IDX file of labels in memory.
public struct IDXLabels: Sendable {
  /// The label of every example, shape `[count]`.
  public let labels: [UInt8]

  /// The labels of an unpacked file.
  ///
  /// - Throws: ``DatasetError/malformed(format:reason:)`` for another magic number, or a file that
  ///   is longer or shorter than its header says.
  public init(_ file: [UInt8]) throws(DatasetError) {
    let reader = ByteReader(file, format: "IDX label file")
    try IDX.checkMagic(reader, IDX.labelsMagic, "IDX label file")
    let count = try reader.bigEndian32(at: 4)
    try IDX.checkSize(reader, count + 8, "IDX label file")
    labels = Array(file[8...])
  }
}
