import EnvironmentClient
import ImageFiles
import JSONText
import PaintCore
import ProcessTesting
import Testing

/// `spiral-env` as a process: what a person or a trainer meets.
@Suite struct SpiralEnvTests {
  // MARK: Commands

  @Test func `list names the engines with their options`() throws {
    let lines = try shell("spiral-env list").lines
    #expect(lines[0].hasPrefix("brush "))
    #expect(lines.contains { $0.contains("--option canvas=64") })
    #expect(lines.contains { $0.contains("--option episodeLength=20") })
    let json = try JSON.parse(Array(try shell("spiral-env list --json").lines[0].utf8))
    #expect(try json.array()[0].member("name").string() == "brush")
  }

  @Test func `spec prints the spaces of the options`() throws {
    let text = try shell("spiral-env spec --backend brush --option sizes=2 --option color=false")
      .lines[0]
    let spec = try JSON.parse(Array(text.utf8))
    let order = try spec.member("actionSpace").member("order").array().map { try $0.string() }
    #expect(order == ["control", "end", "flag", "pressure"])
    #expect(try spec.member("maxEpisodeSteps").integer() == 20)
  }

  @Test func `bench reports all its figures`() throws {
    let text = try shell("spiral-env bench --backend brush --seconds 0.05 --num-envs 2 --json")
      .lines[0]
    let figures = try JSON.parse(Array(text.utf8))
    for name in ["stepsPerSecond", "stepsPerSecondWithObservation", "programsPerSecond"] {
      #expect(try figures.member(name).number() > 0)
    }
  }

  @Test func `bench measures the wire in every encoding`() throws {
    let text = try shell(
      "spiral-env bench --wire --num-envs 3 --seconds 0.02 --option canvas=32 --json"
    ).lines[0]
    let rows = try JSON.parse(Array(text.utf8)).array()
    var seen: Set<String> = []
    for row in rows {
      let names = try ["engine", "encoding", "what"].map { try row.member($0).string() }
      seen.insert(names.joined(separator: " "))
      #expect(try row.member("tripsPerSecond").number() > 0)
      let (p50, p99) = (try row.member("p50Microseconds"), try row.member("p99Microseconds"))
      #expect(try 0 < p50.number() && p50.number() <= p99.number())
    }
    let what = ["json pictures", "b64 ping", "b64 nothing", "b64 pictures", "raw pictures"]
    let expected = ["noop", "brush"].flatMap { engine in
      (what + ["shm pictures"]).map { "\(engine) \($0)" }
    }
    #expect(seen == Set(expected))
  }

  @Test func `the engine that does nothing is served but not listed`() throws {
    #expect(try !shell("spiral-env list").lines.contains { $0.hasPrefix("noop") })
    let result = try shell("spiral-env spec --backend noop --option canvas=8")
    let spec = try JSON.parse(Array(result.lines[0].utf8))
    let order = try spec.member("observationSpace").member("order").array()
    #expect(try order[0].string() == "canvas")
  }

  @Test func `a short soak grows nothing and leaves nothing behind`() throws {
    let command = "spiral-env soak --steps 300000 --lanes 16 --starts 14"
    let result = try shell("\(command); echo $?", timeoutSeconds: 120)
    #expect(result.lines.last == "0", "\(result.lines)")
    #expect(result.lines.contains { $0.hasSuffix("left behind: nothing") })
    #expect(result.leftovers == [])
  }

  @Test func `doctor says what is there and how to get the rest`() throws {
    let lines = try shell("spiral-env doctor").lines
    #expect(lines.contains { $0.contains("MyPaint brushes") })
    #expect(lines.contains { $0.hasPrefix("engines: brush") })
  }

  // MARK: Wrong command lines

  @Test(arguments: [
    ("spiral-env --backend nope", "there is no backend 'nope'; there is brush"),
    ("spiral-env --backend brush --option canvas=0", "28...1024"),
    ("spiral-env --backend brush --option canvas=99999999", "at most 1024"),
    ("spiral-env --backend brush --option canvas", "key=value"),
    ("spiral-env --backend brush --option colour=1", "unknown name"),
    ("spiral-env --backend brush --option brush=/no/x.myb", "cannot be read"),
    ("spiral-env --backend brush --num-envs 1000000", "at most 4096"),
    ("spiral-env --backend brush --autoreset later", "next-step"),
    ("spiral-env replay /no/program.json -o x.png", "cannot be read"),
    ("echo '{}' >p.json; spiral-env replay p.json -o x.png", "\"format\""),
    ("spiral-env bench --backend brush --seconds -1", "--seconds"),
  ])
  func `a wrong command line is refused in words`(command: String, words: String) throws {
    let lines = try shell("\(command) </dev/null 2>&1; echo exit $?").lines
    #expect(lines.joined().contains(words), "\(lines)")
    #expect(lines.last != "exit 0")
  }

