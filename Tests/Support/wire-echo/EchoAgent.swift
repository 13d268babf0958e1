import EnvironmentClient
import Glibc
import WireProtocol

/// Connects, sends its lines one by one, and logs every answer; 1 and the error when that fails.
func agent(_ words: [String]) -> Int32 {
  var connector = WireConnector(maximumLineBytes: 1 << 26, patienceSeconds: 10)
  var log: Int32 = STDERR_FILENO
  var lines: [String] = []
  var rest = words[...]
  while let word = rest.popFirst() {
    switch word {
    case "--wire": connector.wire = rest.popFirst().flatMap(WireChoice.init) ?? .automatic
    case "--patience": connector.patienceSeconds = rest.popFirst().flatMap(Double.init) ?? 0
    case "--log":
      log = open(rest.popFirst() ?? "", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    case "--send": lines.append(rest.popFirst() ?? "")
    case "--hold": lines.append("hold")
    case "--":
      connector.command = Array(rest)
      rest = []
    default: return 64
    }
  }
  do {
    try converse(try connector.connect(), lines, log)
    return 0
  } catch {
    write("error: \(error)", to: log)
    return 1
  }
}

private func converse(_ channel: WireChannel, _ lines: [String], _ log: Int32) throws {
  for line in lines {
    if line == "hold" { pause() }
    try channel.send(Array(line.utf8))
    write(String(decoding: try channel.receive(timeoutSeconds: 10), as: UTF8.self), to: log)
  }
}

private func write(_ line: String, to descriptor: Int32) {
  let bytes = Array((line + "\n").utf8)
  _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
}

/// Starts and stops a server so many times; prints how many descriptors and children are left over.
func cycles(_ words: [String]) -> Int32 {
  let count = words.first.flatMap { Int($0) } ?? 0
  let before = openDescriptors()
  do {
    for _ in 0..<count {
      let child = try ChildProcess(["/proc/self/exe", "serve"])
      let channel = WireChannel(child: child, maximumLineBytes: 1 << 20)
      try channel.send(Array("hello".utf8))
      _ = try channel.receive(timeoutSeconds: 10)
    }
  } catch {
    print("error: \(error)")
    return 1
  }
  let hasChildren = waitpid(-1, nil, WNOHANG) >= 0 || errno != ECHILD
  print("descriptors \(openDescriptors() - before), children \(hasChildren)")
  return 0
}

private func openDescriptors() -> Int { (0..<1024).count { fcntl($0, F_GETFD) != -1 } }
