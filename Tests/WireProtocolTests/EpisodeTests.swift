import EnvironmentAPI
import JSONText
import PaintCore
import Testing

/// `reset` and `step`: what they answer, when episodes end, and what a client can ask to see.
@Suite struct EpisodeTests {
  /// Three lanes whose episodes have three actions, started with seed 7.
  private func started(
    _ env: String = "{}", laneCount: Int = 3, options: [String: String] = [:]
  ) throws -> SessionClient {
    let base = ["canvas": "8", "grid": "4", "episodeLength": "3", "ends": "true"]
    let client = SessionClient(
      options: base.merging(options) { $1 }, laneCount: laneCount)
    try client.initialize(env)
    try client.ask("reset", #"{"seed":7}"#)
    return client
  }

  /// A step of three lanes; lane 1 ends its painting when `ends`.
  private func step(ends: Bool = false, more: String = "") -> String {
    let action = stampAction([5, 6, 7], flag: [1, ends ? 2 : 1, 0], level: [1, 2, 3])
    return #"{"action":\#(action)\#(more)}"#
  }

  // MARK: Reset

  @Test func `reset shows every leaf and reports the seeds`() throws {
    let client = SessionClient(laneCount: 2)
    try client.initialize()
    let result = try client.ask("reset", #"{"seed":7}"#)
    #expect(try result.object().map(\.name) == ["obs", "info"])
    #expect(
      try result.at("obs").object().map(\.name) == [
        "canvas", "pen", "episode_step", "episode_length",
      ])
    #expect(try result.at("obs.canvas.shape").numbers() == [2, 8, 8, 1])
    #expect(try result.at("obs.canvas.enc").string() == "b64")
    #expect(try result.at("obs.pen.enc").string() == "json")
    #expect(try result.at("obs.pen.shape").numbers() == [2, 2])
    #expect(try result.at("obs.pen.data").numbers() == [0, 0, 0, 0])
    #expect(try result.at("obs.episode_length.data").numbers() == [20, 20])
    #expect(try result.at("info.seed").numbers() == [7, 8])
  }

  @Test func `seeds can be lists, texts and null`() throws {
    let client = SessionClient(laneCount: 3)
    try client.initialize()
    let first = try client.ask("reset", #"{"seed":[5,"18446744073709551615",9]}"#)
    #expect(try first.at("info.seed").array()[1].string() == "18446744073709551615")
    let second = try client.ask("reset", #"{"seed":[null,3,null]}"#)
    #expect(try second.at("info.seed").numbers() == [5, 3, 9])
    // Lane i gets seed + i, modulo 2^64.
    let third = try client.ask("reset", #"{"seed":"18446744073709551615"}"#)
    #expect(try third.at("info.seed").array().dropFirst().map { try $0.integer() } == [0, 1])
  }

  @Test func `a first reset takes the seed of the command line, or draws one`() throws {
    let client = SessionClient(laneCount: 2, seed: 11)
    try client.initialize()
    #expect(try client.ask("reset").at("info.seed").numbers() == [11, 12])
    #expect(try client.ask("reset").at("info.seed").numbers() == [11, 12])
    #expect(try client.ask("reset", #"{"seed":4}"#).at("info.seed").numbers() == [4, 5])
    let drawn = try (0..<2).map { _ in
      let client = SessionClient(laneCount: 2)
      try client.initialize()
      return try client.ask("reset").at("info.seed").numbers()
    }
    #expect(drawn[0][1] == drawn[0][0] + 1)
    #expect(drawn[0] != drawn[1])
  }

  @Test(arguments: [
    #"{"seed":-1}"#, #"{"seed":1.5}"#, #"{"seed":9007199254740992}"#, #"{"seed":"x"}"#,
    #"{"seed":"18446744073709551616"}"#, #"{"seed":[1,2]}"#, #"{"seed":[1,2,3,4]}"#,
    #"{"seed":true}"#, #"{"mask":true}"#, #"{"mask":[true]}"#, #"{"mask":[1,0,1]}"#,
    #"{"want":"canvas"}"#, #"{"want":["nothing"]}"#, #"{"want":[1]}"#, #"{"digest":1}"#,
    #"{"options":5}"#, #"{"seeds":1}"#, #"{"options":{"target":5}}"#,
    #"{"options":{"target":{"enc":"b64"}}}"#,
    #"{"options":{"target":{"enc":"b64","dtype":"uint8","shape":[8,8,1],"data":"AA=="}}}"#,
    #"{"options":{"target":{"enc":"zip","dtype":"uint8","shape":[8,8,1],"data":""}}}"#,
    #"{"options":{"target":{"enc":"json","dtype":"uint8","shape":[8,8,1],"data":[256]}}}"#,
    #"{"options":{"target":{"enc":"json","dtype":"uint8","shape":[4294967296,4294967296],"#
      + #""data":[]}}}"#,
  ])
  func `wrong reset parameters change nothing`(params: String) throws {
    let client = try started()
    let states = try client.states()
    let failure = try client.error("reset", params)
    #expect(failure.code == -32602)
    #expect(try client.states() == states)
  }

  @Test func `a mask resets only its lanes`() throws {
    let client = try started()
    _ = try client.ask("step", step())
    let result = try client.ask("reset", #"{"mask":[true,false,true]}"#)
    #expect(try result.at("obs.episode_step.data").numbers() == [0, 1, 0])
    let fresh = SessionClient(laneCount: 2)
    try fresh.initialize()
    #expect(try fresh.error("reset", #"{"mask":[true,false]}"#).code == 1010)
  }

  @Test func `targets are needed, checked and kept`() throws {
    let client = SessionClient(
      options: ["canvas": "8", "grid": "4", "reward": "l2", "target": "true"], laneCount: 2)
    try client.initialize()
    #expect(try client.error("reset", #"{"seed":1}"#).code == 1013)
    for (type, shape) in [("uint8", "[8,8]"), ("uint8", "[3,8,8,1]"), ("int32", "[8,8,1]")] {
      let failure = try client.error(
        "reset",
        #"{"options":{"target":{"enc":"b64","dtype":"\#(type)","shape":\#(shape),"data":""}}}"#)
      #expect(failure.code == 1013)
    }
    #expect(try client.error("reset", #"{"options":{"canvas":16}}"#).code == 1013)
    let grey = String(repeating: "127,", count: 63) + "127"
    let result = try client.ask(
      "reset",
      #"{"seed":1,"options":{"target":{"enc":"json","dtype":"uint8","shape":[8,8,1],"#
        + #""data":[\#(grey)]}}}"#)
    let one = Base64Text.encode([UInt8](repeating: 127, count: 128))
    #expect(try result.at("obs.target.data").string() == one)
    // One per lane, then kept by a reset that brings none.
    let two = Base64Text.encode(
      [UInt8](repeating: 1, count: 64) + [UInt8](repeating: 2, count: 64))
    try client.ask(
      "reset",
      #"{"options":{"target":{"shape":[2,8,8,1],"dtype":"uint8","data":"\#(two)","enc":"b64"}}}"#)
    #expect(try client.ask("reset").at("obs.target.data").string() == two)
    // Painting black over white comes nearer to a black target.
    let step = try client.ask(
      "step", #"{"action":\#(stampAction([5, 5], flag: [1, 0], size: [2, 2]))}"#)
    let rewards = try step.at("reward").numbers()
    #expect(rewards[0] > 0 && rewards[1] == 0)
  }

  // MARK: Step

  @Test func `step answers as the example of the protocol does`() throws {
    let client = SessionClient(laneCount: 2)
    try client.initialize()
    try client.ask("reset", #"{"seed":7}"#)
    let text = client.text(
      "step",
      #"{"action":\#(stampAction([5, 6], flag: [0, 0])),"want":["episode_step"],"digest":true}"#)
    let digests = try JSON.parse(text).at("result.digest").strings()
    #expect(
      text == #"{"jsonrpc":"2.0","id":3,"result":{"obs":{"episode_step":{"enc":"json","#
        + #""dtype":"int32","shape":[2],"data":[1,1]}},"reward":[0.0,0.0],"#
        + #""terminated":[false,false],"truncated":[false,false],"info":{},"#
        + #""digest":["\#(digests[0])","\#(digests[1])"]}}"# + "\n")
  }

  @Test func `a digest is FNV-1a over the leaves, the reward and the flags`() throws {
    let client = try started(laneCount: 1)
    let result = try client.ask(
      "step", #"{"action":\#(stampAction([5], flag: [2])),"digest":true}"#)
    #expect(
      try result.at("digest").strings()
        == [digest(of: result, lane: 0, reward: 0, terminated: true)])
  }

  /// The digest of a lane whose canvas has 8 by 8 pixels, from what a response shows of it.
  private func digest(
    of result: JSONNode, lane: Int, reward: Double, terminated: Bool
  ) throws -> String {
    var digest = Digest()
    let canvas = try Base64Text.decode(result.at("obs.canvas.data").string())
    digest.append(Array(canvas[(64 * lane)..<(64 * lane + 64)]))
    for number in try result.at("obs.pen.data").numbers()[(2 * lane)..<(2 * lane + 2)] {
      withUnsafeBytes(of: Float(number).bitPattern.littleEndian) { digest.append($0) }
    }
    for leaf in ["episode_step", "episode_length"] {
      let number = Int32(try result.at("obs.\(leaf).data").numbers()[lane])
      withUnsafeBytes(of: number.littleEndian) { digest.append($0) }
    }
    digest.append(reward.bitPattern)
    digest.append([terminated ? 1 : 0, 0])
    return digest.hexadecimal
  }

  @Test func `the next step after an end starts the next episode`() throws {
    let client = try started()
    let end = try client.ask("step", step(ends: true))
    #expect(try end.at("terminated").booleans() == [false, true, false])
    #expect(try end.at("truncated").booleans() == [false, false, false])
    #expect(try end.at("info.episode.l").numbers() == [0, 1, 0])
    #expect(try end.at("info.episode.r").numbers() == [0, 0, 0])
    #expect(try end.at("info._episode").booleans() == [false, true, false])
    #expect(try end.at("info").object().map(\.name) == ["episode", "_episode"])
    // The ended lane's action is validated, then ignored.
    #expect(
      try client.error("step", #"{"action":\#(stampAction([0, 99, 0], flag: [0, 0, 0]))}"#).code
        == 1012)
    let next = try client.ask("step", step(ends: true))
    #expect(try next.at("terminated").booleans() == [false, false, false])
    #expect(try next.at("obs.episode_step.data").numbers() == [2, 0, 2])
    #expect(try next.at("info").object().isEmpty)
    let last = try client.ask("step", step())
    #expect(try last.at("truncated").booleans() == [true, false, true])
    #expect(try last.at("terminated").booleans() == [false, false, false])
    #expect(try last.at("info.episode.l").numbers() == [3, 0, 3])
  }

  @Test func `SameStep shows the last observations beside the first ones`() throws {
    let same = try started(#"{"autoreset":"SameStep"}"#)
    let next = try started()
    let end = try same.ask("step", step(ends: true, more: #","digest":true"#))
    let reference = try next.ask("step", step(ends: true))
    #expect(try end.at("info._final_obs").booleans() == [false, true, false])
    #expect(try end.at("obs.episode_step.data").numbers() == [1, 0, 1])
    #expect(try end.at("info.final_obs.episode_step.data").numbers() == [1])
    #expect(try end.at("info.final_obs.canvas.shape").numbers() == [1, 8, 8, 1])
    let all = try Base64Text.decode(reference.at("obs.canvas.data").string())
    #expect(
      try Base64Text.decode(end.at("info.final_obs.canvas.data").string())
        == Array(all[64..<128]))
    // The digest is that of what `obs` shows: the new episode of lane 1.
    #expect(
      try end.at("digest").strings()[1]
        == digest(of: end, lane: 1, reward: 0, terminated: true))
    let final = try same.ask("step", step())
    #expect(try final.at("info").object().isEmpty)
    let both = try same.ask("step", step(more: #","want":["pen"]"#))
    #expect(try both.at("info._final_obs").booleans() == [true, false, true])
    #expect(try both.at("info.final_obs").object().map(\.name) == ["pen"])
    #expect(try both.at("info.final_obs.pen.shape").numbers() == [2, 2])
    #expect(try both.at("info.final_obs.pen.data").numbers() == [0.25, 0.25, 0.75, 0.25])
  }

  @Test func `Disabled refuses to step an ended lane and moves none`() throws {
    let client = try started(#"{"autoreset":"Disabled"}"#)
    _ = try client.ask("step", step(ends: true))
    let states = try client.states()
    let failure = try client.error("step", step())
    #expect(failure.code == 1011)
    #expect(failure.kind == "episodeOver")
    #expect(try failure.data.member("lane").integer() == 1)
    #expect(try client.states() == states)
    #expect(try client.error("evaluate", evaluation(from: 1)).code == 1011)
    try client.ask("reset", #"{"mask":[false,true,false]}"#)
    let result = try client.ask("step", step())
    #expect(try result.at("obs.episode_step.data").numbers() == [2, 1, 2])
  }

  @Test func `want filters what is sent, and is not remembered`() throws {
    let client = try started()
    let none = try client.ask("step", step(more: #","want":[]"#))
    #expect(try none.at("obs").object().isEmpty)
    let some = try client.ask("step", step(more: #","want":["episode_step","canvas"]"#))
    #expect(try some.at("obs").object().map(\.name) == ["canvas", "episode_step"])
    #expect(try client.ask("step", step()).at("obs").object().count == 4)
    #expect(
      try client.ask("reset", #"{"want":["pen"]}"#).at("obs").object().map(\.name) == ["pen"])
  }

  @Test func `unbatched answers have no lane axis and no masks`() throws {
    let client = try started(#"{"batched":false,"autoreset":"SameStep"}"#, laneCount: 1)
    let reset = try client.ask("reset", #"{"seed":5,"mask":true,"digest":true}"#)
    #expect(try reset.at("info.seed").integer() == 5)
    #expect(try reset.at("obs.canvas.shape").numbers() == [8, 8, 1])
    #expect(try reset.at("obs.episode_step.data").integer() == 0)
    #expect(try reset.at("obs.episode_step.shape").array().isEmpty)
    #expect(try reset.at("digest").string().utf8.count == 16)
    let action = #"{"action":{"end":5,"flag":1,"level":0,"size":0},"digest":true}"#
    let step = try client.ask("step", action)
    #expect(try step.at("reward").number() == 0)
    #expect(try !step.at("terminated").boolean())
    #expect(try step.at("info").object().isEmpty)
    let end = try client.ask("step", #"{"action":{"end":5,"flag":2,"level":0,"size":0}}"#)
    #expect(try end.at("terminated").boolean())
    #expect(try end.at("info").object().map(\.name) == ["final_obs", "episode"])
    #expect(try end.at("info.episode.l").integer() == 2)
    #expect(try end.at("info.final_obs.canvas.shape").numbers() == [8, 8, 1])
    let column = #"{"action":{"end":[5],"flag":[1],"level":[0],"size":[0]}}"#
    #expect(try client.error("step", column).code == 1012)
    #expect(try client.error("reset", #"{"seed":[5]}"#).code == -32602)
  }

  @Test func `a step before the first reset is refused`() throws {
    let client = SessionClient()
    try client.initialize()
    for (method, params) in [
      ("step", #"{"action":\#(stampAction([5], flag: [1]))}"#), ("evaluate", evaluation(from: 0)),
      ("save", #"{"lanes":[0]}"#), ("copy", #"{"from":0,"to":[0]}"#), ("render", "{}"),
      ("program", "{}"),
    ] {
      let failure = try client.error(method, params)
      #expect(failure.code == 1010)
      #expect(failure.kind == "resetNeeded")
    }
  }

  private func evaluation(from lane: Int) -> String {
    #"{"from":\#(lane),"programs":{"end":[[1]],"flag":[[1]],"level":[[1]],"size":[[1]]}}"#
  }
}

/// Base64 with the types that tests have.
enum Base64Text {
  static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    bytes.withUnsafeBytes { Base64.encode($0, into: &text) }
    return String(decoding: text, as: UTF8.self)
  }

  static func decode(_ text: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try Array(text.utf8).withUnsafeBytes { try Base64.decode($0, into: &bytes) }
    return bytes
  }
}
