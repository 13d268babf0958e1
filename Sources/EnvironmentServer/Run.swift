internal import CSystem
internal import Glibc
public import WireProtocol

/// Serves `responder` on this process's standard descriptors until the end, and returns the code
/// the process must exit with.
///
/// Call it once, as `EnvironmentServer.run(responder:wire:maximumLineBytes:)`, before a backend
/// writes anything: it points fd 1 at standard error, ignores SIGPIPE and catches SIGINT, SIGTERM
/// and SIGHUP for good. The exit code is 0 after the end of input, the responder's own after
/// ``WireDirective/exit(code:)``, 1 when the other side went away unasked or the wiring failed (one
/// line on standard error says why), 128 + n after signal n.
///
/// - Parameters:
///   - wire: The value of `--wire`; see ``Wire/choose(_:input:output:)``.
///   - maximumLineBytes: Longer requests reach the responder as ``FramedLine/tooLong(bytesSkipped:)``.
public func run<Responder: LineResponder & ~Copyable>(
  responder: consuming Responder, wire: WireChoice, maximumLineBytes: Int
) -> Int32 {
  // A closed standard input means no requests, so choose before /dev/null takes its place.
  let wire = Wire.choose(wire)
  csystem_ignore_broken_pipes()
  guard csystem_fill_standard_descriptors() == 0 else { return failedStart() }
  let signals = csystem_catch_termination()
  guard signals >= 0, let standard = ProtectedStandardOutput.take() else { return failedStart() }
  switch wire {
  case .stdio:
    var loop = ServerLoop(
      input: standard.input, output: standard.output,
      waiter: Waiter(signals: signals, lifeLine: -1), maximumLineBytes: maximumLineBytes)
    return loop.run(&responder)
  case .rendezvous:
    let waiter = Waiter(signals: signals, lifeLine: standard.output)
    switch Rendezvous(announcement: standard.output, waiter: waiter).meet() {
    case .ended(let exitCode): return exitCode
    case .met(let socket):
      defer { close(socket) }
      var loop = ServerLoop(
        input: socket, output: socket, waiter: waiter, maximumLineBytes: maximumLineBytes)
      return loop.run(&responder)
    }
  }
}

private func failedStart() -> Int32 {
  report("cannot prepare the standard descriptors: \(describe(errno))")
  return 1
}
