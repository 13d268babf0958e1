import EnvironmentAPI
import JSONText
import Testing

/// Reading actions: every form they may have, and every way they can be wrong.
@Suite struct ActionTests {
  private func started() throws -> SessionClient {
    let client = SessionClient(laneCount: 2)
    try client.initialize()
    try client.ask("reset", #"{"seed":7}"#)
    return client
  }

  @Test func `an action outside its space is refused as the protocol's example is`() throws {
    let client = try started()
    let text = client.text(
      "step", #"{"action":{"end":[3,16],"flag":[0,0],"level":[0,0],"size":[0,0]}}"#)
    let expected =
      #"{"jsonrpc":"2.0","id":3,"error":{"code":1012,"#
      + #""message":"action 'end', lane 1: 16 is outside 0...15; nothing was stepped","#
      + #""data":{"kind":"invalidAction","path":"end","lane":1,"#
      + #""expected":{"type":"Discrete","n":16},"got":16}}}"# + "\n"
    #expect(text == expected)
  }

  @Test(
    arguments: [
      ("[-1,3]", "end", 0, "-1"), ("[1,16]", "end", 1, "16"), ("[1,3.5]", "end", 1, "3.5"),
      ("[1,1e0]", "end", 1, "1"), (#"[1,"3"]"#, "end", 1, #""\"3\"""#),
      ("[null,3]", "end", 0, #""null""#), ("[1,[3]]", "end", 1, #""[3""#),
      ("[1,1e999]", "end", 1, #""1e999""#), ("[1,true]", "end", 1, #""true""#),
      ("[1]", "end", nil, #""1 values instead of 2""#),
      ("[]", "end", nil, #""0 values instead of 2""#),
      ("[1,2,3]", "end", nil, #""more than 2 values""#), ("5", "end", nil, #""5""#),
      (nil, "end", nil, #""nothing""#), ("[1,2]", "flag", 1, "7"),
      (
        #"{"enc":"b64","dtype":"int64","shape":[3],"data":""}"#, "end", nil,
        #""int64[3], not a tensor of shape [2]""#
      ),
      (
        #"{"enc":"json","dtype":"float32","shape":[2],"data":[1,2]}"#, "end", nil,
        #""float32[2], not a tensor of shape [2]""#
      ),
    ] as [(String?, String, Int?, String)])
  func `wrong actions name part, lane and what came`(
    end: String?, path: String, lane: Int?, got: String
  ) throws {
    let column = end.map { #""end":\#($0),"# } ?? ""
    let flag = path == "flag" ? 7 : 0
    let action = #"{\#(column)"flag":[0,\#(flag)],"level":[0,0],"size":[0,0]}"#
    let client = try started()
    let states = try client.ask("save", #"{"lanes":[0,1]}"#)
    let failure = try client.error("step", #"{"action":\#(action)}"#)
    #expect(failure.code == 1012)
    #expect(failure.kind == "invalidAction")
    #expect(try failure.data.member("path").string() == path)
    #expect(try failure.data.member("lane") == JSON.parse(lane.map(String.init) ?? "null"))
    #expect(try failure.data.at("expected.type").string() == "Discrete")
    #expect(try failure.data.member("got") == JSON.parse(got))
    #expect(try client.ask("save", #"{"lanes":[0,1]}"#) == states)
  }

  @Test(arguments: [
    (#"{"action":{"end":[1,1],"flag":[0,0],"level":[0,0],"size":[0,0],"hue":[0,0]}}"#, 1012),
    (#"{"action":5}"#, 1012), (#"{"action":[1,2]}"#, 1012), (#"{"action":null}"#, 1012),
    (#"{"action":{}}"#, 1012), ("{}", -32602), (#"{"actions":{}}"#, -32602),
    (#"{"action":{"end":{"enc":"raw","dtype":"int64","shape":[2],"data":0}}}"#, 1014),
    (#"{"action":{"end":{"enc":"b64","dtype":"int64","shape":[2],"data":"????"}}}"#, -32602),
    (#"{"action":{"end":{"enc":"b64","dtype":"int64","shape":[2],"data":"AAAA"}}}"#, -32602),
    (#"{"action":{"end":{"enc":"json","dtype":"int64","shape":[2],"data":[1]}}}"#, -32602),
    (#"{"action":{"end":{"enc":"b64","dtype":"int8","shape":[2],"data":"AAAA"}}}"#, -32602),
    (#"{"action":{"end":{"enc":"b64","dtype":"int64","shape":[-2],"data":"AAAA"}}}"#, -32602),
    (#"{"action":{"end":{"enc":"b64","dtype":"int64","shape":[2],"dat":"AAAA"}}}"#, -32602),
  ])
  func `what is no action at all changes nothing`(params: String, code: Int) throws {
    let client = try started()
    let states = try client.states()
    #expect(try client.error("step", params).code == code)
    #expect(try client.states() == states)
  }

  @Test func `tensors and arrays mean the same`() throws {
    let plain = try started().ask(
      "step", #"{"action":\#(stampAction([3, 9], flag: [1, 1])),"digest":true}"#)
    let ends = Base64Text.encode([3, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0])
    let tensors = try started().ask(
      "step",
      #"{"action":{"end":{"enc":"b64","dtype":"int64","shape":[2],"data":"\#(ends)"},"#
        + #""flag":{"data":[1,1],"shape":[2],"dtype":"int32","enc":"json"},"#
        + #""level":{"enc":"b64","dtype":"uint8","shape":[2],"data":"AAA="},"#
        + #""s\u0069ze":[0,0]},"digest":true}"#)
    #expect(tensors == plain)
  }

  @Test func `parts of every shape are read and shown`() throws {
    let client = SessionClient(backend: "shaped", options: [:], laneCount: 2)
    try client.initialize(encodings: #"["json"]"#)
    try client.ask("reset", #"{"seed":7}"#)
    func action(_ grid: String, pair: String = "[[2,3],[0,0]]") -> String {
      #"{"action":{"choice":[4,0],"grid":\#(grid),"pair":\#(pair),"mask":[[1,0,1],[0,0,1]]}}"#
    }
    let grid = "[[[0.5,-1e300],[1,0]],[[0,0],[0,-0.25]]]"
    let result = try client.ask("step", action(grid))
    #expect(
      try result.at("obs.grid.data").numbers() == [0.5, -1e300, 1, 0, 0, 0, 0, -0.25])
    #expect(try result.at("obs.grid.shape").numbers() == [2, 2, 2])
    #expect(try result.at("obs.last").numbers() == [4, 0])
    #expect(try result.at("obs.mask.data").numbers() == [1, 0, 1, 0, 0, 1])
    #expect(try result.at("obs.canvas.data").numbers().prefix(3) == [4, 5, 6])
    for (wrong, lane) in [
      ("[[[0,0],[0,0]],[[0,0],[0,1.5]]]", 1), ("[[[0,0],[0]],[[0,0],[0,0]]]", 0),
      ("[[[0,0],[0,0]],[[0,0],0]]", 1), ("[[[0,0],[0,0]],[[0,0]]]", 1),
      ("[[[0,0],[0,0]],[[0,0],[0,0],[0,0]]]", 1), ("[[[0,0],[0,0]],7]", 1),
    ] {
      let failure = try client.error("step", action(wrong))
      #expect(failure.code == 1012)
      #expect(try failure.data.member("path").string() == "grid")
      #expect(try failure.data.member("lane").integer() == lane, "\(wrong)")
    }
    let nan = Base64Text.encode([UInt8](repeating: 0xFF, count: 64))
    let tensor = #"{"enc":"b64","dtype":"float64","shape":[2,2,2],"data":"\#(nan)"}"#
    #expect(try client.error("step", action(tensor)).code == 1012)
    #expect(try client.error("step", action(grid, pair: "[[2,4],[0,0]]")).code == 1012)
  }

  @Test func `unbatched parts lose only the lane axis`() throws {
    let client = SessionClient(backend: "shaped", options: [:])
    try client.initialize(#"{"batched":false}"#, encodings: #"["png"]"#)
    try client.ask("reset", #"{"seed":7}"#)
    let result = try client.ask(
      "step", #"{"action":{"choice":4,"grid":[[0,0.5],[0,0]],"pair":[1,1],"mask":[1,1,1]}}"#)
    #expect(try result.at("obs.last").integer() == 4)
    #expect(try result.at("obs.canvas.enc").string() == "png")
    #expect(
      try Base64Text.decode(result.at("obs.canvas.data").string()).prefix(4) == [0x50, 3, 4, 5])
    // Numbers of rank two are no picture and travel as bytes.
    #expect(try result.at("obs.grid.enc").string() == "b64")
    #expect(try result.at("obs.grid.shape").numbers() == [2, 2])
    let sample = try client.ask("sample", #"{"seed":3,"count":5}"#)
    #expect(try sample.at("actions.choice").numbers().count == 5)
    #expect(try sample.at("actions.grid").array()[0].array()[1].numbers().count == 2)
  }
}
