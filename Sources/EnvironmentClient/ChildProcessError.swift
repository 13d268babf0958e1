internal import Glibc

/// Why a program could not be started.
public enum ChildProcessError: Error, Equatable, CustomStringConvertible {
  /// The argument vector has no first word, or a word holds a zero byte.
  case unusableCommand([String])
  /// No such program on PATH, or no such file when the command has a slash.
  case notFound(command: String)
  /// The file is there but may not be executed, or is a directory.
  case notExecutable(command: String)
  /// The system refused for another reason.
  case refused(command: String, errno: Int32)

  /// What went wrong and what to do about it, in one line.
  public var description: String {
    switch self {
    case .unusableCommand(let words):
      "cannot start \(words): expected a program and its arguments, without zero bytes"
    case .notFound(let command) where command.contains("/"):
      "cannot start \"\(command)\": there is no such file (or its interpreter is missing); "
        + "check the path"
    case .notFound(let command):
      "cannot start \"\(command)\": no such command on PATH; give its path, for example "
        + "./\(command), or add its directory to PATH"
    case .notExecutable(let command):
      "cannot start \"\(command)\": it is not an executable file; try chmod +x, or check the path"
    case .refused(let command, let number):
      "cannot start \"\(command)\": \(String(cString: strerror(number)))"
    }
  }
}

/// How a child process ended.
public enum ProcessExit: Equatable, Sendable, CustomStringConvertible {
  /// It returned this exit code, `0...255`.
  case code(Int32)
  /// This signal killed it.
  case signal(Int32)
  /// Something else in this process took its status first.
  case unknown

  /// Decodes a status of `waitpid`.
  init(status: Int32) {
    let signal = status & 0x7F
    self = signal == 0 ? .code((status >> 8) & 0xFF) : .signal(signal)
  }

  /// A clause such as `exited with code 3` or `was killed by signal 9 (Killed)`.
  public var description: String {
    switch self {
    case .code(let code): "exited with code \(code)"
    case .signal(let number):
      "was killed by signal \(number) (\(String(cString: strsignal(number))))"
    case .unknown: "ended"
    }
  }
}
