import EnvironmentClient
import JSONText
import PaintCore
import ProcessTesting
import StrokeProgram
import Testing

/// `spiral-discriminator` as a process, alone and as the reward of `spiral-env`.
@Suite struct SpiralDiscriminatorTests {
  private static let critic = "\(programFolder)/spiral-discriminator --image 28x28x3 --seed 7"

  private func pictures(_ count: Int) -> [UInt8] {
    var random = RandomStream(key: 61, stream: 0)
    return (0..<count * 28 * 28 * 3).map { _ in UInt8(truncatingIfNeeded: random.next()) }
  }

  // MARK: Alone

  @Test func `a client scores, teaches, saves and loads a critic`() throws {
    let critic = try CriticClient(startingCommand: Self.critic)
    #expect(critic.imageShape == [28, 28, 3])
    #expect(critic.isTrainable && !critic.isConditional && !critic.learns)
    let images = pictures(3)
    let before = try critic.score(images, count: 3)
    #expect(try critic.score(images, count: 3) == before)
    let path = "/tmp/critic-\(UInt64.random(in: 0...UInt64.max)).safetensors"
    try critic.save(to: path)
    let losses = try critic.update(real: images, fake: Array(images.reversed()), count: 3)
    #expect(losses["loss"] != nil)
    #expect(try critic.score(images, count: 3) != before)
    try critic.load(from: path)
    #expect(try critic.score(images, count: 3) == before)

    let other = try CriticClient(
      startingCommand: "\(programFolder)/spiral-discriminator --weights \(path)")
    #expect(try other.score(images, count: 3) == before)
    try other.shutdown()
    _ = try shell("rm \(path)")
  }

  @Test func `requests are cut to what the critic reads`() throws {
    let small = try CriticClient(startingCommand: "\(Self.critic) --max-line 20000")
    let large = try CriticClient(startingCommand: Self.critic)
    let images = pictures(13)
    #expect(try small.score(images, count: 13) == large.score(images, count: 13))
  }

  @Test(arguments: [
    ("--image 5x5", "5x5"), ("--image 0x5x1", "imageHeight"), ("--weights nope", "nope"),
    ("--learn", "--data"), ("--data mnist:x", "--learn"), ("--threads 0", "--threads"),
    ("--loss hunge", "hunge"), ("--learn --data mnist:nope", "nope"),
  ])
  func `a wrong command line is refused in words`(arguments: String, words: String) throws {
    let lines = try shell("spiral-discriminator \(arguments) </dev/null 2>&1; echo exit $?").lines
    #expect(lines.joined().contains(words), "\(lines)")
    #expect(lines.last != "exit 0")
  }

