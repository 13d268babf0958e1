import EnvironmentAPI
import PaintCore

/// A foreign engine's state inside a lane's: its bytes and their digest, so that a damaged state is
/// refused before the engine sees it.
enum SealedState {
  /// Appends the state.
  static func write(_ state: [UInt8], to writer: inout StateWriter) {
    writer.write(state)
    writer.write(digest(of: state))
  }

  /// Reads a state.
  ///
  /// - Throws: `stateIncompatible` when the bytes are damaged.
  static func read(from reader: inout StateReader) throws(EnvironmentError) -> [UInt8] {
    let state = try reader.readBlock()
    let written: UInt64 = try reader.read()
    guard written == digest(of: state) else {
      throw reader.damaged("the digest of the engine's state", "another one")
    }
    return state
  }

  private static func digest(of bytes: [UInt8]) -> UInt64 {
    var digest = Digest()
    digest.append(bytes)
    return digest.value
  }
}
