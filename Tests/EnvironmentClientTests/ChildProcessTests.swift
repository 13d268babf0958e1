import EnvironmentClient
import Glibc
import ProcessTesting
import Testing

@Suite struct ChildProcessTests {
  /// The first line a bash script prints when it is started as a child.
  func firstLine(_ script: String) throws -> String {
    let child = try ChildProcess(["/bin/bash", "-c", script])
    let channel = WireChannel(child: child, maximumLineBytes: 1 << 16)
    return String(decoding: try channel.receive(timeoutSeconds: 10), as: UTF8.self)
  }

  /// The message of the error that starting `command` throws.
  func message(_ command: [String]) -> String? {
    do {
      _ = try ChildProcess(command)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func `a command that cannot start is named, with advice`() {
    #expect(message(["no-such-program"])?.contains("\"no-such-program\": no such command") == true)
    #expect(message(["no-such-program"])?.contains("./no-such-program") == true)
    #expect(message(["/no/such"])?.contains("\"/no/such\": there is no such file") == true)
    #expect(message(["/proc/self/status"])?.contains("chmod +x") == true)
    #expect(message(["/tmp"])?.contains("not an executable file") == true)
    #expect(message([])?.contains("expected a program") == true)
    #expect(message(["a\0b"])?.contains("zero bytes") == true)
    #expect(message(["true"]) == nil)
  }

  @Test func `exit codes and signals are told apart`() throws {
    #expect(try ChildProcess(["/bin/bash", "-c", "exit 37"]).wait() == .code(37))
    #expect(try ChildProcess(["/bin/bash", "-c", "kill -9 $$"]).wait() == .signal(9))
    #expect(ProcessExit.signal(9).description == "was killed by signal 9 (Killed)")
  }

  @Test func `the child has three descriptors, default signals and our process group`() throws {
    let kept = open("/dev/null", O_RDONLY)  // without close-on-exec
    defer { close(kept) }
    signal(SIGPIPE, SIG_IGN)
    // Bash itself opens the directory as descriptor 3.
    #expect(try firstLine("cd /proc/self/fd; echo *") == "0 1 2 3")
    // Bits of signals 1...31; the C library keeps 32 and 33 for itself.
    for mask in ["SigBlk", "SigIgn"] {
      let bits = try firstLine("awk '/\(mask)/ { print substr($2, 9) }' /proc/self/status")
      #expect(UInt32(bits, radix: 16).map { $0 & 0x7FFF_FFFF } == 0, "\(mask) \(bits)")
    }
    #expect(try firstLine("cut -d' ' -f5 /proc/self/stat") == "\(getpgrp())")
  }

  @Test func `a child that goes out of scope is reaped`() throws {
    var identifier: Int32 = 0
    do {
      let child = try ChildProcess(["cat"])
      identifier = child.identifier
      #expect(kill(identifier, 0) == 0)
    }
    #expect(kill(identifier, 0) == -1)
    #expect(errno == ESRCH)
  }

  @Test func `terminate does not depend on the child's good will`() throws {
    let child = try ChildProcess(["/bin/bash", "-c", "trap '' TERM; echo; exec sleep 60"])
    var byte: UInt8 = 0
    while read(child.output, &byte, 1) != 1 { usleep(1000) }
    #expect(child.wait(timeoutSeconds: 0.05) == nil)
    #expect(child.terminate() == .signal(SIGKILL))
    #expect(child.terminate() == .signal(SIGKILL))
  }

  @Test func `a child ends when its parent is killed`() throws {
    let result = try shell(
      """
      $E agent --log log --send pid --hold -- $E serve &
      until [ -s log ]; do sleep 0.02; done
      kill -9 $!; for i in {1..250}; do kill -0 $(cat log) 2>/dev/null || break; sleep 0.02; done
      kill -0 $(cat log) 2>/dev/null; echo $?
      """)
    #expect(result.lines == ["1"])
  }

  @Test func `a thousand starts and stops leave no descriptor and no child`() throws {
    let result = try shell("$E cycles 1000", timeoutSeconds: 60)
    #expect(result.lines == ["descriptors 0, children false"])
  }
}
