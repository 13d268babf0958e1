import EnvironmentAPI
import JSONText
import PaintCore
import Testing

/// Mutated sessions: whatever comes, every request line gets one line of valid JSON and nothing
/// traps.
@Suite struct MutationTests {
  private static let seed: UInt64 = 20_261_123

  /// Lines that a valid session of two stamp lanes could have.
  private static let lines: [String] = {
    let action = #"{"end":[5,10],"flag":[1,2],"level":[0,3],"size":[1,0]}"#
    let tensor = #"{"enc":"b64","dtype":"int32","shape":[2],"data":"BQAAAAoAAAA="}"#
    let program =
      #"{"end":[[5,1],[2,3]],"flag":[[1,0],[0,1]],"level":[[1,1],[0,0]],"#
      + #""size":[[1,1],[2,2]]}"#
    let grey = Array(repeating: "9", count: 64).joined(separator: ",")
    let target = #"{"enc":"json","dtype":"uint8","shape":[8,8,1],"data":[\#(grey)]}"#
    let requests = [
      ("reset", #"{"seed":7,"digest":true}"#), ("reset", #"{"seed":[1,null],"mask":[true,false]}"#),
      ("reset", #"{"options":{"target":\#(target)},"want":["canvas","pen"]}"#),
      ("step", #"{"action":\#(action),"want":[],"digest":true}"#),
      ("step", #"{"action":\#(action)}"#), ("step", #"{"action":\#(action),"want":["pen"]}"#),
      ("step", #"{"action":{"end":\#(tensor),"flag":[0,1],"level":[1,1],"size":[2,2]}}"#),
      ("evaluate", #"{"from":1,"programs":\#(program),"want":["canvas"]}"#),
      ("copy", #"{"from":0,"to":[1]}"#), ("save", #"{"lanes":[0,1]}"#),
      ("render", #"{"lanes":[0],"mode":"rgb_array","width":16,"height":16}"#),
      ("render", #"{"lanes":[1],"mode":"svg"}"#), ("program", #"{"lanes":[0],"format":"json"}"#),
      ("sample", #"{"seed":"12345678901234567890","count":3}"#), ("ping", "{}"),
      ("spec", #"{"backend":"stamp","options":{"canvas":16}}"#),
      ("initialize", #"{"protocolVersion":"1.0","env":{"numEnvs":2}}"#),
    ]
    return requests.enumerated().map { index, request in
      #"{"jsonrpc":"2.0","id":\#(index),"method":"\#(request.0)","params":\#(request.1)}"#
    } + [#"{"jsonrpc":"2.0","method":"$/note"}"#]
  }()

  /// Pieces that find the corners of a reader.
  private static let pieces = [
    "null", "-1", "1e309", "18446744073709551616", "9223372036854775807", "0.5", "\"\"", "[]",
    "{}", "[[[[", "\\u0000", "\\ud83d", "\u{FF}", "true", ",", "\"enc\":\"raw\"", "4096", "$/",
  ]

  private func mutated(_ random: inout RandomStream, saved: [UInt8]?) -> [UInt8] {
    var line = Array(Self.lines[random.integer(below: Self.lines.count)].utf8)
    if let saved, random.integer(below: 8) == 0 { line = saved }
    for _ in 0..<random.integer(below: 4) where !line.isEmpty {
      let place = random.integer(below: line.count)
      let end = min(line.count, place + random.integer(below: 6))
      switch random.integer(below: 6) {
      case 0: line[place] = UInt8(random.integer(below: 256))
      case 1: line.removeSubrange(place..<end)
      case 2: line.insert(contentsOf: line[place..<end], at: place)
      case 3:
        let piece = Self.pieces[random.integer(below: Self.pieces.count)]
        line.replaceSubrange(place..<end, with: Array(piece.utf8))
      case 4: line[place] = line[random.integer(below: line.count)]
      default:
        // Digits are where indices and sizes are.
        let digits = line.indices.filter { (0x30...0x39).contains(line[$0]) }
        if !digits.isEmpty {
          line[digits[random.integer(below: digits.count)]] = UInt8(
            0x30 + random.integer(below: 10))
        }
      }
    }
    return line
  }

  /// A `load` of what a `save` answered.
  private func loadLine(_ response: [UInt8]) -> [UInt8]? {
    guard let states = try? JSON.parse(response)["result"]?["states"] else { return nil }
    return Array(
      #"{"jsonrpc":"2.0","id":1,"method":"load","params":{"states":\#(text(of: states))}}"#.utf8)
  }

  private func isNotification(_ line: [UInt8]) -> Bool {
    guard let tree = try? JSON.parse(line), tree["id"] == nil else { return false }
    return (try? tree["method"]?.string().hasPrefix("$/")) ?? false
  }

  @Test(arguments: [0, 1])
  func `60,000 mutated lines get one line of valid JSON each`(stream: UInt64) throws {
    print("mutations of seed \(Self.seed), stream \(stream)")
    var random = RandomStream(key: Self.seed, stream: stream)
    var client = SessionClient()
    var saved: [UInt8]?
    var codes: [Int: Int] = [:]
    for count in 0..<60_000 {
      if count % 500 == 0 {
        client = SessionClient(
          options: ["canvas": "8", "grid": "4", "ends": "true", "episodeLength": "9"],
          laneCount: 2)
        try client.initialize(count % 1000 == 0 ? "{}" : #"{"autoreset":"SameStep"}"#)
        try client.ask("reset", #"{"seed":1}"#)
        saved = loadLine(client.send(bytes: Array(Self.lines[9].utf8)))
      }
      let line = mutated(&random, saved: saved)
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      let response = client.send(bytes: line)
      if response.isEmpty {
        #expect(isNotification(line), "\(String(decoding: line, as: UTF8.self))")
        continue
      }
      try check(response, line, &codes)
    }
    // Mutations that only ever fail, or never do, test nothing.
    #expect(codes[0, default: 0] > 5000)
    for code in [-32700, -32600, -32601, -32602, 1003, 1012, 1016] {
      #expect(codes[code, default: 0] > 0, "no mutation led to \(code): \(codes)")
    }
    #expect(codes[-32603] == nil)
  }

  private func check(_ response: [UInt8], _ line: [UInt8], _ codes: inout [Int: Int]) throws {
    let comment = Comment(rawValue: String(decoding: line, as: UTF8.self))
    #expect(response.last == 0x0A && response.dropLast().firstIndex(of: 0x0A) == nil, comment)
    let tree = try JSON.parse(response)
    #expect(try tree.object().count == 3, comment)
    let code = try tree["error"]?.member("code").integer() ?? 0
    codes[code, default: 0] += 1
  }

  @Test func `an error leaves the lanes as they were`() throws {
    var random = RandomStream(key: Self.seed, stream: 7)
    let client = SessionClient(laneCount: 2)
    try client.initialize()
    try client.ask("reset", #"{"seed":1}"#)
    let save = Array(Self.lines[9].utf8)
    var states = client.send(bytes: save)
    for _ in 0..<3000 {
      let line = mutated(&random, saved: nil)
      let response = client.send(bytes: line)
      let now = client.send(bytes: save)
      if (try? JSON.parse(response)["error"]) != nil, !response.isEmpty {
        #expect(now == states, "\(String(decoding: line, as: UTF8.self))")
      }
      states = now
    }
  }
}
