internal import CSystem
internal import Glibc

/// A program that runs beside us, with pipes on its standard input and output.
///
/// Its standard error is ours. It has default signal dispositions and no other descriptor of ours.
/// It stays in our process group, so that Ctrl-C reaches both, unless it is given its own, so that
/// we can finish what we do with it first. It does not outlive us: nobody else holds the writing
/// end of its input, so it reads the end of its input when we die, however we die. Linux can also
/// kill a child when its parent dies, even one that does not read, but that follows the parent's
/// thread, and threads of a pool come and go: only children of the main thread can have it.
///
/// The child is reaped by ``wait()``, ``terminate()`` or at the latest when the value goes away. Not
/// for use by two threads at once.
public final class ChildProcess {
  /// The words the program was started with.
  public let command: [String]
  /// The process identifier; meaningful until the child has been reaped.
  public let identifier: Int32
  /// Where its standard input is written; never blocks. -1 once closed.
  public private(set) var input: Int32
  /// Where its standard output is read; never blocks. -1 once closed.
  public private(set) var output: Int32
  /// How it ended, once it has been reaped.
  public private(set) var exit: ProcessExit?

  /// Starts `command[0]`, looked up in PATH when it has no slash, with the rest as its arguments.
  ///
  /// - Parameters:
  ///   - inOwnGroup: Whether signals from the terminal pass it by.
  ///   - diesWithUs: Whether it is killed when we die, if the main thread starts it.
  ///   - variable: One more variable of its environment, `NAME=value`.
  public init(
    _ command: [String], inOwnGroup: Bool = false, diesWithUs: Bool = false,
    variable: String? = nil
  ) throws(ChildProcessError) {
    guard let program = command.first, !program.isEmpty,
      !command.contains(where: { $0.utf8.contains(0) })
    else { throw .unusableCommand(command) }

    var toChild: [2 of Int32] = [-1, -1]
    var fromChild: [2 of Int32] = [-1, -1]
    let piped = Self.pipe(&toChild) && Self.pipe(&fromChild)
    var failure = piped ? 0 : errno
    var identifier: pid_t = 0
    if piped {
      failure = Self.spawn(
        command, input: toChild[0], output: fromChild[1], inOwnGroup, diesWithUs,
        variable, child: &identifier)
    }
    // The child has its own copies now; ours would keep the ends open.
    Self.close(toChild[0], fromChild[1])
    guard failure == 0 else {
      Self.close(toChild[1], fromChild[0])
      throw Self.error(failure, program)
    }
    csystem_stop_blocking(toChild[1])
    csystem_stop_blocking(fromChild[0])
    self.command = command
    self.identifier = identifier
    input = toChild[1]
    output = fromChild[0]
  }

  deinit { finish() }

  // MARK: Ending

  /// Closes both pipes; a well-behaved program ends when it has read the end of its input.
  public func closePipes() {
    Self.close(input, output)
    input = -1
    output = -1
  }

  /// Closes its standard input only: it reads the end, and its output can still be read.
  public func closeInput() {
    Self.close(input)
    input = -1
  }

  /// Closes our end of its standard output only: it writes to nobody.
  public func closeOutput() {
    Self.close(output)
    output = -1
  }

  /// Waits for the child to end and returns how it did.
  @discardableResult public func wait() -> ProcessExit {
    if let exit { return exit }
    var status: Int32 = 0
    var reaped = waitpid(identifier, &status, 0)
    while reaped < 0, errno == EINTR { reaped = waitpid(identifier, &status, 0) }
    let ending = reaped == identifier ? ProcessExit(status: status) : .unknown
    exit = ending
    return ending
  }

  /// Waits for at most `timeoutSeconds`; nil when the child still runs then.
  public func wait(timeoutSeconds: Double) -> ProcessExit? {
    let end = deadline(afterSeconds: timeoutSeconds)
    var pauseMicroseconds: UInt32 = 50
    while exit == nil {
      var status: Int32 = 0
      let reaped = waitpid(identifier, &status, WNOHANG)
      if reaped == identifier { exit = ProcessExit(status: status) }
      if reaped < 0, errno != EINTR { exit = .unknown }
      guard exit == nil, ContinuousClock.now < end else { break }
      usleep(pauseMicroseconds)
      pauseMicroseconds = min(pauseMicroseconds * 2, 10_000)
    }
    return exit
  }

  /// Sends a signal unless the child has already been reaped.
  public func send(signal: Int32) {
    if exit == nil { kill(identifier, signal) }
  }

  /// Closes the pipes, lets the child end by itself for a while, then terminates it.
  @discardableResult public func finish(patienceSeconds: Double = 5) -> ProcessExit {
    closePipes()
    return wait(timeoutSeconds: patienceSeconds) ?? terminate()
  }

  /// Closes the pipes and sends SIGTERM, and a second later SIGKILL if that was not enough.
  @discardableResult public func terminate() -> ProcessExit {
    closePipes()
    send(signal: SIGTERM)
    if let exit = wait(timeoutSeconds: 1) { return exit }
    send(signal: SIGKILL)
    return wait()
  }

  // MARK: Starting

  private static func pipe(_ ends: inout [2 of Int32]) -> Bool {
    withUnsafeMutableBytes(of: &ends) {
      csystem_pipe($0.baseAddress?.assumingMemoryBound(to: Int32.self)) == 0
    }
  }

  private static func close(_ descriptors: Int32...) {
    for descriptor in descriptors where descriptor >= 0 { _ = Glibc.close(descriptor) }
  }

  private static func spawn(
    _ command: [String], input: Int32, output: Int32, _ inOwnGroup: Bool,
    _ diesWithUs: Bool, _ variable: String?, child: inout pid_t
  ) -> Int32 {
    let words = command.map { strdup($0) }
    defer { for word in words { free(word) } }
    let vector = words.map { UnsafePointer($0) } + [nil]
    let copy = variable.map { strdup($0) } ?? nil
    defer { free(copy) }
    return csystem_spawn(&child, vector, copy, input, output, inOwnGroup, diesWithUs)
  }

  private static func error(_ number: Int32, _ program: String) -> ChildProcessError {
    switch number {
    case ENOENT, ENOTDIR: .notFound(command: program)
    case EACCES, ENOEXEC, EISDIR: .notExecutable(command: program)
    default: .refused(command: program, errno: number)
    }
  }
}
