import EnvironmentClient
import Glibc
import ProcessTesting
import Testing

/// What clients do to `spiral-env` that they should not: it answers or ends, in bounded memory, and
/// leaves nothing behind.
@Suite struct HostileClientTests {
  private static let initialize =
    #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"1.0","#
    + #""env":{"numEnvs":2,"options":{"canvas":28,"color":false}}}}"#

  @Test func `a gigabyte without a newline costs no memory beyond the longest line`() throws {
    let script = """
      mkfifo in; spiral-env --backend brush --max-line 1048576 <in >out & server=$!; exec 9>in
      head -c 1000000000 /dev/zero >&9; echo >&9; echo '\(Self.initialize)' >&9
      while [ $(wc -l <out) -lt 2 ]; do sleep 0.02; done
      cut -c1-60 out; awk '/VmHWM/ { print ($2 < 60000) }' /proc/$server/status
      exec 9>&-; wait $server; echo $?
      """
    let lines = try shell(script, timeoutSeconds: 120).lines
    #expect(lines.count == 4)
    #expect(lines[0].contains("1020"))
    #expect(lines[1].contains("\"id\":1,\"result\""))
    #expect(lines.suffix(2) == ["1", "0"])
  }

  @Test func `a gigabyte without any newline ends with the input`() throws {
    let script = """
      head -c 1000000000 /dev/zero | spiral-env --backend brush --max-line 1048576 >out; echo $?
      grep -c 1020 out; wc -l <out
      """
    #expect(try shell(script, timeoutSeconds: 120).lines == ["0", "1", "1"])
  }

  @Test func `garbage between requests gets one error a line and disturbs no request`() throws {
    let script = """
      { echo '\(Self.initialize)'
        for i in $(seq 60); do
          head -c $((i * 37)) /dev/urandom | tr '\\n' 'x'; echo
          echo '{"jsonrpc":"2.0","id":'$i',"method":"reset","params":{"seed":7,"want":[],"digest":true}}'
          printf '{"jsonrpc":"2.0","id":%d,"method":"re\\n' $i
        done; } | spiral-env --backend brush >out
      echo ${PIPESTATUS[1]}; wc -l <out; grep -ac '"id":null,"error":{"code":-32700' out
      grep -a '"digest"' out | sed 's/.*digest//' | sort | uniq -c | wc -l; grep -ac '"digest"' out
      """
    #expect(try shell(script).lines == ["0", "181", "120", "1", "60"])
  }

  @Test func `output that closes in the middle of an answer ends it and leaves nothing`() throws {
    let script = """
      { echo '\(Self.initialize)'
        echo '{"jsonrpc":"2.0","id":2,"method":"sample","params":{"seed":1,"count":900000}}'
        sleep 5 & echo $! >sleeper; wait; } \
        | (echo $BASHPID >server; exec spiral-env --backend brush) | head -c 40000 | wc -c
      echo ${PIPESTATUS[1]}; kill $(cat sleeper); [ -e /proc/$(cat server) ] || echo gone
      """
    let result = try shell(script)
    #expect(result.lines == ["40000", "1", "gone"])
    #expect(result.leftovers.isEmpty)
  }

  @Test(arguments: ["stdio", "rendezvous"])
  func `killing the client ends the server, whatever the wiring`(wire: String) throws {
    // The client is the echo program's agent: it holds the wire and does nothing.
    let server = "echo $$ >server; exec spiral-env --backend brush --wire \(wire)"
    let agent = "exec wire-echo agent --log log --send '\(Self.initialize)' --hold"
    let start =
      wire == "stdio"
      ? "(\(agent) -- /bin/sh -c '\(server)') & agent=$!"
      : "/bin/sh -c '\(server)' </dev/null | (echo $BASHPID >agent; \(agent) --wire rendezvous) &"
    let script = """
      \(start)
      while [ ! -s log ]; do sleep 0.02; done
      [ -e /proc/$(cat server) ] && echo serves
      kill -9 ${agent:-$(cat agent)}
      for i in $(seq 200); do [ -e /proc/$(cat server) ] || break; sleep 0.02; done
      [ -e /proc/$(cat server) ] || echo gone
      """
    let result = try shell(script)
    #expect(result.lines == ["serves", "gone"])
    #expect(result.leftovers.isEmpty)
  }

  @Test func `a killed server leaves no shared memory, no file and no process`() throws {
    let hello = Self.initialize.replacing(
      #""env""#, with: #""capabilities":{"obsEncodings":["shm"]},"env""#)
    let script = """
      before=$(ls /dev/shm | wc -l); mkfifo in; spiral-env --backend brush <in >out & server=$!
      exec 9>in; echo '\(hello)' >&9
      echo '{"jsonrpc":"2.0","id":2,"method":"reset","params":{"seed":1}}' >&9
      while [ $(wc -l <out) -lt 2 ]; do sleep 0.02; done
      ls -l /proc/$server/fd | grep -c memfd; kill -9 $server; wait $server 2>/dev/null; echo $?
      [ $(ls /dev/shm | wc -l) = $before ] && echo same; ls $TMPDIR | wc -l
      """
    #expect(try shell(script).lines == ["1", "137", "same", "0"])
  }

  @Test func `a server killed while it waits leaves a socket that the next one removes`() throws {
    let wait = "spiral-env --backend brush --wire rendezvous </dev/null"
    let script = """
      \(wait) >first & server=$!; while [ ! -s first ]; do sleep 0.02; done
      kill -9 $server; wait $server 2>/dev/null; ls $TMPDIR | wc -l
      \(wait) >second & server=$!; while [ ! -s second ]; do sleep 0.02; done
      ls $TMPDIR | wc -l; kill $server; wait $server 2>/dev/null
      \(wait) >third & server=$!; while [ ! -s third ]; do sleep 0.02; done
      ls $TMPDIR | wc -l; kill $server; wait $server 2>/dev/null; ls $TMPDIR | wc -l
      """
    #expect(try shell(script).lines == ["1", "1", "1", "0"])
  }
}
