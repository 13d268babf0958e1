import EnvironmentAPI
import JSONText
import PaintCore

/// How the pictures of an observation travel: the names in `capabilities.obsEncodings`.
///
/// Only leaves of rank two or more travel so. Leaves of rank 0 and 1 are always `json`, because a
/// person wants to read them and they are short. A `png` holds 8-bit pictures of 1, 3 or 4 channels;
/// other leaves of rank two or more are `b64` then, and so is a tensor that finds no room in the
/// shared memory.
public enum TensorEncoding: String, Sendable, CaseIterable {
  /// Little-endian row-major bytes in base64.
  case base64 = "b64"
  /// A flat row-major array of numbers; `shape` says how to fold it.
  case json
  /// One PNG file per lane in base64: an array of strings, or one string without lane axis.
  case png
  /// The bytes follow the line: the tensor says `bytes`, and exactly so many come after the LF, leaf
  /// after leaf.
  case raw
  /// The bytes are in shared memory: the tensor says `offset`, `bytes` and `seq`.
  case shm

  /// The encoding that a leaf gets when this one was agreed on.
  func encoding(of space: LeafSpace) -> TensorEncoding {
    guard space.shape.count >= 2 else { return .json }
    return self == .png && !space.isPicture ? .base64 : self
  }
}

extension LeafSpace {
  /// Whether a value is an 8-bit picture, height by width by 1, 3 or 4 channels.
  var isPicture: Bool {
    let shape = shape
    return elementType == .uint8 && shape.count == 3 && [1, 3, 4].contains(shape[2])
      && shape[0] > 0 && shape[1] > 0
  }

  /// Whether a value travels as a bare integer.
  var isDiscrete: Bool {
    if case .discrete = self { true } else { false }
  }
}

/// Values of one leaf, one after the other.
struct TensorRows {
  /// The bytes, row-major and little-endian.
  let bytes: UnsafeRawBufferPointer
  /// What each value is.
  let space: LeafSpace
  /// How many values there are; nil for one value without a leading axis.
  let count: Int?
  /// Who keeps the bytes until the next request.
  let owner: AnyObject
  /// Where the bytes are in the shared memory, if they are there already.
  let place: SharedSlots.Place?
}

/// Bytes that belong to one answer alone.
final class TensorBytes {
  /// The bytes.
  let bytes: UnsafeRawBufferPointer

  /// Copies them.
  init(copying source: UnsafeRawBufferPointer) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: source.count, alignment: 16)
    copy.copyMemory(from: source)
    bytes = UnsafeRawBufferPointer(copy)
  }

  deinit { bytes.deallocate() }
}

extension JSONWriter {
  /// Writes a leaf: a tensor, or the bare integers of a `Discrete`.
  ///
  /// - Throws: what the transport's `encodePNG` throws.
  mutating func leaf(_ rows: TensorRows, by transport: TensorTransport) throws {
    if rows.space.isDiscrete {
      if rows.count != nil { beginArray() }
      numbers(rows.bytes, .int64)
      if rows.count != nil { endArray() }
      return
    }
    var encoding = transport.encoding.encoding(of: rows.space)
    let place = encoding == .shm ? rows.place ?? copy(rows, by: transport) : nil
    if encoding == .shm, place == nil { encoding = .base64 }
    beginTensor(encoding, rows.space.elementType)
    if let count = rows.count { integer(count) }
    for side in rows.space.shape { integer(side) }
    endArray()
    if let place {
      reference(place, byteCount: rows.bytes.count)
    } else if encoding == .raw {
      key("bytes")
      integer(rows.bytes.count)
      transport.attach(rows.bytes, of: rows.owner)
    } else {
      try data(rows, encoding, transport)
    }
    endObject()
  }

  private func copy(_ rows: TensorRows, by transport: TensorTransport) -> SharedSlots.Place? {
    let place = transport.reserve(rows.space, count: rows.count ?? 1)
    place?.bytes.copyMemory(from: rows.bytes)
    return place
  }

  /// Writes where a tensor is in the shared memory.
  private mutating func reference(_ place: SharedSlots.Place, byteCount: Int) {
    key("offset")
    integer(place.offset)
    key("bytes")
    integer(byteCount)
    key("seq")
    unsigned64(place.sequence)
  }

  /// Writes a tensor's bytes into the line.
  private mutating func data(
    _ rows: TensorRows, _ encoding: TensorEncoding, _ transport: TensorTransport
  ) throws {
    key("data")
    switch encoding {
    case .base64, .raw, .shm: base64(rows.bytes)
    case .png: try pictures(rows, transport.encodePNG)
    case .json:
      let isScalar = rows.count == nil && rows.space.shape.isEmpty
      if !isScalar { beginArray() }
      numbers(rows.bytes, rows.space.elementType)
      if !isScalar { endArray() }
    }
  }

  /// Writes the beginning of a tensor up to the opened `shape`.
  private mutating func beginTensor(_ encoding: TensorEncoding, _ type: ElementType) {
    beginObject()
    key("enc")
    string(encoding.rawValue)
    key("dtype")
    string(type.rawValue)
    key("shape")
    beginArray()
  }

  private mutating func pictures(
    _ rows: TensorRows, _ encodePNG: (PixelImage) throws -> [UInt8]
  ) throws {
    let shape = rows.space.shape
    let size = rows.space.byteCount
    if rows.count != nil { beginArray() }
    for row in 0..<(rows.count ?? 1) {
      let pixels = Array(rows.bytes[(row * size)..<((row + 1) * size)])
      let image = try PixelImage(
        width: shape[1], height: shape[0], channels: shape[2], pixels: pixels)
      let file = try encodePNG(image)
      file.withUnsafeBytes { base64($0) }
    }
    if rows.count != nil { endArray() }
  }

  /// Writes the numbers that little-endian bytes hold.
  private mutating func numbers(_ bytes: UnsafeRawBufferPointer, _ type: ElementType) {
    switch type {
    case .uint8: for byte in bytes { integer(Int64(byte)) }
    case .int32: words(bytes, UInt32.self) { $0.integer(Int64(Int32(bitPattern: $1))) }
    case .int64: words(bytes, UInt64.self) { $0.integer(Int64(bitPattern: $1)) }
    case .float32: words(bytes, UInt32.self) { $0.number(Float(bitPattern: $1)) }
    case .float64: words(bytes, UInt64.self) { $0.number(Double(bitPattern: $1)) }
    }
  }

  @inline(__always)
  private mutating func words<Word: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer, _ type: Word.Type, _ write: (inout JSONWriter, Word) -> Void
  ) {
    for offset in stride(from: 0, to: bytes.count, by: MemoryLayout<Word>.size) {
      write(&self, Word(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Word.self)))
    }
  }
}
