internal import CSystem
internal import Glibc

/// The process's standard descriptors, taken away from everything but the protocol.
///
/// The private duplicates are close-on-exec. Afterwards fd 1 is standard error and fd 0 is
/// `/dev/null`, so that neither a stray print of a backend nor a child of one can put bytes among
/// the responses or eat requests. This is never undone: stdio flushes what was printed when the
/// process exits, and that must not land among the responses either.
struct ProtectedStandardOutput: ~Copyable {
  /// What was standard input.
  let input: Int32
  /// What was standard output; a pipe never blocks.
  let output: Int32

  private init(input: Int32, output: Int32) {
    self.input = input
    self.output = output
  }

  /// Takes both descriptors, or returns nil with `errno` set when that is impossible.
  static func take() -> ProtectedStandardOutput? {
    let input = csystem_duplicate(STDIN_FILENO)
    let output = csystem_duplicate_without_blocking(STDOUT_FILENO)
    let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard input >= 0, output >= 0, null >= 0 else { return nil }
    defer { close(null) }
    csystem_widen_pipe(input)
    csystem_widen_pipe(output)
    guard dup2(null, STDIN_FILENO) >= 0, dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 else { return nil }
    return ProtectedStandardOutput(input: input, output: output)
  }

  deinit {
    close(input)
    close(output)
  }
}
