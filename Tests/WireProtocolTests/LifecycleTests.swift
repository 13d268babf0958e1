import EnvironmentAPI
import EnvironmentTestKit
import JSONText
import Testing
import WireProtocol

/// `initialize`, `spec`, `shutdown`, and what may come when.
@Suite struct LifecycleTests {
  @Test func `initialize says what was agreed on`() throws {
    let client = SessionClient(laneCount: 2)
    let text = client.text(
      "initialize",
      #"{"protocolVersion":"1.0","clientInfo":{"name":"t","version":"1"},"#
        + #""capabilities":{"obsEncodings":["zip","json","b64"],"maxLineBytes":100000},"#
        + #""env":{"backend":"stamp","autoreset":"SameStep","options":{"canvas":16}}}"#)
    #expect(text.utf8.count < 65536)
    let result = try JSON.parse(text).member("result")
    #expect(
      try result.object().map(\.name) == [
        "protocolVersion", "serverInfo", "capabilities", "limits", "obsEncoding", "env", "spec",
      ])
    #expect(try result.at("protocolVersion").string() == "1.0")
    #expect(try result.at("serverInfo.version").string() == "test")
    #expect(try result.at("obsEncoding").string() == "json")
    #expect(try result.at("capabilities.obsEncodings").strings() == ["b64", "json", "png", "raw"])
    #expect(try result.at("limits.maxRequestBytes").integer() == 1 << 20)
    #expect(try result.at("limits.maxEnvs").integer() == 4096)
    #expect(try result.at("env.numEnvs").integer() == 2)
    #expect(try result.at("env.autoreset").string() == "SameStep")
    // The command line's grid stays, the client's canvas wins, the rest has its default.
    #expect(try result.at("env.options.grid").integer() == 4)
    #expect(try result.at("env.options.canvas").integer() == 16)
    #expect(try result.at("env.options.episodeLength").integer() == 20)
    #expect(try result.at("spec.maxEpisodeSteps").integer() == 20)
  }

