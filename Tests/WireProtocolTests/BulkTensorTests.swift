import EnvironmentAPI
import JSONText
import Testing
import WireProtocol

/// Memory that stands for a shared one.
final class PlainMemory: SharedMemory {
  let path = "/proc/1/fd/3"
  let bytes: UnsafeMutableRawBufferPointer
  /// The memories made by sessions of the running test.
  @TaskLocal static var made: Made?

  final class Made: @unchecked Sendable { var memory: PlainMemory? }

  init(byteCount: Int) {
    bytes = .allocate(byteCount: byteCount, alignment: 64)
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
    Self.made?.memory = self
  }

  deinit { bytes.deallocate() }
}

/// `raw` and `shm` tensors against the same ones in base64.
struct BulkTensorTests {
  private let env = #"{"numEnvs":3,"autoreset":"SameStep","options":{"episodeLength":2}}"#
  private let step = #"{"action":\#(stampAction([3, 7, 9], flag: [1, 1, 1]))}"#

  private func client(_ encoding: String) throws -> SessionClient {
    let client = SessionClient(sharesMemory: true)
    let agreed = try client.initialize(env, encodings: #"["\#(encoding)"]"#)
    #expect(try agreed.at("obsEncoding").string() == encoding)
    return client
  }

  /// The bytes of the tensors at some paths of an answer in base64.
  private func decoded(_ text: String, _ paths: [String]) throws -> [UInt8] {
    let result = try JSON.parse(text).member("result")
    return try paths.flatMap { path in
      var bytes: [UInt8] = []
      var data = try result.at(path + ".data").string()
      try data.withUTF8 { try Base64.decode(UnsafeRawBufferPointer($0), into: &bytes) }
      return bytes
    }
  }

  private func request(_ method: String, _ params: String) -> [UInt8] {
    Array(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(params)}"#.utf8)
  }

  @Test func `raw tensors follow the line in its order`() throws {
    let (plain, raw) = (try client("b64"), try client("raw"))
    for (method, params, paths) in [
      ("reset", #"{"seed":4}"#, ["obs.canvas"]), ("step", step, ["obs.canvas"]),
      ("step", step, ["obs.canvas", "info.final_obs.canvas"]),
    ] {
      let expected = try decoded(
        String(decoding: plain.send(bytes: request(method, params)), as: UTF8.self), paths)
      let answer = raw.send(bytes: request(method, params))
      let end = try #require(answer.firstIndex(of: 0x0A))
      let line = try JSON.parse(String(decoding: answer[..<end], as: UTF8.self))
      let counts = try paths.map { try line.at("result.\($0).bytes").integer() }
      #expect(counts.reduce(0, +) == expected.count)
      #expect(Array(answer[(end + 1)...]) == expected)
      #expect(line["result"]?["obs"]?["canvas"]?["data"] == nil)
    }
  }

  @Test func `nothing follows an error or an answer without tensors`() throws {
    let raw = try client("raw")
    _ = raw.send(bytes: request("reset", #"{"seed":4}"#))
    for (method, params) in [
      ("ping", "{}"), ("step", #"{"action":{}}"#), ("step", step.dropLast() + #","want":[]}"#),
    ] {
      let answer = raw.send(bytes: request(method, String(params)))
      #expect(answer.firstIndex(of: 0x0A) == answer.count - 1)
    }
  }

  @Test func `shm tensors are in their slot until the request after the next`() throws {
    let made = PlainMemory.Made()
    let plain = try client("b64")
    let shared = try PlainMemory.$made.withValue(made) { try client("shm") }
    let memory = try #require(made.memory)
    var places: [(offset: Int, sequence: Int, bytes: [UInt8])] = []
    for (method, params) in [("reset", #"{"seed":4}"#), ("step", step), ("step", step)] {
      let expected = try decoded(
        String(decoding: plain.send(bytes: request(method, params)), as: UTF8.self), ["obs.canvas"])
      let answer = try JSON.parse(
        String(decoding: shared.send(bytes: request(method, params)), as: UTF8.self))
      let tensor = try answer.at("result.obs.canvas")
      let offset = try tensor.member("offset").integer()
      let count = try tensor.member("bytes").integer()
      #expect(Array(memory.bytes[offset..<(offset + count)]) == expected)
      places.append((offset, try tensor.member("seq").integer(), expected))
      if let before = places.dropLast().last {
        #expect(sequence(in: memory, at: before.offset) == before.sequence)
        let range = before.offset..<(before.offset + before.bytes.count)
        #expect(Array(memory.bytes[range]) == before.bytes)
      }
    }
    #expect(sequence(in: memory, at: places[0].offset) != places[0].sequence)
    #expect(places[0].offset == places[2].offset)
  }

  private func sequence(in memory: PlainMemory, at offset: Int) -> Int {
    let slot = offset / (memory.bytes.count / 2) * (memory.bytes.count / 2)
    return Int(UInt64(littleEndian: memory.bytes.load(fromByteOffset: slot, as: UInt64.self)))
  }

  @Test func `a tensor that finds no room in the memory is b64`() throws {
    let shared = try client("shm")
    try shared.ask("reset", #"{"seed":4}"#)
    let frame = try shared.ask(
      "render", #"{"lanes":[0],"mode":"rgb_array","width":64,"height":64}"#)
    #expect(try frame.at("frames").array()[0].member("enc").string() == "b64")
  }

  @Test func `a server without shared memory does not offer it`() throws {
    let client = SessionClient()
    let agreed = try client.initialize(encodings: #"["shm","raw"]"#)
    #expect(try agreed.at("obsEncoding").string() == "raw")
    #expect(try agreed.at("capabilities.obsEncodings").strings() == ["b64", "json", "png", "raw"])
  }
}
