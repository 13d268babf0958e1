import EnvironmentAPI
import JSONText
import Testing
import WireProtocol

/// What the server does for observations: nothing that is not wanted, and no copies.
struct ObservationWorkTests {
  private let lanes = 3
  private let step = stampAction([3, 7, 9], flag: [1, 1, 1])
  private let log = WatchedBackend.Log()

  private func makeClient(_ encoding: String, autoreset: String = "NextStep") throws
    -> SessionClient
  {
    let client = SessionClient(
      backend: "watched", sharesMemory: true, more: [WatchedBackend(log: log)])
    try client.initialize(
      #"{"numEnvs":\#(lanes),"autoreset":"\#(autoreset)","options":{"episodeLength":2}}"#,
      encodings: #"["\#(encoding)"]"#)
    return client
  }

  /// How often each of the engine's leaves was written.
  private func counts() -> [Int] {
    let leaves = log.take().map(\.leaf)
    return [leaves.count(where: { $0 == 0 }), leaves.count(where: { $0 == 1 })]
  }

  private func request(_ method: String, _ params: String) -> [UInt8] {
    Array(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(params)}"#.utf8)
  }

  @Test(arguments: ["b64", "json", "raw", "shm"])
  func `what is not wanted is not computed`(encoding: String) throws {
    let client = try makeClient(encoding)
    for (want, expected) in [
      ("", [3, 3]), (#","want":[]"#, [0, 0]), (#","want":["pen"]"#, [0, 3]),
      (#","want":["canvas","episode_step"]"#, [3, 0]), (#","want":["episode_length"]"#, [0, 0]),
    ] {
      _ = client.send(bytes: request("reset", #"{"seed":1\#(want)}"#))
      #expect(counts() == expected, "reset \(want)")
      _ = client.send(bytes: request("step", #"{"action":\#(step)\#(want)}"#))
      #expect(counts() == expected, "step \(want)")
      let programs = #"{"end":[[1],[2]],"flag":[[1],[1]],"level":[[0],[0]],"size":[[0],[0]]}"#
      _ = client.send(bytes: request("evaluate", #"{"from":0,"programs":\#(programs)\#(want)}"#))
      // Without `want` the observations of programs are not wanted.
      #expect(
        counts() == (want.isEmpty ? [0, 0] : expected.map { $0 * 2 / 3 }), "evaluate \(want)")
    }
  }

  @Test func `final observations are computed at ends alone, and as wanted`() throws {
    let client = try makeClient("b64", autoreset: "SameStep")
    _ = client.send(bytes: request("reset", #"{"seed":1}"#))
    _ = counts()
    let wanted = #"{"action":\#(step),"want":["pen"]}"#
    _ = client.send(bytes: request("step", wanted))
    #expect(counts() == [0, 3])
    _ = client.send(bytes: request("step", wanted))
    #expect(counts() == [0, 6])
  }

  @Test func `a digest needs every leaf`() throws {
    let client = try makeClient("shm")
    _ = client.send(bytes: request("reset", #"{"seed":1,"want":[],"digest":true}"#))
    #expect(counts() == [3, 3])
  }

  @Test func `lanes write their pictures into the shared memory itself`() throws {
    let made = PlainMemory.Made()
    let client = try PlainMemory.$made.withValue(made) { try makeClient("shm") }
    let memory = try #require(made.memory)
    for (method, params) in [
      ("reset", #"{"seed":1}"#), ("step", #"{"action":\#(step)}"#),
      ("step", #"{"action":\#(step)}"#),
    ] {
      let answer = try JSON.parse(
        String(decoding: client.send(bytes: request(method, params)), as: UTF8.self))
      let offset = try answer.at("result.obs.canvas.offset").integer()
      let canvases = log.take().filter { $0.leaf == 0 }
      #expect(canvases.count == lanes)
      let start = UInt(bitPattern: memory.bytes.baseAddress) + UInt(offset)
      #expect(canvases.map { $0.address &- start } == [0, 64, 128])
    }
  }

  @Test func `what a step writes is what leaves in raw`() throws {
    let client = try makeClient("raw")
    _ = client.send(bytes: request("reset", #"{"seed":1}"#))
    _ = log.take()
    _ = client.send(bytes: request("step", #"{"action":\#(step)}"#))
    let canvas = try #require(log.take().first { $0.leaf == 0 })
    #expect(client.attachments.map { UInt(bitPattern: $0.baseAddress) } == [canvas.address])
    #expect(client.attachments.map(\.count) == [lanes * canvas.byteCount])
  }
}
