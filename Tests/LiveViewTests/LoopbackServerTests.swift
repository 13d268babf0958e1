import Foundation
import Glibc
import Synchronization
import Testing

@testable import LiveView

/// A server on a thread of its own, which ends with this object.
private final class RunningServer: Sendable {
  let server: LoopbackServer
  private let isOver = Mutex(false)

  init(patience: Duration = .seconds(5)) throws {
    server = try LoopbackServer(port: 0, patience: patience)
    let thread = Thread { [server, weak self] in
      server.run {
        self.map { !$0.isOver.withLock(\.self) } ?? false
      } respond: { request in
        switch request.path {
        case "/large": HTTPResponse([UInt8](repeating: 65, count: 8 << 20), type: "text/plain")
        default: HTTPResponse(Array("seen \(request.path)".utf8), type: "text/plain")
        }
      }
    }
    thread.start()
  }

  func stop() { isOver.withLock { $0 = true } }

  func host(_ name: String = "127.0.0.1") -> String { "\(name):\(server.port)" }

  /// A connection of a client, which blocks for at most 10 s.
  func connect() -> Int32 {
    let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(
      client, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = server.port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    #expect(status == 0)
    return client
  }

  func send(_ text: String, to client: Int32) {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = Glibc.send(
        client, Array(bytes[sent...]), bytes.count - sent, Int32(MSG_NOSIGNAL))
      guard count > 0 else { return }
      sent += count
    }
  }

  /// All that comes until the server closes.
  func receive(from client: Int32) -> String {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(client, &piece, piece.count, 0)
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += piece[..<count]
    }
  }

  /// The whole answer to some bytes.
  func answer(to text: String) -> String {
    let client = connect()
    defer { close(client) }
    send(text, to: client)
    return receive(from: client)
  }

  func get(_ path: String, host: String? = nil) -> String {
    answer(to: "GET \(path) HTTP/1.1\r\nHost: \(host ?? self.host())\r\n\r\n")
  }
}

@Suite struct LoopbackServerTests {
  @Test func `it answers by its own names only`() throws {
    let running = try RunningServer()
    defer { running.stop() }
    let answer = running.get("/x")
    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("\r\n\r\nseen /x"))
    #expect(answer.contains("Cross-Origin-Resource-Policy: same-origin"))
    #expect(!answer.contains("Access-Control"))
    #expect(running.get("/x", host: running.host("localhost")).hasSuffix("seen /x"))
    let foreign = [
      "evil.example", "evil.example:\(running.server.port)", "127.0.0.1", "localhost",
      "127.0.0.1:1", "127.0.0.1.evil.example:\(running.server.port)", "[::1]:8000", "",
    ]
    for host in foreign {
      #expect(running.get("/x", host: host).hasPrefix("HTTP/1.1 403 "), "\(host)")
    }
  }

  @Test func `hostile bytes get their refusal, and the next one is served`() throws {
    let running = try RunningServer()
    defer { running.stop() }
    let host = "Host: \(running.host())\r\n"
    let cases = [
      ("\u{16}\u{3}\u{1}\r\n\r\n", 400), ("GET / HTTP/1.1\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\n\(host)\(host)\r\n", 400),
      ("GET / HTTP/1.1\r\n\(host)Content-Length: 9\r\n\r\nabcdefghi", 400),
      ("POST / HTTP/1.1\r\n\(host)\r\n", 405), ("GET / HTTP/3.0\r\n\(host)\r\n", 505),
      (String(repeating: "x", count: 100_000), 431),
      ("GET / HTTP/1.1\r\n" + String(repeating: "A: b\r\n", count: 30_000), 431),
    ]
    for (text, status) in cases {
      #expect(running.answer(to: text).hasPrefix("HTTP/1.1 \(status) "), "\(text.prefix(40))")
      #expect(running.get("/after").hasSuffix("seen /after"))
    }
  }

  @Test func `a head may come byte by byte, but not for ever`() throws {
    let running = try RunningServer(patience: .milliseconds(600))
    defer { running.stop() }
    let slow = running.connect()
    defer { close(slow) }
    for letter in "GET /slow HTTP/1.1\r\nHost: \(running.host())\r\n\r\n" {
      running.send(String(letter), to: slow)
      usleep(1000)
    }
    #expect(running.receive(from: slow).hasSuffix("seen /slow"))
    let silent = running.connect()
    defer { close(silent) }
    running.send("GET / HT", to: silent)
    #expect(running.receive(from: silent).hasPrefix("HTTP/1.1 408 "))
  }

  @Test func `who does not read a large answer is dropped, who reads it has all of it`() throws {
    let running = try RunningServer(patience: .milliseconds(600))
    defer { running.stop() }
    let lazy = running.connect()
    defer { close(lazy) }
    running.send("GET /large HTTP/1.1\r\nHost: \(running.host())\r\n\r\n", to: lazy)
    #expect(running.get("/large").utf8.count > 8 << 20)
    usleep(1_200_000)
    #expect(running.receive(from: lazy).utf8.count < 8 << 20)
  }

  @Test func `the number of connections is limited, and those that end make room`() throws {
    let running = try RunningServer()
    defer { running.stop() }
    let idle = (0..<(LoopbackServer.maximumConnections + 20)).map { _ in running.connect() }
    usleep(300_000)
    // The surplus was closed unanswered.
    var entries = idle.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    #expect(poll(&entries, nfds_t(entries.count), 0) == 20)
    for client in idle { close(client) }
    usleep(300_000)
    #expect(running.get("/again").hasSuffix("seen /again"))
  }

  @Test func `a taken port is an error in words`() throws {
    let first = try LoopbackServer(port: 0)
    let error = #expect(throws: LoopbackError.self) { try LoopbackServer(port: first.port) }
    #expect(
      error?.description == "cannot listen on 127.0.0.1:\(first.port): Address already in use")
  }
}
