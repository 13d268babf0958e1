public import EnvironmentClient
import Glibc

/// The folder of the program that runs the tests; the package's programs are built next to it.
public let programFolder: String = {
  guard let path = realpath("/proc/self/exe", nil) else { return "." }
  defer { free(path) }
  return String(cString: path).split(separator: "/").dropLast().map { "/" + $0 }.joined()
}()

/// The echo program.
public let echoProgram = programFolder + "/wire-echo"

/// What a shell script printed and left behind.
public struct ShellResult {
  /// The lines that are not blank.
  public var lines: [String] = []
  /// What was in its private temporary directory at the end.
  public var leftovers: [String] = []
}

/// Runs a bash script in a fresh working directory, which is removed afterwards; `$TMPDIR` and
/// `$XDG_RUNTIME_DIR` are in it. The package's programs are on the PATH, and `$E` is the echo program.
///
/// - Throws: When the script prints nothing for `timeoutSeconds`.
public func shell(_ script: String, timeoutSeconds: Double = 20) throws -> ShellResult {
  let setUp = """
    W=$(mktemp -d); cd "$W"; mkdir sockets; export TMPDIR="$W/sockets" XDG_RUNTIME_DIR="$W/sockets"
    export PATH='\(programFolder)':"$PATH"; E='\(echoProgram)'
    """
  let tearDown = "echo; find sockets -mindepth 1 -printf 'left %P\\n'"
  let command = ["/bin/bash", "-c", "\(setUp)\n\(script)\n\(tearDown)\nrm -rf \"$W\""]
  let channel = WireChannel(child: try ChildProcess(command), maximumLineBytes: 1 << 26)
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
public func startEcho(_ arguments: [String] = []) throws -> WireChannel {
  let child = try ChildProcess([echoProgram, "serve"] + arguments)
  return WireChannel(child: child, maximumLineBytes: 1 << 26)
}

/// The answer to one line.
public func ask(_ channel: WireChannel, _ line: String) throws -> String {
  try channel.send(Array(line.utf8))
  return String(decoding: try channel.receive(timeoutSeconds: 10), as: UTF8.self)
}