  @Test func `the spec has the members and words of the protocol`() throws {
    let spec = try SessionClient().ask("spec")
    #expect(
      try spec.object().map(\.name) == [
        "backend", "version", "observationSpace", "actionSpace", "maxEpisodeSteps",
        "rewardRange", "options", "renderModes", "programFormats",
      ])
    let expected = """
      {"type":"Dict","order":["end","flag","level","size"],\
      "decodeOrder":["flag","end","size","level"],"subspaces":{\
      "end":{"type":"Discrete","dtype":"int64","start":0,"n":16,\
      "meaning":{"kind":"grid","shape":[4,4]},"doc":"cell where the pen goes"},\
      "flag":{"type":"Discrete","dtype":"int64","start":0,"n":2,"meaning":{"kind":"categorical"},\
      "doc":"0 moves the pen, 1 stamps along the way"},\
      "level":{"type":"Discrete","dtype":"int64","start":0,"n":4,"meaning":{"kind":"ordinal"},\
      "activeWhen":{"flag":[1]},"doc":"grey level of the stamps, 0 is black"},\
      "size":{"type":"Discrete","dtype":"int64","start":0,"n":3,"meaning":{"kind":"ordinal"},\
      "activeWhen":{"flag":[1]},"doc":"half the side of a stamp, px"}}}
      """
    #expect(try spec.member("actionSpace") == JSON.parse(expected))
    let canvas =
      #"{"type":"Box","dtype":"uint8","shape":[8,8,1],"low":0,"high":255,"#
      + #""doc":"the canvas, grey levels"}"#
    #expect(try spec.at("observationSpace.subspaces.canvas") == JSON.parse(canvas))
    let option =
      #"{"type":"integer","default":32,"min":8,"max":512,"#
      + #""doc":"width and height of the canvas, px"}"#
    #expect(try spec.at("options.canvas") == JSON.parse(option))
    #expect(try spec.at("options.reward.values").strings() == ["none", "l2", "l1", "critic"])
    #expect(try spec.at("rewardRange").numbers() == [0, 0])
  }

  @Test func `the spec of spaces of every kind`() throws {
    let spec = try SessionClient(backend: nil, options: [:]).ask("spec", #"{"backend":"shaped"}"#)
    let grid = try spec.at("actionSpace.subspaces.grid")
    #expect(try grid.member("low").isNull)
    #expect(try grid.member("high").number() == 1)
    #expect(try spec.at("actionSpace.subspaces.pair.nvec").numbers() == [3, 4])
    #expect(try spec.at("actionSpace.subspaces.mask.type").string() == "MultiBinary")
    #expect(try spec.at("options.weights.type").string() == "numbers")
    #expect(try spec.at("options.weights.default").numbers() == [0.5])
  }

  @Test func `spec takes options and works before and after initialize`() throws {
    let client = SessionClient()
    let params = #"{"backend":"stamp","options":{"canvas":12,"reward":"l2"}}"#
    let before = try client.ask("spec", params)
    #expect(try before.at("observationSpace.subspaces.canvas.shape").numbers() == [12, 12, 1])
    #expect(try before.at("rewardRange").numbers() == [-1, 1])
    try client.initialize()
    #expect(try client.ask("spec", params) == before)
    // Another backend starts from its own defaults, not from the command line's options.
    #expect(
      try client.ask("spec", #"{"backend":"shaped"}"#).member("version").string() == "7")
  }

  @Test(arguments: [
    "reset", "step", "evaluate", "copy", "save", "load", "render", "program", "sample",
  ])
  func `everything that needs lanes needs initialize`(method: String) throws {
    let failure = try SessionClient().error(method)
    #expect(failure.code == 1002)
    #expect(failure.kind == "notInitialized")
  }

  @Test func `a second initialize is refused`() throws {
    let client = SessionClient()
    try client.initialize()
    try client.ask("reset", #"{"seed":1}"#)
    let states = try client.states()
    let failure = try client.error("initialize", #"{"protocolVersion":"1.0"}"#)
    #expect(failure.code == 1003)
    #expect(failure.kind == "alreadyInitialized")
    #expect(try client.states() == states)
  }

  @Test(arguments: ["0.9", "2.0", "1", "1.x", "", "1.0.0"])
  func `another version is refused`(version: String) throws {
    let failure = try SessionClient().error("initialize", #"{"protocolVersion":"\#(version)"}"#)
    #expect(failure.code == 1001)
    #expect(failure.kind == "unsupportedProtocolVersion")
  }

  @Test(arguments: [
    (#"{"backend":"shaped"}"#, 1013), (#"{"backend":"nobody"}"#, 1013),
    (#"{"options":{"colour":1}}"#, 1013), (#"{"options":{"canvas":"x"}}"#, 1013),
    (#"{"options":{"canvas":1}}"#, 1013), (#"{"options":{"canvas":8.5}}"#, 1013),
    (#"{"options":{"canvas":null}}"#, 1013), (#"{"options":{"canvas":{}}}"#, 1013),
    (#"{"options":{"canvas":100000}}"#, 1030), (#"{"options":{"target":1}}"#, 1013),
    (#"{"options":{"reward":"critic"}}"#, 1013),
    (#"{"batched":false,"numEnvs":2}"#, 1013), (#"{"numEnvs":4097}"#, 1030),
    (#"{"numEnvs":9223372036854775807}"#, 1030),
    (#"{"numEnvs":4096,"options":{"canvas":512}}"#, 1030),
  ])
  func `what an environment cannot be is refused, and another try is allowed`(
    env: String, code: Int
  ) throws {
    let client = SessionClient()
    let failure = try client.error(
      "initialize", #"{"protocolVersion":"1.0","env":\#(env)}"#)
    #expect(failure.code == code)
    #expect(failure.kind == (code == 1013 ? "invalidOption" : "resourceLimit"))
    try client.initialize()
  }

  @Test func `without a backend on the command line the client names one`() throws {
    let client = SessionClient(backend: nil, options: ["episodeLength": "3"])
    #expect(try client.error("initialize", #"{"protocolVersion":"1.0"}"#).code == 1013)
    let result = try client.initialize(#"{"backend":"shaped"}"#)
    #expect(try result.at("env.backend").string() == "shaped")
    #expect(try result.at("env.options.episodeLength").integer() == 3)
  }

  @Test func `a client that reads short lines is refused before the first step`() throws {
    let client = SessionClient()
    func initialize(_ bytes: Int) -> String {
      client.text(
        "initialize",
        #"{"protocolVersion":"1.0","capabilities":{"maxLineBytes":\#(bytes)},"#
          + #""env":{"options":{"canvas":64}}}"#)
    }
    let failure = try Failure(initialize(5000))
    #expect(failure.code == 1030)
    #expect(failure.kind == "resourceLimit")
    // Enough for steps but not for the answer to initialize itself.
    #expect(try client.error("reset").code == 1002)
    _ = initialize(1 << 16)
    try client.ask("reset")
    // Larger answers than the client reads are refused one by one.
    let render = try client.error("render", #"{"lanes":[0],"mode":"png","width":512,"height":512}"#)
    #expect(render.code == 1030)
  }

  @Test func `an unknown encoding list is unsupported`() throws {
    let failure = try SessionClient().error(
      "initialize", #"{"protocolVersion":"1.0","capabilities":{"obsEncodings":["shm"]}}"#)
    #expect(failure.code == 1014)
    #expect(failure.kind == "unsupported")
  }

  @Test func `shutdown answers and ends with 0`() {
    let client = SessionClient()
    #expect(client.text("ping") == #"{"jsonrpc":"2.0","id":1,"result":{}}"# + "\n")
    #expect(client.directive == .proceed)
    #expect(client.text("shutdown") == #"{"jsonrpc":"2.0","id":2,"result":{}}"# + "\n")
    #expect(client.directive == .exit(code: 0))
  }

  @Test func `a command line is checked before anybody connects`() {
    func validate(_ backend: String?, _ options: [String: String], lanes: Int = 1) throws {
      _ = try SessionConfiguration(
        catalog: [StampBackend()], backendName: backend, options: options, laneCount: lanes,
        serverVersion: "t", encodePNG: { _ in [] }
      ).validate()
    }
    #expect(throws: Never.self) { try validate("stamp", ["canvas": "16", "target": "true"]) }
    #expect(throws: EnvironmentError.self) { try validate("stamp", ["canvas": "big"]) }
    #expect(throws: EnvironmentError.self) { try validate("stamp", ["nothing": "1"]) }
    #expect(throws: EnvironmentError.self) { try validate("brush", [:]) }
    #expect(throws: EnvironmentError.self) { try validate("stamp", [:], lanes: 0) }
  }

  @Test(arguments: WireError.Kind.allCases)
  func `codes and kinds belong together`(kind: WireError.Kind) {
    #expect(WireError.Kind(code: kind.code) == kind)
  }
}
