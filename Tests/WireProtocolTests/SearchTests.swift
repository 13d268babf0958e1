import EnvironmentAPI
import JSONText
import StrokeProgram
import Testing

/// `evaluate`, `copy`, `save`, `load`, `sample`, `render` and `program`.
@Suite struct SearchTests {
  /// Two lanes with a black target, reset with seed 7.
  private func started(laneCount: Int = 2, episodeLength: Int = 20) throws -> SessionClient {
    let client = SessionClient(
      options: [
        "canvas": "8", "grid": "4", "reward": "l1", "episodeLength": "\(episodeLength)",
      ], laneCount: laneCount)
    try client.initialize()
    let black = Base64Text.encode([UInt8](repeating: 0, count: 64))
    try client.ask(
      "reset",
      #"{"seed":7,"options":{"target":{"enc":"b64","dtype":"uint8","shape":[8,8,1],"#
        + #""data":"\#(black)"}}}"#)
    return client
  }

  private let programs =
    #"{"end":[[5,9,3],[1,2,3]],"flag":[[1,1,1],[1,0,1]],"#
    + #""level":[[0,1,2],[0,0,0]],"size":[[2,1,0],[1,1,1]]}"#

  @Test func `evaluate returns what stepping gives and changes nothing`() throws {
    let client = try started()
    let states = try client.ask("save", #"{"lanes":[0,1]}"#)
    let result = try client.ask(
      "evaluate", #"{"from":0,"programs":\#(programs),"want":["canvas"]}"#)
    #expect(try result.at("obs").object().map(\.name) == ["canvas"])
    #expect(try client.ask("save", #"{"lanes":[0,1]}"#) == states)
    let canvases = try Base64Text.decode(result.at("obs.canvas.data").string())
    // Stepping both programs from the same state, one in each lane.
    try client.ask("copy", #"{"from":0,"to":[1]}"#)
    var sums = [0.0, 0.0]
    var last: JSONNode?
    for (end, flag, level, size) in [
      ([5, 1], [1, 1], [0, 0], [2, 1]), ([9, 2], [1, 0], [1, 0], [1, 1]),
      ([3, 3], [1, 1], [2, 0], [0, 1]),
    ] {
      let step = try client.ask(
        "step", #"{"action":\#(stampAction(end, flag: flag, level: level, size: size))}"#)
      for (lane, reward) in try step.at("reward").numbers().enumerated() { sums[lane] += reward }
      last = step
    }
    #expect(try result.at("returns").numbers() == sums)
    #expect(sums[0] > 0)
    #expect(try result.at("lengths").numbers() == [3, 3])
    #expect(
      try Base64Text.decode(#require(last).at("obs.canvas.data").string()) == canvases)
  }

  @Test func `evaluate stops where the episode does and needs no observations`() throws {
    let client = try started(episodeLength: 2)
    let result = try client.ask("evaluate", #"{"from":1,"programs":\#(programs)}"#)
    #expect(try result.object().map(\.name) == ["returns", "lengths"])
    #expect(try result.at("lengths").numbers() == [2, 2])
    let empty = try client.ask(
      "evaluate", #"{"from":1,"programs":{"end":[[]],"flag":[[]],"level":[[]],"size":[[]]}}"#)
    #expect(try empty.at("returns").numbers() == [0])
    let tensor = #"{"enc":"json","dtype":"int32","shape":[2,3],"data":[5,9,3,1,2,3]}"#
    let same = try client.ask(
      "evaluate",
      #"{"programs":{"end":\#(tensor),"flag":[[1,1,1],[1,0,1]],"level":[[0,1,2],[0,0,0]],"#
        + #""size":[[2,1,0],[1,1,1]]},"from":1}"#)
    #expect(same == result)
  }

  @Test(arguments: [
    (#"{"programs":{}}"#, 1012), (#"{"from":0}"#, -32602),
    (#"{"from":2,"programs":{"end":[[1]],"flag":[[1]],"level":[[1]],"size":[[1]]}}"#, -32602),
    (#"{"from":-1,"programs":{"end":[[1]],"flag":[[1]],"level":[[1]],"size":[[1]]}}"#, -32602),
    (#"{"from":0,"programs":{"end":[],"flag":[],"level":[],"size":[]}}"#, -32602),
    (#"{"from":0,"programs":{"end":[1],"flag":[1],"level":[1],"size":[1]}}"#, 1012),
    (#"{"from":0,"programs":{"end":[[1]],"flag":[[1,1]],"level":[[1]],"size":[[1]]}}"#, 1012),
    (#"{"from":0,"programs":{"end":[[1],[1,1]],"flag":[[1]],"level":[[1]],"size":[[1]]}}"#, 1012),
    (
      #"{"from":0,"programs":{"end":[[1],[99]],"flag":[[1],[1]],"level":[[1],[1]],"#
        + #""size":[[1],[1]]}}"#, 1012
    ),
    (
      #"{"from":0,"programs":{"end":[[1]],"flag":[[1]],"level":[[1]],"size":[[1]]},"digest":true}"#,
      -32602
    ),
  ])
  func `wrong programs change nothing`(params: String, code: Int) throws {
    let client = try started()
    let states = try client.states()
    let failure = try client.error("evaluate", params)
    #expect(failure.code == code, "\(failure.message)")
    #expect(try client.states() == states)
  }

  @Test func `a copied lane does what its original does`() throws {
    let client = try started(laneCount: 4)
    try client.ask("copy", #"{"from":2,"to":[0,3,2]}"#)
    let action = stampAction([5, 5, 5, 5], flag: [1, 1, 1, 1], size: [1, 1, 1, 1])
    let digests = try client.ask("step", #"{"action":\#(action),"digest":true}"#)
      .at("digest").strings()
    #expect(digests[0] == digests[2] && digests[3] == digests[2])
    #expect(digests[1] != digests[2])
    for (params, code) in [
      (#"{"from":4,"to":[0]}"#, -32602), (#"{"from":0,"to":[4]}"#, -32602),
      (#"{"from":0,"to":0}"#, -32602), (#"{"from":0}"#, -32602),
      (#"{"from":0.0,"to":[1]}"#, -32602),
    ] { #expect(try client.error("copy", params).code == code) }
  }

  @Test func `a loaded state goes on as the saved one did`() throws {
    let client = try started()
    let action = #"{"action":\#(stampAction([5, 9], flag: [1, 1], size: [1, 2])),"digest":true}"#
    try client.ask("step", action)
    let saved = try client.ask("save", #"{"lanes":[0,1]}"#)
    #expect(
      try saved.at("states").array()[1].object().map(\.name) == [
        "lane", "format", "backendVersion", "config", "data",
      ])
    let expected = try client.ask("step", action)
    try client.ask("step", action)
    let loaded = try client.ask("load", #"{"states":\#(text(of: try saved.at("states")))}"#)
    #expect(try loaded.at("obs.episode_step.data").numbers() == [1, 1])
    #expect(try loaded.at("info.seed").numbers() == [7, 8])
    #expect(try client.ask("step", action) == expected)
    // One state into several lanes, and into a session where nothing was reset.
    let one = text(of: try saved.at("states").array()[0])
    let other = SessionClient(
      options: ["canvas": "8", "grid": "4", "reward": "l1"], laneCount: 2)
    try other.initialize()
    #expect(try other.error("load", #"{"states":[\#(one)]}"#).code == 1010)
    try other.ask("load", #"{"states":[\#(one)],"lanes":[0,1]}"#)
    let both = #"{"action":\#(stampAction([5, 5], flag: [1, 1], size: [1, 1])),"digest":true}"#
    let digests = try other.ask("step", both).at("digest").strings()
    #expect(digests[0] == digests[1])
    #expect(try digests[0] == expected.at("digest").strings()[0])
  }

  @Test func `states that do not fit are refused and change nothing`() throws {
    let client = try started()
    let state = try client.ask("save", #"{"lanes":[0]}"#).at("states").array()[0]
    func with(_ name: String, _ value: String) -> String {
      let members = (try? state.object()) ?? []
      return "{"
        + members.map { #""\#($0.name)":"# + ($0.name == name ? value : text(of: $0.value)) }
        .joined(separator: ",") + "}"
    }
    let other = SessionClient(options: ["canvas": "16"])
    try other.initialize()
    try other.ask("reset")
    let foreign = text(of: try other.ask("save").at("states").array()[0])
    let states = try client.states()
    for (state, code) in [
      (foreign, 1016), (with("format", #""spiral-lane-2""#), 1016),
      (with("backendVersion", #""2""#), 1016), (with("config", #""0""#), 1016),
      (with("data", #""AAAA""#), 1016), (with("data", #""""#), 1016),
      (with("data", #""?""#), -32602), (with("lane", "9"), -32602), (with("lane", "-1"), -32602),
      (with("lane", #""0""#), -32602), (#"{"lane":0}"#, -32602), ("5", -32602),
    ] {
      let failure = try client.error("load", #"{"states":[\#(state)]}"#)
      #expect(failure.code == code, "\(failure.message)")
      #expect(try client.states() == states)
    }
    // A state begins with its phase, and no lane that was never reset can have been saved.
    var bytes = try Base64Text.decode(state.member("data").string())
    let fresh = Base64Text.encode([0] + bytes.dropFirst())
    let phase = try client.error("load", #"{"states":[\#(with("data", "\"\(fresh)\""))]}"#)
    #expect(phase.code == 1016)
    // Every damaged byte is either refused or harmless.
    for index in bytes.indices {
      bytes[index] ^= 0xFF
      let data = "\"" + Base64Text.encode(bytes) + "\""
      _ = client.text("load", #"{"states":[\#(with("data", data))]}"#)
      _ = client.text(
        "step", #"{"action":\#(stampAction([5, 9], flag: [1, 1], size: [1, 2]))}"#)
      bytes[index] ^= 0xFF
    }
    let list = text(of: state)
    #expect(
      try client.error("load", #"{"states":[\#(list),\#(list)],"lanes":[0]}"#).code == -32602)
    #expect(try client.error("save", #"{"lanes":[2]}"#).code == -32602)
  }

  @Test func `samples are actions, the same for the same seed`() throws {
    let client = try started()
    let sample = try client.ask("sample", #"{"seed":3,"count":200}"#)
    #expect(try client.ask("sample", #"{"seed":3,"count":200}"#) == sample)
    #expect(try client.ask("sample", #"{"seed":4,"count":200}"#) != sample)
    for (part, count) in [("end", 16), ("flag", 2), ("level", 4), ("size", 3)] {
      let column = try sample.at("actions.\(part)").numbers()
      #expect(Set(column) == Set((0..<count).map(Double.init)))
      #expect(column.count == 200)
    }
    let two = try client.ask("sample", #"{"seed":"18446744073709551615","count":2}"#)
    try client.ask("step", #"{"action":\#(text(of: try two.at("actions")))}"#)
    #expect(try client.error("sample", #"{"seed":3,"count":-1}"#).code == -32602)
    #expect(try client.error("sample", #"{"count":1}"#).code == -32602)
    #expect(try client.error("sample", #"{"seed":3,"count":1000000000000}"#).code == 1030)
  }

  @Test func `render shows lanes as tensors, files and texts`() throws {
    let client = try started()
    let action = #"{"action":\#(stampAction([5, 9], flag: [1, 1], size: [1, 2]))}"#
    let canvas = try Base64Text.decode(
      client.ask("step", action).at("obs.canvas.data").string())
    let frames = try client.ask("render", #"{"lanes":[1,0],"mode":"rgb_array"}"#)
      .at("frames").array()
    #expect(try frames[0].at("shape").numbers() == [8, 8, 1])
    #expect(try Base64Text.decode(frames[0].at("data").string()) == Array(canvas[64...]))
    #expect(try Base64Text.decode(frames[1].at("data").string()) == Array(canvas[..<64]))
    let png = try client.ask("render", #"{"mode":"png","width":24,"height":24}"#).at("frames")
    #expect(try Base64Text.decode(png.strings()[0]).prefix(2) == [0x50, 24])
    let svg = try client.ask("render", #"{"lanes":[0],"mode":"svg"}"#).at("frames").strings()
    #expect(svg[0].contains("<svg"))
    for (params, code) in [
      (#"{"mode":"ansi"}"#, 1014), (#"{"width":0}"#, -32602), (#"{"width":1e3}"#, -32602),
      (#"{"width":100000}"#, 1030), (#"{"width":16,"height":17}"#, 1014),
      (#"{"lanes":[0,2]}"#, -32602), (#"{"lane":0}"#, -32602),
      (#"{"width":8192,"lanes":[0,1,0,1,0,1,0,1,0,1,0,1,0,1,0,1,0,1]}"#, 1030),
    ] { #expect(try client.error("render", params).code == code, "\(params)") }
  }

  @Test func `program says what an episode executed`() throws {
    let client = try started()
    try client.ask("step", #"{"action":\#(stampAction([5, 9], flag: [1, 1]))}"#)
    let programs = try client.ask("program", #"{"lanes":[1],"format":"json"}"#).at("programs")
    #expect(try programs.array()[0].at("source.backend").string() == "stamp")
    #expect(try programs.array()[0].at("source.seed").unsigned64() == 8)
    let svg = try client.ask("program", #"{"lanes":[0,1],"format":"svg"}"#).at("programs")
    let lines = try client.ask("program", #"{"lanes":[0,1],"format":"ndjson"}"#).at("programs")
    for line in try lines.array() {
      let drawings = try QuickDrawing.drawings(ndjson: Array(line.string().utf8))
      #expect(drawings.map(\.word) == ["stamp"])
      #expect(drawings.first?.strokes.isEmpty == false)
    }
    #expect(try svg.strings().count == 2)
    #expect(try client.error("program", #"{"format":"gcode"}"#).code == 1014)
  }
}

/// A tree as text.
func text(of node: JSONNode) -> String {
  var writer = JSONWriter()
  writer.node(node)
  return String(decoding: writer.bytes, as: UTF8.self)
}