  // MARK: Streams

  private static let hello =
    #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"1.0","#
    + #""clientInfo":{"name":"test","version":"1"},"#
    + #""capabilities":{"obsEncodings":["b64"],"maxLineBytes":67108864}}}"#
  private static let reset = #"{"jsonrpc":"2.0","id":2,"method":"reset","params":{"seed":7}}"#
  private static let step =
    #"{"jsonrpc":"2.0","id":3,"method":"step","params":{"want":[],"digest":true,"action":"#
    + #"{"control":[12],"end":[700],"flag":[1],"pressure":[4],"size":[2],"red":[3],"green":[0],"#
    + #""blue":[9]}}}"#

  @Test func `a file of requests gives the same file of responses every time`() throws {
    let requests = [Self.hello, Self.reset, Self.step, Self.step].joined(separator: "\n")
    let script = """
      printf '%s\\n' '\(requests)' >requests.jsonl
      spiral-env --backend brush <requests.jsonl >first.jsonl
      spiral-env --backend brush <requests.jsonl >second.jsonl
      cmp first.jsonl second.jsonl && echo same
      wc -l <first.jsonl
      """
    #expect(try shell(script).lines == ["same", "4"])
  }

  @Test func `the digest of a lane does not depend on the process or the other lanes`() throws {
    let one = try digests(laneCount: 1)
    #expect(one.count == 1)
    #expect(try digests(laneCount: 1) == one)
    let three = try digests(laneCount: 3)
    #expect(three[0] == one[0] && Set(three).count == 3)
  }

  private func digests(laneCount: Int) throws -> [String] {
    let step = Self.step.replacing(#/\[(\d+)\]/#) { match in
      "[" + Array(repeating: String(match.1), count: laneCount).joined(separator: ",") + "]"
    }
    let requests = [Self.hello, Self.reset, step, step].joined(separator: "\n")
    let command = "spiral-env --backend brush --option brush=dry --num-envs \(laneCount)"
    let line = try #require(try shell("printf '%s\\n' '\(requests)' | \(command)").lines.last)
    let node = try JSON.parse(Array(line.utf8))
    return try node.member("result").member("digest").array().map { try $0.string() }
  }

  @Test func `a last line without an end is answered, half a line is an error, then it ends`()
    throws
  {
    let script = "printf '%s' '\(Self.hello)' | spiral-env --backend brush; echo exit $?"
    let lines = try shell(script).lines
    #expect(lines.count == 2 && lines[1] == "exit 0")
    let half = try shell("printf '{\"jsonrpc\":' | spiral-env --backend brush; echo exit $?").lines
    #expect(half.count == 2 && half[0].contains("-32700") && half[1] == "exit 0")
  }

  @Test func `a line of 100 MB is skipped and the session goes on`() throws {
    let script = """
      { echo '\(Self.hello)'; head -c 100000000 /dev/zero | tr '\\0' x; echo; echo '\(Self.reset)'; } \
        | spiral-env --backend brush | cut -c1-120
      """
    let lines = try shell(script).lines
    #expect(lines.count == 3)
    #expect(lines[1].contains("1020"))
    #expect(lines[2].contains("\"id\":2,\"result\""))
  }

  @Test func `garbage without end makes it give up`() throws {
    let lines = try shell(
      "yes rubbish | spiral-env --backend brush >/dev/null; echo ${PIPESTATUS[1]}"
    )
    .lines
    #expect(lines == ["65"])
  }

  @Test func `a reader that goes away ends it`() throws {
    let script = """
      { echo '\(Self.hello)'; for i in $(seq 200); do echo '\(Self.reset)'; done; } >requests.jsonl
      spiral-env --backend brush --wire stdio <requests.jsonl | head -c 100 >/dev/null
      echo ${PIPESTATUS[0]}
      """
    #expect(try shell(script).lines == ["1"])
  }

  @Test func `nothing but protocol lines is on standard output`() throws {
    let requests = [Self.hello, Self.reset, Self.step, "nonsense"].joined(separator: "\n")
    let lines = try shell("printf '%s\\n' '\(requests)' | spiral-env --backend brush 2>/dev/null")
      .lines
    for line in lines { _ = try JSON.parse(Array(line.utf8)) }
    #expect(lines.count == 4)
  }
}
