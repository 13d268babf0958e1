internal import CSystem
import Foundation

/// The live page on its own thread, beside a server loop that knows nothing of it.
public struct WatchServer: Sendable {
  /// Where the page is: `http://127.0.0.1:8000/`.
  public let address: String

  /// Starts to serve what `board` shows, until the process ends.
  ///
  /// The thread runs at a lower priority than the step loop's.
  ///
  /// - Parameter port: Of 127.0.0.1; 0 picks one.
  /// - Throws: ``LoopbackError``.
  public init(port: UInt16, board: WatchBoard) throws(LoopbackError) {
    let server = try LoopbackServer(port: port)
    address = "http://127.0.0.1:\(server.port)/"
    let thread = Thread {
      csystem_become_background_thread()
      let routes = WatchRoutes(board)
      server.run {
        routes.tick()
        return true
      } respond: {
        routes.respond(to: $0)
      }
    }
    thread.name = "watch"
    thread.start()
  }
}
