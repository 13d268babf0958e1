import EnvironmentClient
import Glibc
import JSONText
import ProcessTesting
import Testing

/// What servers do to our client that they should not: it throws an error that says so, in bounded
/// memory and time, and no process stays behind.
@Suite struct HostileServerTests {
  @Test func `a gigabyte without a newline costs no memory beyond the longest line`() throws {
    // The agent accepts lines of 64 MiB, so three times as much is enough, and 1 GB is not there.
    let script = """
      server='read x; head -c 1000000000 /dev/zero; echo; read x; echo answer'
      ulimit -v 700000
      wire-echo agent --log log --send one --send two -- /bin/sh -c "$server"; echo $?; cat log
      """
    let lines = try shell(script, timeoutSeconds: 120).lines
    #expect(lines.count == 2)
    #expect(lines.first == "1")
    #expect(lines.last?.contains("a line of 1000000000 bytes; the limit is") == true, "\(lines)")
  }

  @Test(arguments: [
    ("read x; printf '{\"jsonrpc\":'", "11 bytes into a line"),
    ("read x; exec >&-; sleep 20", "still runs"),
    ("read x; kill -9 $$", "was killed by signal 9"),
    ("read x; echo 'hello, I am a web server'; cat", "is not protocol 1.0"),
    ("read x; printf '\\377\\376\\n'; cat", "is not protocol 1.0"),
    ("read x; echo '[]'; cat", "is not protocol 1.0"),
    ("read x; echo '{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}'; cat", "the id 1, got 7"),
    ("read x; echo '{\"jsonrpc\":\"2.0\",\"id\":1}'; cat", "is not protocol 1.0"),
    ("exit 3", "exited with code 3"),
  ])
  func `a client says what is wrong with an answer`(server: String, words: String) throws {
    let child = try ChildProcess(["/bin/sh", "-c", server])
    let client = WireClient(WireChannel(child: child, maximumLineBytes: 1 << 20))
    do {
      _ = try client.request("ping")
      Issue.record("\(server) was taken for a server")
    } catch {
      #expect("\(error)".contains(words), "\(error)")
    }
    child.terminate()
    #expect(kill(child.identifier, 0) == -1)
  }

  @Test func `notifications and blank lines between answers are passed over`() throws {
    let script = """
      while read x; do printf '\\n{"jsonrpc":"2.0","method":"$/log","params":{}}\\r\\n\\n'
      i=$((i + 1)); printf '{"jsonrpc":"2.0","id":%d,"result":{"n":%d}}\\n' $i $i; done
      """
    let child = try ChildProcess(["/bin/bash", "-c", script])
    let client = WireClient(WireChannel(child: child, maximumLineBytes: 1 << 20))
    for number in 1...3 {
      #expect(try client.request("ping").member("n").integer() == number)
    }
  }

  @Test func `a server that dies while a long request is sent is an error, not a wait`() throws {
    let child = try ChildProcess(["/bin/sh", "-c", "head -c 100 >/dev/null; kill -9 $$"])
    let channel = WireChannel(child: child, maximumLineBytes: 1 << 20)
    #expect(throws: WireChannelError.self) {
      try channel.send([UInt8](repeating: 0x78, count: 1 << 24))
    }
    #expect(child.wait(timeoutSeconds: 5) == .signal(SIGKILL))
  }
}
