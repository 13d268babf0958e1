internal import CSystem
internal import Glibc

/// A small HTTP/1.1 server on 127.0.0.1 for one page: GET only, one request a connection, everything
/// on the thread that calls ``run(respond:)``.
///
/// It answers nobody who came by another name than `127.0.0.1` or `localhost`, so a page elsewhere
/// cannot reach it by a name that it points at this machine (DNS rebinding). Head size, connections
/// and patience are limited.
public final class LoopbackServer: Sendable {
  /// The port it listens on.
  public let port: UInt16
  private let listener: Int32

  /// The most connections at a time; more are closed at once.
  public static let maximumConnections = 32
  /// How long a client may take to send its request, and then to read the answer.
  public let patience: Duration

  /// Listens on `port` of 127.0.0.1; 0 picks one.
  ///
  /// - Throws: ``LoopbackError`` when the port is taken or forbidden.
  public init(
    port wanted: UInt16, patience: Duration = .seconds(5)
  ) throws(LoopbackError) {
    var port = wanted
    self.patience = patience
    listener = csystem_listen_on_loopback(&port)
    guard listener >= 0 else {
      throw LoopbackError(port: wanted, reason: String(cString: strerror(errno)))
    }
    self.port = port
  }

  deinit { close(listener) }

  /// Serves until `respond` or `tick` says so, which is never in a program.
  ///
  /// - Parameters:
  ///   - tick: Called several times a second; false ends the server.
  ///   - respond: Answers one request for this server.
  public func run(tick: () -> Bool = { true }, respond: (HTTPRequest) -> HTTPResponse) {
    var connections: [HTTPConnection] = []
    defer { for connection in connections { close(connection.descriptor) } }
    while tick() {
      var entries = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
      entries += connections.map { pollfd(fd: $0.descriptor, events: $0.events, revents: 0) }
      let count = poll(&entries, nfds_t(entries.count), 200)
      let now = ContinuousClock.now
      for index in connections.indices {
        let isReady = count > 0 && entries[index + 1].revents != 0
        connections[index].advance(isReady: isReady, now: now) { (head) throws(HTTPFault) in
          let request = try HTTPRequest(head: head)
          guard isOurs(request.host) else { throw .foreignHost }
          return respond(request)
        }
      }
      for connection in connections where connection.isDone { close(connection.descriptor) }
      connections.removeAll(where: \.isDone)
      if count > 0, entries[0].revents != 0 { accept(into: &connections, now: now) }
    }
  }

  /// Whether a `Host` header names this server.
  func isOurs(_ host: String) -> Bool {
    ["127.0.0.1", "localhost"].contains { host == "\($0):\(port)" || (port == 80 && host == $0) }
  }

  private func accept(into connections: inout [HTTPConnection], now: ContinuousClock.Instant) {
    // As many as the queue holds; the rest waits for the next round.
    for _ in 0..<16 {
      let accepted = csystem_accept_on_loopback(listener)
      guard accepted >= 0 else {
        // Without free descriptors the listener stays readable: do not spin.
        if errno == EMFILE || errno == ENFILE { usleep(50_000) }
        return
      }
      if connections.count >= Self.maximumConnections {
        close(accepted)
      } else {
        connections.append(HTTPConnection(accepted, patience: patience, now: now))
      }
    }
  }
}

/// Why there is no server.
public struct LoopbackError: Error, CustomStringConvertible, Sendable {
  let port: UInt16
  let reason: String

  /// `cannot listen on 127.0.0.1:8000: Address already in use`.
  public var description: String { "cannot listen on 127.0.0.1:\(port): \(reason)" }
}