  @Test func `any process that speaks the protocol is a critic`() throws {
    let script = #"""
      n=0; while read -r line; do n=$((n+1)); a='{"jsonrpc":"2.0","id":'$n',"result":'
      case $line in
      *initialize*) echo "$a"'{"capabilities":{"role":"critic"},"imageShape":[1,1,1]}}';;
      *) echo "$a"'{"scores":[0.5,-2]}}';;
      esac; done
      """#
    let critic = try CriticClient(startingCommand: script)
    #expect(critic.imageShape == [1, 1, 1] && !critic.isTrainable)
    #expect(try critic.score([1, 2], count: 2, ends: [true, false]) == [0.5, -2])
    #expect(throws: ClientError.self) { try critic.score([1], count: 1) }
  }

  // MARK: As a reward

  private func environment(
    laneCount: Int, _ arguments: [String], options: [String: OptionValue] = [:]
  ) throws -> WireClient {
    let command =
      [programFolder + "/spiral-env", "--backend", "brush", "--reward-from", Self.critic]
      + arguments
    let channel = WireChannel(child: try ChildProcess(command), maximumLineBytes: 1 << 26)
    let client = WireClient(channel)
    var all: [String: OptionValue] = ["canvas": .integer(28), "episodeLength": .integer(4)]
    all.merge(options) { $1 }
    _ = try client.initialize(
      name: "test", version: "1",
      environment: EnvironmentRequest(laneCount: laneCount, options: all),
      maximumLineBytes: 1 << 26)
    return client
  }

  private func action(_ lanes: Int, _ step: Int) -> String {
    func column(_ value: Int) -> String { "\([Int](repeating: value, count: lanes))" }
    return #"{"control":\#(column(40 * step + 9)),"end":\#(column(200 * step + 31)),"#
      + #""flag":\#(column(1)),"pressure":\#(column(6)),"size":\#(column(2)),"#
      + #""red":\#(column(step)),"green":\#(column(3)),"blue":\#(column(9))}"#
  }

  private struct Episode: Equatable {
    var rewards: [[Double]] = []
    /// Of every lane at the start and after every step.
    var canvases: [[UInt8]] = []
    var returns: [Double] = []
  }

  private func play(
    _ client: WireClient, lanes: Int, target: [UInt8]? = nil
  ) throws -> Episode {
    var episode = Episode()
    let start = try client.request("reset") { writer in
      writer.key("seed")
      writer.integer(5)
      if let target {
        writer.key("options")
        writer.beginObject()
        writer.key("target")
        write(target, to: &writer)
        writer.endObject()
      }
    }
    episode.canvases.append(try canvases(start))
    for step in 0..<4 {
      let result = try client.request("step") { writer in
        writer.key("action")
        writer.raw(Array(action(lanes, step).utf8))
      }
      episode.canvases.append(try canvases(result))
      episode.rewards.append(try result.member("reward").array().map { try $0.number() })
      guard step == 3 else { continue }
      let ended = try result.member("info").member("episode").member("r")
      episode.returns = try ended.array().map { try $0.number() }
    }
    return episode
  }

  private func write(_ picture: [UInt8], to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("enc")
    writer.string("b64")
    writer.key("dtype")
    writer.string("uint8")
    writer.key("shape")
    writer.raw(Array("[28,28,3]".utf8))
    writer.key("data")
    picture.withUnsafeBytes { writer.base64($0) }
    writer.endObject()
  }

  private func canvases(_ result: JSONNode) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var text = try result.member("obs").member("canvas").member("data").string()
    try text.withUTF8 { try Base64.decode(UnsafeRawBufferPointer($0), into: &bytes) }
    return bytes
  }

  @Test func `a step's reward is by how much the critic's score rose, and returns add up`() throws {
    let episode = try play(try environment(laneCount: 2, []), lanes: 2)
    let critic = try CriticClient(startingCommand: Self.critic)
    let scores = try episode.canvases.map { try critic.score($0, count: 2).map(Double.init) }
    for step in 0..<4 {
      for lane in 0..<2 {
        #expect(episode.rewards[step][lane] == scores[step + 1][lane] - scores[step][lane])
      }
    }
    #expect(Set(episode.rewards.map { $0[0] }).count == 4)
    for lane in 0..<2 {
      #expect(abs(episode.returns[lane] - (scores[4][lane] - scores[0][lane])) < 1e-6)
    }
  }

  @Test func `with --reward-mode final the last canvas alone is scored`() throws {
    let episode = try play(try environment(laneCount: 2, ["--reward-mode", "final"]), lanes: 2)
    let critic = try CriticClient(startingCommand: Self.critic)
    #expect(episode.rewards.dropLast().allSatisfy { $0 == [0, 0] })
    let scores = try critic.score(episode.canvases[4], count: 2).map(Double.init)
    #expect(episode.rewards[3] == scores && episode.returns == scores)
  }

  @Test func `a frozen critic rewards a lane alike however many there are`() throws {
    let alone = try play(try environment(laneCount: 1, []), lanes: 1)
    let many = try play(try environment(laneCount: 7, ["--autoreset", "same-step"]), lanes: 7)
    #expect(many.rewards.map { $0[0] } == alone.rewards.map { $0[0] })
    #expect(many.returns[0] == alone.returns[0])
  }

  @Test func `evaluate foretells what stepping gives`() throws {
    let client = try environment(laneCount: 1, [])
    _ = try client.request("reset") { writer in
      writer.key("seed")
      writer.integer(5)
    }
    let columns = (0..<4).map { action(1, $0) }.map { text in
      text.split(separator: #/[{},:"\[\]]+/#).map(String.init)
    }
    let result = try client.request("evaluate") { writer in
      writer.key("from")
      writer.integer(0)
      writer.key("programs")
      writer.beginObject()
      for place in stride(from: 0, to: columns[0].count, by: 2) {
        writer.key(escaping: columns[0][place])
        writer.raw(Array("[[\(columns.map { $0[place + 1] }.joined(separator: ","))]]".utf8))
      }
      writer.endObject()
      writer.key("want")
      writer.beginArray()
      writer.endArray()
    }
    let foretold = try result.member("returns").array()[0].number()
    let episode = try play(client, lanes: 1)
    #expect(abs(foretold - episode.returns[0]) < 1e-6 && foretold != 0)
  }

  @Test func `a critic that learns changes the rewards of later episodes`() throws {
    let learning = Self.critic + " --conditional --learn --update-every 2"
    let command = [
      programFolder + "/spiral-env", "--backend", "brush", "--reward-from", learning,
      "--option", "canvas=28", "--option", "episodeLength=4", "--num-envs", "2",
    ]
    let client = WireClient(
      WireChannel(child: try ChildProcess(command), maximumLineBytes: 1 << 26))
    _ = try client.initialize(
      name: "test", version: "1", environment: EnvironmentRequest(), maximumLineBytes: 1 << 26)
    #expect(throws: ClientError.self) { try client.request("reset") }
    let first = try play(client, lanes: 2, target: pictures(1))
    let second = try play(client, lanes: 2)
    #expect(first.canvases == second.canvases)
    #expect(first.rewards != second.rewards)
  }

  @Test(arguments: [
    ("no-such-critic", "no-such-critic"), ("echo nonsense", "initialize"),
    ("\(programFolder)/spiral-discriminator --image 30x28x3", "[28, 28, 3]"),
    ("\(programFolder)/spiral-env --backend brush", "capabilities"),
  ])
  func `a critic that is none is refused at initialize`(command: String, words: String) throws {
    let hello =
      #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"1.0"}}"#
    let script = """
      echo '\(hello)' | spiral-env --backend brush --option canvas=28 --reward-from '\(command)' \
        2>/dev/null; echo exit $?
      """
    let lines = try shell(script).lines
    #expect(lines.count == 2 && lines[0].contains("error"), "\(lines)")
    #expect(lines[1] == "exit 0")
  }

  @Test func `without a critic the reward critic is refused in words`() throws {
    let script = """
      echo '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"1.0"}}' \
        | spiral-env --backend brush --option reward=critic
      """
    #expect(try shell(script).lines.joined().contains("--reward-from"))
  }

  @Test func `no critic outlives its environment`() throws {
    let script = """
      echo '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"1.0"}}' \
        | spiral-env --backend brush --option canvas=28 \
          --reward-from 'echo $$ >critic.pid; exec \(Self.critic)' >/dev/null
      for i in $(seq 50); do [ -d /proc/$(cat critic.pid) ] || break; sleep 0.1; done
      [ -d /proc/$(cat critic.pid) ] && echo alive || echo gone
      """
    #expect(try shell(script).lines == ["gone"])
  }

  @Test func `a critic that dies costs the environment, which can be initialized again`() throws {
    let script = """
      H='{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"1.0"}}'
      S='{"jsonrpc":"2.0","id":3,"method":"step","params":{"want":[],"action":\(action(1, 1))}}'
      R='{"jsonrpc":"2.0","id":2,"method":"reset","params":{"want":[]}}'
      printf '%s\\n' "$H" "$R" "$S" "$R" "$H" | spiral-env --backend brush --option canvas=28 \
        --reward-from '\(Self.critic) | head -n 1' | cut -c1-90
      """
    let lines = try shell(script).lines
    #expect(lines.count == 5, "\(lines)")
    guard lines.count == 5 else { return }
    #expect(lines[2].contains("\"code\":1040"), "\(lines)")
    #expect(lines[3].contains("\"code\":1002"), "\(lines)")
    #expect(lines[4].contains("\"result\""), "\(lines)")
  }
}
