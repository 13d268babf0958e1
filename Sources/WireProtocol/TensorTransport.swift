import EnvironmentAPI
import JSONText
import PaintCore

/// How the tensors of one session leave the server: in their line, behind it, or in shared memory.
final class TensorTransport {
  /// What was agreed on.
  let encoding: TensorEncoding
  let encodePNG: @Sendable (PixelImage) throws -> [UInt8]
  /// The bytes that follow the line of this answer: `raw` tensors in the order of the line. They
  /// stay valid until the next request.
  private(set) var attachments: [UnsafeRawBufferPointer] = []
  /// Who owns attachments that nobody else keeps.
  private var owners: [AnyObject] = []
  private var slots: SharedSlots?

  /// - Parameter memory: What `shm` tensors are written into; needed for that encoding alone.
  init(
    _ encoding: TensorEncoding, memory: (any SharedMemory)?,
    encodePNG: @escaping @Sendable (PixelImage) throws -> [UInt8]
  ) {
    self.encoding = encoding
    self.encodePNG = encodePNG
    slots = memory.map { SharedSlots($0) }
  }

  /// Forgets the tensors of the answer before.
  func beginRequest() {
    attachments.removeAll(keepingCapacity: true)
    owners.removeAll(keepingCapacity: true)
    slots?.beginRequest()
  }

  /// How many bytes follow the line of this answer.
  var attachedByteCount: Int { attachments.reduce(0) { $0 + $1.count } }

  /// Puts the bytes of a `raw` tensor behind the line.
  ///
  /// - Parameter owner: Who keeps the bytes until the next request.
  func attach(_ bytes: UnsafeRawBufferPointer, of owner: AnyObject) {
    attachments.append(bytes)
    if owners.last !== owner { owners.append(owner) }
  }

  /// Makes room in the shared memory, so that a tensor can be written there and needs no copy; nil
  /// when it does not travel so, or there is no room.
  func reserve(_ space: LeafSpace, count: Int) -> SharedSlots.Place? {
    guard encoding == .shm, encoding.encoding(of: space) == .shm else { return nil }
    return slots?.reserve(space.byteCount * count)
  }

  /// Writes the member `shm` of the answer to `initialize`, if there is a shared memory.
  func describe(to writer: inout JSONWriter) {
    guard let slots else { return }
    writer.key("shm")
    writer.beginObject()
    writer.key("path")
    writer.string(slots.path)
    writer.key("bytes")
    writer.integer(slots.byteCount)
    writer.key("slots")
    writer.integer(SharedSlots.count)
    writer.endObject()
  }
}
