internal import CSystem
internal import Glibc

/// The server's side of `spiral-env | spiral-agent`: announce a private socket, take one peer.
struct Rendezvous {
  /// How the meeting ended.
  enum Meeting {
    /// The connected socket, which never blocks and is the caller's to close.
    case met(Int32)
    case ended(exitCode: Int32)
  }

  /// Standard output, on which the announcement goes; `waiter` should hold it as its life line.
  let announcement: Int32
  let waiter: Waiter
  /// How long to wait for the peer.
  var patience = Duration.seconds(30)

  /// Announces a socket and waits for a peer of the same user; nothing stays in the file system.
  func meet() -> Meeting {
    do {
      let socket = try PrivateSocket(in: PrivateSocket.standardBases())
      let line = Self.line(path: socket.path, process: getpid())
      switch ResponseWriter(descriptor: announcement, waiter: waiter).write(line) {
      case .written: return accept(on: socket)
      case .interrupted(let signal): return .ended(exitCode: 128 + signal)
      case .readerGone: return readerLeft()
      case .failed(let number): return failed("cannot announce the socket: \(describe(number))")
      }
    } catch {
      return failed("cannot make a private socket: \(error)")
    }
  }

  private func accept(on socket: borrowing PrivateSocket) -> Meeting {
    let deadline = ContinuousClock.now + patience
    while true {
      switch waiter.wait(for: socket.descriptor, events: POLLIN, until: deadline) {
      case .signal(let signal): return .ended(exitCode: 128 + signal)
      case .lifeLineLost: return readerLeft()
      case .timedOut:
        return failed("nobody connected within \(patience); is the agent reading its input?")
      case .ready: break
      }
      var peer: uid_t = 0
      let accepted = csystem_accept(socket.descriptor, &peer)
      if accepted >= 0, peer == geteuid() { return .met(accepted) }
      if accepted >= 0 {
        close(accepted)
        report("refused a connection of user \(peer); only user \(geteuid()) may connect")
      } else if ![EAGAIN, ECONNABORTED, EINTR].contains(errno) {
        return failed("cannot accept the connection: \(describe(errno))")
      }
    }
  }

  private func readerLeft() -> Meeting {
    failed("the reader of standard output went away before it connected")
  }

  private func failed(_ message: String) -> Meeting {
    report(message)
    return .ended(exitCode: 1)
  }

  /// The announcement, with its LF (PROTOCOL.md, section 7.3).
  static func line(path: String, process: Int32) -> [UInt8] {
    let escaped = path.unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return Array(
      """
      {"jsonrpc":"2.0","method":"$/rendezvous","params":{"protocolVersion":"1.0",\
      "unix":"\(escaped)","pid":\(process)}}

      """.utf8)
  }
}
