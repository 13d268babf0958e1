import Glibc
import JSONText
import PaintCore
import Testing
import WireProtocol

@testable import Discriminator

/// A client in the same process.
private final class Client {
  private var session: CriticSession
  private var output: [UInt8] = []
  private(set) var directive = WireDirective.proceed

  init(_ critic: Critic, lessons: CriticLessons? = nil) {
    session = CriticSession(
      critic, lessons: lessons,
      CriticSession.Options(maximumRequestBytes: 1 << 20, serverVersion: "test"))
  }

  func send(_ line: [UInt8]) -> [UInt8] {
    output.removeAll(keepingCapacity: true)
    line.withUnsafeBytes { directive = session.respond(to: .line($0), into: &output) }
    return output
  }

  func response(_ method: String, _ params: String = "{}") throws -> JSONNode {
    try JSON.parse(send(Array(request(method, params).utf8)))
  }

  @discardableResult
  func ask(_ method: String, _ params: String = "{}") throws -> JSONNode {
    let tree = try response(method, params)
    return try #require(tree["result"], "\(tree)")
  }

  func code(_ method: String, _ params: String = "{}") throws -> Int {
    try response(method, params).member("error").member("code").integer()
  }

  func initialize() throws { try ask("initialize", #"{"protocolVersion":"1.0"}"#) }
}

private func request(_ method: String, _ params: String, id: Int = 1) -> String {
  #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#
}

/// A tensor of grey pictures of side 8.
private func tensor(_ pixels: [UInt8], encoding: String = "b64") -> String {
  var writer = JSONWriter()
  if encoding == "b64" {
    pixels.withUnsafeBytes { writer.base64($0) }
  } else {
    writer.beginArray()
    for pixel in pixels { writer.integer(Int(pixel)) }
    writer.endArray()
  }
  let data = String(decoding: writer.bytes, as: UTF8.self)
  return
    #"{"enc":"\#(encoding)","dtype":"uint8","shape":[\#(pixels.count / 64),8,8,1],"data":\#(data)}"#
}

private func numbers(_ node: JSONNode) throws -> [Float] {
  try node.array().map { Float(try $0.number()) }
}

@Suite struct CriticSessionTests {
  private var pictures: [UInt8] {
    var random = RandomStream(key: 41, stream: 0)
    return Pictures.noise(3 * 64, using: &random)
  }

  @Test func `initialize says what the critic is`() throws {
    let client = Client(Critic(.tiny(isConditional: true), seed: 1))
    let result = try client.ask("initialize", #"{"protocolVersion":"1.0"}"#)
    let capabilities = try result.member("capabilities")
    #expect(try capabilities.member("role").string() == "critic")
    #expect(try capabilities.member("conditional").boolean())
    #expect(try capabilities.member("trainable").boolean())
    #expect(try !capabilities.member("learns").boolean())
    #expect(try result.member("imageShape").array().map { try $0.integer() } == [8, 8, 1])
    #expect(try result.member("serverInfo").member("version").string() == "test")
    #expect(try client.code("initialize", #"{"protocolVersion":"1.0"}"#) == 1003)
    #expect(
      try Client(Critic(.tiny(), seed: 1)).code("initialize", #"{"protocolVersion":"2.0"}"#)
        == 1001)
  }

  @Test(arguments: ["b64", "json"]) func `scores on the wire are the critic's`(encoding: String)
    throws
  {
    let client = Client(Critic(.tiny(), seed: 2))
    try client.initialize()
    let scores = try client.ask("score", #"{"images":\#(tensor(pictures, encoding: encoding))}"#)
    #expect(
      try numbers(scores.member("scores")) == Critic(.tiny(), seed: 2).score(pictures, count: 3))
  }

  @Test func `updates on the wire are the critic's`() throws {
    let client = Client(Critic(.tiny(isConditional: true), seed: 3))
    try client.initialize()
    let other = Critic(.tiny(isConditional: true), seed: 3)
    let blank = Pictures.blank(3, side: 8)
    for _ in 0..<2 {
      let losses = try client.ask(
        "update",
        #"{"real":\#(tensor(pictures)),"fake":\#(tensor(blank)),"targets":\#(tensor(pictures))}"#
      ).member("losses")
      let expected = other.update(real: pictures, fake: blank, count: 3, targets: pictures)
      #expect(try Float(losses.member("loss").number()) == expected.loss)
      #expect(try Float(losses.member("realScore").number()) == expected.realScore)
      #expect(try Float(losses.member("fakeScore").number()) == expected.fakeScore)
    }
  }

  @Test func `save and load put a critic back`() throws {
    let path = "/tmp/critic-\(UInt64.random(in: 0...UInt64.max)).safetensors"
    let client = Client(Critic(.tiny(), seed: 4))
    try client.initialize()
    try client.ask("save", #"{"path":"\#(path)"}"#)
    let scoring = #"{"images":\#(tensor(pictures))}"#
    let before = try numbers(client.ask("score", scoring).member("scores"))
    try client.ask(
      "update", #"{"real":\#(tensor(pictures)),"fake":\#(tensor(Pictures.blank(3, side: 8)))}"#)
    #expect(try numbers(client.ask("score", scoring).member("scores")) != before)
    try client.ask("load", #"{"path":"\#(path)"}"#)
    #expect(try numbers(client.ask("score", scoring).member("scores")) == before)

    let other = Client(Critic(.tiny(side: 16), seed: 4))
    try other.initialize()
    #expect(try other.code("load", #"{"path":"\#(path)"}"#) == 1016)
    #expect(try other.code("load", #"{"path":"\#(path).not.there"}"#) == 1016)
    #expect(try other.code("save", #"{"path":"/not/there/x"}"#) == -32602)
    remove(path)
  }

  @Test func `wrong requests are refused by number`() throws {
    let client = Client(Critic(.tiny(), seed: 5))
    #expect(try client.code("score", #"{"images":\#(tensor(pictures))}"#) == 1002)
    try client.initialize()
    let images = tensor(pictures)
    let wrong: [(String, String, Int)] = [
      ("step", "{}", -32601), ("score", "{}", -32602), ("score", #"{"images":7}"#, -32602),
      ("score", #"{"images":\#(images),"targets":\#(images)}"#, -32602),
      ("score", #"{"images":\#(images),"ends":[true]}"#, -32602),
      ("score", #"{"images":{"enc":"b64","dtype":"uint8","shape":[1,4,16,1],"data":""}}"#, -32602),
      ("score", #"{"images":{"enc":"raw","dtype":"uint8","shape":[1,8,8,1],"data":""}}"#, 1014),
      ("score", #"{"images":{"enc":"b64","dtype":"uint8","shape":[99999,8,8,1],"data":""}}"#, 1030),
      ("score", #"{"images":{"enc":"b64","dtype":"int32","shape":[1,8,8,1],"data":""}}"#, -32602),
      ("update", #"{"real":\#(images),"fake":\#(tensor([]))}"#, -32602),
      ("update", #"{"real":\#(tensor([])),"fake":\#(tensor([]))}"#, -32602),
      ("ping", #"{"x":1}"#, -32602), ("save", #"{"path":""}"#, -32602),
    ]
    for (method, params, code) in wrong {
      #expect(try client.code(method, params) == code, "\(method) \(params)")
    }
    #expect(try numbers(client.ask("score", #"{"images":\#(tensor([]))}"#).member("scores")) == [])
    try client.ask("ping")
    try client.ask("shutdown")
    #expect(client.directive == .exit(code: 0))
  }

  @Test func `20,000 mutated lines get one line of valid JSON each`() throws {
    let (images, few) = (tensor(pictures), tensor(Array(pictures[..<64]), encoding: "json"))
    let lines = [
      request("initialize", #"{"protocolVersion":"1.0","capabilities":{"maxLineBytes":9999}}"#),
      request("score", #"{"images":\#(images),"targets":\#(images),"ends":[true,false,true]}"#),
      request("score", #"{"images":\#(few),"targets":\#(few)}"#),
      request("update", #"{"real":\#(few),"fake":\#(few),"targets":\#(few)}"#),
      request("update", #"{"targets":\#(images),"real":\#(images),"fake":\#(images)}"#),
      request("load", #"{"path":"not-there"}"#), request("save", #"{"path":"/not/there"}"#),
      request("ping", "{}"),
    ].map { Array($0.utf8) }
    var random = RandomStream(key: 42, stream: 0)
    var client = Client(Critic(.tiny(isConditional: true), seed: 6))
    var codes: [Int: Int] = [:]
    for count in 0..<20_000 {
      if count % 500 == 0 {
        let critic = Critic(.tiny(isConditional: true), seed: UInt64(count))
        client = Client(critic, lessons: CriticLessons(nil, for: critic, updateEvery: 64))
        try client.initialize()
      }
      let line = mutated(lines[random.integer(below: lines.count)], &random)
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      let response = client.send(line)
      guard !response.isEmpty else { continue }
      let comment = Comment(rawValue: String(decoding: line, as: UTF8.self))
      #expect(response.last == 0x0A && response.dropLast().firstIndex(of: 0x0A) == nil, comment)
      let tree = try JSON.parse(response)
      codes[try tree["error"]?.member("code").integer() ?? 0, default: 0] += 1
    }
    #expect(codes[0, default: 0] > 3000, "\(codes)")
    for code in [-32700, -32600, -32601, -32602, 1003, 1016] {
      #expect(codes[code, default: 0] > 0, "no mutation led to \(code): \(codes)")
    }
    #expect(codes[-32603] == nil)
  }

  /// No mutation can invent a path: those above stay what they are.
  private func mutated(_ original: [UInt8], _ random: inout RandomStream) -> [UInt8] {
    let pieces = [
      "null", "-1", "1e309", "18446744073709551616", "[]", "{}", "[[[[", "\"\"", "true", "65537",
      "\"enc\":\"raw\"", "\u{FF}", "\\ud83d",
    ]
    var line = original
    if original.contains(UInt8(ascii: "/")), String(decoding: line, as: UTF8.self).contains("path")
    {
      return line
    }
    for _ in 0..<random.integer(below: 4) where !line.isEmpty {
      // Most of a line is data; its first bytes are where names and shapes are.
      let reach = random.integer(below: 3) == 0 ? line.count : min(line.count, 160)
      let place = random.integer(below: reach)
      let end = min(line.count, place + random.integer(below: 6))
      switch random.integer(below: 4) {
      case 0: line[place] = UInt8(random.integer(below: 256))
      case 1: line.removeSubrange(place..<end)
      case 2: line.insert(contentsOf: line[place..<end], at: place)
      default:
        let piece = pieces[random.integer(below: pieces.count)]
        line.replaceSubrange(place..<end, with: Array(piece.utf8))
      }
    }
    return line
  }
}
