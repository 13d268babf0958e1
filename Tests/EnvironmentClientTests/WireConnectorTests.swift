import ProcessTesting
import Testing
import WireProtocol

@testable import EnvironmentClient

/// The agent's side, in processes of its own because it looks at its standard descriptors.
@Suite struct WireConnectorTests {
  @Test func `a command after -- is started`() throws {
    let result = try shell("$E agent --log log --send hello -- $E serve; echo $?; cat log")
    #expect(result.lines == ["0", "hello"])
  }

  @Test func `a FIFO loop, where the agent speaks first`() throws {
    let result = try shell(
      """
      mkfifo loop; $E serve <loop | $E agent --log log --send one --send 'big 300000' >loop
      echo ${PIPESTATUS[@]}; head -1 log; wc -c <log
      """)
    #expect(result.lines == ["0 0", "one", "300005"])
  }

  @Test func `a long request in a FIFO loop while a long response comes`() throws {
    let result = try shell(
      """
      mkfifo loop; x=$(printf 'x%.0s' {1..100000})
      $E serve <loop | $E agent --log log --send "$x" --send "$x" >loop
      echo ${PIPESTATUS[@]}; wc -c <log
      """)
    #expect(result.lines == ["0 0", "200002"])
  }

  @Test func `a server that dies in a FIFO loop ends the agent`() throws {
    let result = try shell(
      """
      mkfifo loop; $E serve <loop | $E agent --log log --send 'exit 4' --send more >loop
      echo ${PIPESTATUS[@]}; cat log
      """)
    #expect(result.lines.first == "4 1")
    #expect(result.lines.last?.contains("the environment closed the connection") == true)
  }

  @Test func `a wrong first line is shown together with the commands that work`() throws {
    let result = try shell(
      "echo '{\"method\":\"oops\"}' | $E agent --log log --send x >out; echo ${PIPESTATUS[1]}; cat log"
    )
    let text = result.lines.joined(separator: "\n")
    #expect(result.lines.first == "1")
    #expect(text.contains("{\"method\":\"oops\"}"))
    #expect(text.contains("expected the method \"$/rendezvous\""))
    #expect(text.contains("spiral-agent -- spiral-env --backend brush"))
    #expect(text.contains("spiral-env --backend brush | spiral-agent"))
    #expect(text.contains("mkfifo loop"))
  }

  @Test func `no first line at all`() throws {
    let result = try shell(
      """
      $E agent --log log --send x </dev/null >out; echo $?; head -1 log
      sleep 3 | $E agent --patience 0.2 --log slow --send x >out; echo ${PIPESTATUS[1]}; head -1 slow
      """)
    #expect(result.lines.filter { $0 == "1" }.count == 2)
    #expect(result.lines.contains { $0.contains("ended before its first line") })
    #expect(result.lines.contains { $0.contains("no line on standard input within 0.2 s") })
  }

  @Test func `a terminal on both sides gets the four wirings at once`() throws {
    let result = try shell("script -qec \"$E agent --log log --send x\" /dev/null; cat log")
    let text = result.lines.joined(separator: "\n")
    #expect(text.contains("standard input is a terminal and no command was given"))
    #expect(text.contains("<requests.jsonl"))
  }

  @Test func `an announced socket that is gone`() throws {
    let line =
      #"{"jsonrpc":"2.0","method":"$/rendezvous","params":{"protocolVersion":"1.0","#
      + #""unix":"/nowhere/s","pid":1}}"#
    let result = try shell("echo '\(line)' | $E agent --log log --send x >out; cat log")
    #expect(
      result.lines == [
        "error: cannot connect to the announced socket /nowhere/s: No such file or directory"
      ])
  }

  @Test func `a command and a rendezvous exclude each other`() {
    let connector = WireConnector(command: ["true"], wire: .rendezvous, maximumLineBytes: 100)
    #expect(throws: WireConnectorError.commandWithRendezvous) { _ = try connector.connect() }
  }

  @Test func `announcements are read strictly`() throws {
    func path(_ text: String) throws -> String { try Announcement(line: Array(text.utf8)).path }
    let good =
      #"{"method":"$/rendezvous","params":{"protocolVersion":"1.0","unix":"/a\"b\\c\u0001"}}"#
    #expect(try path(good) == "/a\"b\\c\u{1}")
    let bad = [
      "", "hello", "{}", "[]", #"{"method":7}"#, #"{"method":"$/rendezvous"}"#,
      #"{"method":"$/rendezvous","params":{"protocolVersion":"2.0","unix":"/s"}}"#,
      #"{"method":"$/rendezvous","params":{"protocolVersion":"1.0","unix":7}}"#,
      #"{"method":"$/rendezvous","params":{"protocolVersion":"1.0"}}"#,
    ]
    for text in bad {
      #expect(throws: WireConnectorError.self, "\(text)") { try path(text) }
    }
  }
}
