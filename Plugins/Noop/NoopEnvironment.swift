import EnvironmentAPI
import Glibc
import PaintCore

/// A canvas that stays white. It has no state.
final class NoopEnvironment: PaintingEnvironment {
  func reset(random: RandomStream) {}

  func step(_ action: ActionRow) -> Bool { false }

  func writeObservation(leaf index: Int, into bytes: UnsafeMutableRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    memset(start, 255, bytes.count)
  }

  func copyState(from other: any PaintingEnvironment) {}

  func save(into writer: inout StateWriter) {}

  func load(from reader: inout StateReader) throws(EnvironmentError) {}
}
