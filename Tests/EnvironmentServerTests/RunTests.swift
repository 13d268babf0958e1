import EnvironmentClient
import Glibc
import ProcessTesting
import Testing

/// The whole server on standard input and output, in a process of its own.
@Suite struct RunTests {
  @Test func `the end of input answers the complete lines, then exits with 0`() throws {
    let result = try shell("printf 'one\\n\\r\\ntwo\\r\\n' | $E serve | cat; echo ${PIPESTATUS[@]}")
    #expect(result.lines == ["one", "two", "0 0 0"])
  }

  @Test func `a last line without LF is answered`() throws {
    let result = try shell("printf 'one\\ntwo' | $E serve | cat; echo ${PIPESTATUS[1]}")
    #expect(result.lines == ["one", "two", "0"])
  }

  @Test func `a file of requests gives a file of responses`() throws {
    let result = try shell("printf 'a\\nb\\n' >in; $E serve <in >out; echo $?; cat out")
    #expect(result.lines == ["0", "a", "b"])
  }

  @Test func `closed standard descriptors are no input and no output`() throws {
    let result = try shell(
      "$E serve <&-; echo $?; echo a | $E serve >&-; echo $?; echo a | $E serve 2>&-; echo $?")
    #expect(result.lines == ["0", "0", "a", "0"])
  }

  @Test func `the responder ends the process with its code and nothing more is answered`() throws {
    let result = try shell("printf 'exit 65\\nmore\\n' | $E serve | cat; echo ${PIPESTATUS[1]}")
    #expect(result.lines == ["bye", "65"])
  }

  @Test func `a reader that is gone ends the server with 1, after shutdown with 0`() throws {
    let script = """
      (sleep 0.3; echo hello) | $E serve --wire stdio | true; echo ${PIPESTATUS[1]}
      (sleep 0.3; echo exit 0) | $E serve --wire stdio | true; echo ${PIPESTATUS[1]}
      (echo big 10000000; sleep 5 & echo $! >pid) | $E serve | head -c 1000 | wc -c
      echo ${PIPESTATUS[1]}; kill $(cat pid)
      """
    #expect(try shell(script).lines == ["1", "0", "1000", "1"])
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
  func `a signal ends an idle server with 128 + n`(signal: Int32) throws {
    let channel = try startEcho()
    _ = try ask(channel, "ready")
    channel.child?.send(signal: signal)
    #expect(channel.child?.wait(timeoutSeconds: 5) == .code(128 + signal))
  }

  @Test func `a background job of a script can be interrupted although it ignores SIGINT`() throws {
    let script = """
      mkfifo in; $E serve <in & exec 9>in; echo ready >&9; sleep 0.3; kill -INT $!; wait $!; echo $?
      """
    #expect(try shell(script).lines == ["ready", "130"])
  }

  @Test func `a signal lets the running step finish and its answer leave`() throws {
    let channel = try startEcho()
    _ = try ask(channel, "ready")
    try channel.send(Array("sleep 800".utf8))
    try channel.send(Array("more".utf8))
    usleep(400_000)
    channel.child?.send(signal: SIGTERM)
    #expect(try channel.receive(timeoutSeconds: 5) == Array("slept".utf8))
    #expect(throws: WireChannelError.self) { try channel.receive(timeoutSeconds: 5) }
    #expect(channel.child?.wait(timeoutSeconds: 5) == .code(143))
  }

  @Test func `a signal ends a server whose reader does not read`() throws {
    let channel = try startEcho()
    try channel.send(Array("big 10000000".utf8))
    usleep(200_000)
    channel.child?.send(signal: SIGTERM)
    #expect(channel.child?.wait(timeoutSeconds: 5) == .code(143))
  }

  @Test func `a backend can neither print among the responses nor eat requests`() throws {
    let result = try shell(
      """
      (printf 'print\\ninput\\n'; sleep 0.3; echo last) | $E serve 2>errors | cat >out
      cat out; wc -l <out; cat errors
      """)
    #expect(result.lines == ["printed", "read 0", "last", "3", "a stray print of the backend"])
  }

  @Test func `a line over the limit is reported and the next one answered`() throws {
    let channel = try startEcho(["--limit", "100"])
    #expect(try ask(channel, String(repeating: "x", count: 1_000_000)) == "too long: 1000000")
    #expect(try ask(channel, String(repeating: "x", count: 100)).utf8.count == 100)
  }

  @Test func `a line of 1 GB does not grow the server`() throws {
    let script = """
      (head -c 1000000000 /dev/zero; echo; echo pid; read x <done) | $E serve --limit 1000 >out &
      while [ $(wc -l <out) -lt 2 ]; do sleep 0.05; done
      head -1 out; awk '/VmHWM/ { print ($2 < 40000) }' /proc/$(tail -1 out)/status; echo >done; wait
      """
    #expect(try shell("mkfifo done; touch out; \(script)").lines == ["too long: 1000000000", "1"])
  }

  @Test func `what follows an answer leaves whole and in its place`() throws {
    let script = """
      printf 'attach 5000000\\nafter\\n' | $E serve >out; head -1 out; tail -c 6 out; wc -c <out
      printf 'attach 0\\nattach 1\\n' | $E serve | wc -c
      """
    #expect(try shell(script).lines == ["attached", "after", "5000015", "19"])
  }

  @Test func `a reader that leaves within what follows an answer ends the server`() throws {
    let script = """
      (echo attach 10000000; sleep 5 & echo $! >pid) | $E serve | head -c 100000 | wc -c
      echo ${PIPESTATUS[1]}; kill $(cat pid)
      """
    #expect(try shell(script).lines == ["100000", "1"])
  }
}
