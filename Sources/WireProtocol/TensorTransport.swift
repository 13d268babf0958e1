import JSONText
import PaintCore

/// How the tensors of one session leave the server: in their line, behind it, or in shared memory.
final class TensorTransport {
  /// What was agreed on.
  let encoding: TensorEncoding
  let encodePNG: @Sendable (PixelImage) throws -> [UInt8]
  /// The bytes that follow the line of this answer: `raw` tensors in the order of the line.
  private(set) var trailing: [UInt8] = []
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
    trailing.removeAll(keepingCapacity: true)
    slots?.beginRequest()
  }

  /// Puts the bytes of a `raw` tensor behind the line.
  func append(_ bytes: UnsafeRawBufferPointer) { trailing.append(contentsOf: bytes) }

  /// Puts a tensor into the shared memory; nil when there is no room for it there.
  func place(_ bytes: UnsafeRawBufferPointer) -> SharedSlots.Place? { slots?.place(bytes) }

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
