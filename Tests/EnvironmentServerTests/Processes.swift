import EnvironmentClient
import Glibc

/// The echo program, built next to the program that runs the tests.
let echoProgram: String = {
  guard let path = realpath("/proc/self/exe", nil) else { return "wire-echo" }
  defer { free(path) }
  let folders = String(cString: path).split(separator: "/").dropLast()
  return folders.map { "/" + $0 }.joined() + "/wire-echo"
}()

/// What a shell script printed and left behind.
struct ShellResult {
  var lines: [String] = []
  /// What was in its private temporary directory at the end.
  var leftovers: [String] = []
}

/// Runs a bash script; `$E` is the echo program, and the working directory, `$TMPDIR` and
/// `$XDG_RUNTIME_DIR` are a fresh directory.
func shell(_ script: String, timeoutSeconds: Double = 20) throws -> ShellResult {
  let setUp = """
    W=$(mktemp -d); cd "$W"; mkdir sockets; export TMPDIR="$W/sockets" XDG_RUNTIME_DIR="$W/sockets"
    E=\(echoProgram)
    """
  let tearDown = "echo; find sockets -mindepth 1 -printf 'left %P\\n'"
  let command = ["/bin/bash", "-c", "\(setUp)\n\(script)\n\(tearDown)\nrm -rf \"$W\""]
  let channel = WireChannel(child: try ChildProcess(command), maximumLineBytes: 1 << 20)
  var result = ShellResult()
  while true {
    do {
      let bytes = try channel.receive(timeoutSeconds: timeoutSeconds)
      let line = String(decoding: bytes, as: UTF8.self)
      let isLeftover = line.hasPrefix("left ")
      if isLeftover { result.leftovers.append(line) } else { result.lines.append(line) }
    } catch {
      guard case .peerClosed = error else { throw error }
      return result
    }
  }
}

/// A channel to an echo server on pipes.
func startEcho(_ arguments: [String] = []) throws -> WireChannel {
  let child = try ChildProcess([echoProgram, "serve"] + arguments)
  return WireChannel(child: child, maximumLineBytes: 1 << 26)
}

/// The answer to one line.
func ask(_ channel: WireChannel, _ line: String) throws -> String {
  try channel.send(Array(line.utf8))
  return String(decoding: try channel.receive(timeoutSeconds: 10), as: UTF8.self)
}
