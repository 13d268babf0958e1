import Datasets
public import PaintCore

/// Labelled digits of an MNIST-like pair of IDX files, as a canvas would show them.
public struct DigitExamples: Sendable {
  /// The height and width of the canvases.
  public static let canvasSide = 64
  /// The label of every digit, `0...9`.
  public let labels: [UInt8]
  /// What the digits were read from, for the record.
  public let source: DataSource
  private let images: IDXImages

  /// Pairs images with their labels.
  ///
  /// - Parameters:
  ///   - imageFile: An IDX file of images, gzipped or not; bright ink on black.
  ///   - labelFile: The IDX file of their labels, gzipped or not.
  ///   - name: What to call the file of images.
  /// - Throws: ``EvaluationError`` when a file is damaged, or the two do not go together.
  public init(imageFile: [UInt8], labelFile: [UInt8], name: String) throws(EvaluationError) {
    source = DataSource(name: name, bytes: imageFile)
    do {
      images = try IDXImages(Self.unpacked(imageFile))
      labels = try IDXLabels(Self.unpacked(labelFile)).labels
    } catch { throw .data("\(name): \(error)") }
    guard images.count == labels.count else {
      throw .countsDiffer(what: "images and labels of \(name)", images.count, labels.count)
    }
    if let wrong = labels.firstIndex(where: { $0 > 9 }) {
      throw .data("\(name): label \(wrong) is \(labels[wrong]), expected a digit")
    }
  }

  /// The number of digits.
  public var count: Int { labels.count }

  /// Returns digit `index` as a canvas of 64x64 pixels with 1 channel, black ink on white.
  ///
  /// The image is enlarged between pixel centres (bilinearly) and inverted.
  /// - Throws: ``EvaluationError/data(_:)`` when there is no such digit.
  public func canvas(at index: Int) throws(EvaluationError) -> PixelImage {
    do {
      let side = Self.canvasSide
      return try images.image(at: index).resized(toWidth: side, height: side).inverted
    } catch { throw .data("digit \(index) of \(source.name): \(error)") }
  }

  /// Returns the canvases with these indices, in this order.
  ///
  /// - Throws: ``EvaluationError/data(_:)`` when there is no such digit.
  public func canvases(_ indices: some Sequence<Int>) throws(EvaluationError) -> [PixelImage] {
    var result: [PixelImage] = []
    for index in indices { result.append(try canvas(at: index)) }
    return result
  }

  private static func unpacked(_ file: [UInt8]) throws(DatasetError) -> [UInt8] {
    file.starts(with: [0x1F, 0x8B]) ? try Gzip.decompress(file) : file
  }
}

/// A file that something was made from.
public struct DataSource: Sendable, Equatable {
  /// What it is called.
  public let name: String
  /// Its length in bytes.
  public let size: Int
  /// The SHA-256 of its bytes, in hexadecimal.
  public let checksum: String

  /// Describes a file with this content.
  public init(name: String, bytes: [UInt8]) {
    self.init(name: name, size: bytes.count, checksum: SHA256.hexadecimal(of: bytes))
  }

  init(name: String, size: Int, checksum: String) {
    self.name = name
    self.size = size
    self.checksum = checksum
  }
}
