import Dispatch
import Glibc
import Synchronization

/// Ctrl-C and SIGTERM as a wish to stop; asked a second time the process ends at once.
public final class Interruption {
  private let caught: CaughtSignal
  private let sources: [any DispatchSourceSignal]

  private final class CaughtSignal: Sendable {
    let number = Atomic<Int32>(0)
  }

  /// Begins to listen.
  public init() {
    let caught = CaughtSignal()
    self.caught = caught
    sources = [SIGINT, SIGTERM].map { number in
      Glibc.signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        let before = caught.number.exchange(number, ordering: .relaxed)
        if before != 0 { _exit(128 + number) }
      }
      source.resume()
      return source
    }
  }

  /// The signal that came, or nil.
  public var signal: Int32? {
    let number = caught.number.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }
}
