import EnvironmentAPI
import JSONText
import Testing

/// Section 8 of the protocol: what the results depend on, and what they do not.
@Suite struct DeterminismTests {
  private static let options = ["canvas": "16", "grid": "4", "episodeLength": "5"]

  /// The actions of the lane with this seed at step `index`: a function of both alone.
  private func action(seed: Int, index: Int) -> [Int] {
    let mixed = (seed &* 31 &+ index) &* 2_654_435_761
    return [(mixed >> 3) & 15, (mixed >> 9) & 1, (mixed >> 13) & 3, ((mixed >> 17) & 7) % 3]
  }

  private func step(seeds: [Int], index: Int, want: String = "") -> String {
    let rows = seeds.map { action(seed: $0, index: index) }
    let column = { (part: Int) in rows.map { $0[part] } }
    let columns =
      #"{"end":\#(column(0)),"flag":\#(column(1)),"level":\#(column(2)),"#
      + #""size":\#(column(3))}"#
    return #"{"action":\#(columns),"digest":true\#(want)}"#
  }

  /// The digests of each lane over a reset and `count` steps.
  private func digests(
    seeds: [Int], count: Int, env: String = "{}", encoding: String = "b64", want: String = ""
  ) throws -> [[String]] {
    let client = SessionClient(options: Self.options, laneCount: seeds.count)
    try client.initialize(env, encodings: #"["\#(encoding)"]"#)
    var rows = [
      try client.ask("reset", #"{"seed":\#(seeds),"digest":true\#(want)}"#)
        .at("digest").strings()
    ]
    for index in 0..<count {
      let result = try client.ask("step", step(seeds: seeds, index: index, want: want))
      rows.append(try result.at("digest").strings())
    }
    return seeds.indices.map { lane in rows.map { $0[lane] } }
  }

  @Test func `a lane does the same whatever lanes are beside it`() throws {
    let seeds = Array(100..<164)
    let together = try digests(seeds: seeds, count: 14)
    for lane in [0, 1, 17, 63] {
      #expect(try digests(seeds: [seeds[lane]], count: 14) == [together[lane]])
    }
    #expect(try digests(seeds: Array(seeds.reversed()), count: 14) == together.reversed())
    #expect(Set(together.map { $0[14] }).count > 60)
  }

  @Test func `another seed differs`() throws {
    // The same actions for both, so that only the engine's own stream tells them apart.
    let client = SessionClient(options: Self.options, laneCount: 2)
    try client.initialize()
    let reset = try client.ask("reset", #"{"seed":[1,2],"digest":true}"#).at("digest").strings()
    #expect(reset[0] == reset[1])
    var last = reset
    for index in 0..<4 {
      last = try client.ask("step", step(seeds: [1, 1], index: index)).at("digest").strings()
    }
    #expect(last[0] != last[1])
  }

  @Test(arguments: ["json", "png", "b64"])
  func `digests do not depend on encoding or want`(encoding: String) throws {
    let plain = try digests(seeds: [3, 9], count: 7)
    #expect(try digests(seeds: [3, 9], count: 7, encoding: encoding) == plain)
    for want in [#","want":[]"#, #","want":["pen"]"#] {
      #expect(try digests(seeds: [3, 9], count: 7, encoding: encoding, want: want) == plain)
    }
  }

  @Test func `autoreset modes agree away from the ends`() throws {
    let next = try digests(seeds: [3, 9], count: 4)
    #expect(try digests(seeds: [3, 9], count: 4, env: #"{"autoreset":"SameStep"}"#) == next)
    #expect(try digests(seeds: [3, 9], count: 4, env: #"{"autoreset":"Disabled"}"#) == next)
    #expect(
      try digests(seeds: [3, 9], count: 5)
        == digests(
          seeds: [3, 9], count: 5, env: #"{"autoreset":"Disabled"}"#))
  }

  @Test func `episode k is the same whether resets or autoreset lead to it`() throws {
    let automatic = SessionClient(options: Self.options)
    let manual = SessionClient(options: Self.options)
    try automatic.initialize()
    try manual.initialize(#"{"autoreset":"Disabled"}"#)
    for client in [automatic, manual] { try client.ask("reset", #"{"seed":42}"#) }
    for index in 0..<5 {
      let params = step(seeds: [42], index: index)
      #expect(try automatic.ask("step", params) == manual.ask("step", params))
    }
    let first = try automatic.ask("step", step(seeds: [42], index: 5))
    let second = try manual.ask("reset", #"{"digest":true}"#)
    #expect(try first.at("digest") == second.at("digest"))
    for index in 6..<10 {
      let params = step(seeds: [42], index: index)
      #expect(try automatic.ask("step", params) == manual.ask("step", params))
    }
  }

  @Test func `the same requests give the same bytes`() throws {
    func run() throws -> [String] {
      let client = SessionClient(options: Self.options, laneCount: 3)
      try client.initialize()
      var responses = [client.text("reset", #"{"seed":1}"#)]
      for index in 0..<12 {
        responses.append(client.text("step", step(seeds: [1, 2, 3], index: index)))
      }
      responses.append(client.text("save", #"{"lanes":[0,1,2]}"#))
      responses.append(client.text("program", #"{"lanes":[0,1,2],"format":"json"}"#))
      return responses
    }
    #expect(try run() == run())
  }

  @Test func `encodings carry the same pixels`() throws {
    func canvas(_ encoding: String) throws -> JSONNode {
      let client = SessionClient(options: Self.options, laneCount: 2)
      try client.initialize(encodings: #"["\#(encoding)"]"#)
      try client.ask("reset", #"{"seed":1}"#)
      let action = stampAction([5, 9], flag: [1, 1], size: [2, 1])
      return try client.ask("step", #"{"action":\#(action)}"#).at("obs.canvas")
    }
    let base64 = try canvas("b64")
    let pixels = try Base64Text.decode(base64.at("data").string())
    #expect(pixels.contains { $0 != 255 })
    let json = try canvas("json")
    #expect(try json.at("data").numbers() == pixels.map(Double.init))
    #expect(try json.at("shape") == base64.at("shape"))
    let pictures = try canvas("png").at("data").strings()
    #expect(pictures.count == 2)
    // The tests' stand-in for PNG puts two bytes in front of the pixels.
    #expect(try Base64Text.decode(pictures[1]).dropFirst(2).elementsEqual(pixels[256...]))
  }

  @Test func `responses stay within the limit that initialize states`() throws {
    for encoding in ["b64", "json"] {
      for mode in ["NextStep", "SameStep"] {
        let client = SessionClient(
          options: ["canvas": "16", "grid": "4", "episodeLength": "1"], laneCount: 3)
        let limit = try client.initialize(
          #"{"autoreset":"\#(mode)"}"#, encodings: #"["\#(encoding)"]"#
        ).at("limits.maxResponseBytes").integer()
        let reset = client.text("reset", #"{"seed":"18446744073709551612","digest":true}"#)
        let step = client.text("step", step(seeds: [1, 2, 3], index: 0))
        #expect(reset.utf8.count <= limit && step.utf8.count <= limit)
        #expect(step.utf8.count > limit / 3, "the bound is not far off")
      }
    }
  }
}
