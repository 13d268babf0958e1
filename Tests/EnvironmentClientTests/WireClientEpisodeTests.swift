import EnvironmentAPI
import EnvironmentClient
import Testing

@Suite struct WireClientEpisodeTests {
  private let space = ActionSpace(
    parts: [
      ActionPart("end", .discrete(count: 9), meaning: .grid(rows: 3, columns: 3), doc: ""),
      ActionPart(
        "at", .box(.float32, shape: [2], low: 0, high: 1), meaning: .ordinal, doc: ""),
    ], decodeOrder: ["end", "at"])

  private static let end = #""terminated":[false],"truncated":[true],"info":{}}}"#

  @Test func `reset sends the seed, the target and what is wanted`() throws {
    let exchange = RecordedExchange(
      #"{"jsonrpc":"2.0","id":1,"result":{"obs":{"canvas":{"enc":"b64","dtype":"uint8","#
        + #""shape":[1,1,2,1],"data":"AQI="}},"info":{"seed":[7]}}}"#)
    let target = WireTensor(type: .uint8, shape: [1, 2, 1], bytes: [255, 0])
    let observation = try WireClient(exchange).reset(seed: 7, target: target, want: ["canvas"])
    #expect(
      exchange.sent == [
        #"{"jsonrpc":"2.0","id":1,"method":"reset","params":{"seed":7,"options":{"target":"#
          + #"{"enc":"b64","dtype":"uint8","shape":[1,2,1],"data":"/wA="}},"want":["canvas"]}}"#
      ])
    let canvas = try observation.tensor("canvas")
    #expect(canvas == WireTensor(type: .uint8, shape: [1, 1, 2, 1], bytes: [1, 2]))
    #expect(throws: ClientError.self) { _ = try observation.tensor("pen") }
  }

  @Test func `a seed beyond the whole numbers of a double travels as text`() throws {
    let exchange = RecordedExchange(#"{"jsonrpc":"2.0","id":1,"result":{"obs":{}}}"#)
    _ = try WireClient(exchange).reset(seed: .max, want: [])
    #expect(exchange.sent[0].contains(#""seed":"18446744073709551615","want":[]"#))
  }

  @Test func `step sends columns and reads what it gave`() throws {
    let exchange = RecordedExchange(
      #"{"jsonrpc":"2.0","id":1,"result":{"obs":{},"reward":[-0.25],"# + Self.end)
    let response = try WireClient(exchange).step(
      ActionTable(width: 3, numbers: [5, 0.5, 1]), of: space, want: [])
    #expect(
      exchange.sent == [
        #"{"jsonrpc":"2.0","id":1,"method":"step","params":{"action":{"end":[5],"at":{"enc":"b64","#
          + #""dtype":"float32","shape":[1,2],"data":"AAAAPwAAgD8="}},"want":[]}}"#
      ])
    #expect(response.rewards == [-0.25])
    #expect(response.terminated == [false])
    #expect(response.truncated == [true])
  }

  @Test(arguments: [
    #""reward":[],"#, #""reward":[1,2],"#, #""reward":7,"#, #""reward":["a"],"#, "",
  ])
  func `a step with other than one reward per lane is malformed`(reward: String) {
    let exchange = RecordedExchange(
      #"{"jsonrpc":"2.0","id":1,"result":{"obs":{},"# + reward + Self.end)
    #expect(throws: ClientError.self) {
      _ = try WireClient(exchange).step(
        ActionTable(width: 3, numbers: [5, 0.5, 1]), of: space, want: [])
    }
  }

  @Test func `evaluate sends programs as rows of columns`() throws {
    let exchange = RecordedExchange(
      #"{"jsonrpc":"2.0","id":1,"result":{"returns":[0.5,-1e-3],"lengths":[2,1]}}"#)
    let programs = ActionTable(width: 3, numbers: [1, 0, 0, 2, 0, 0, 3, 0, 0, 4, 0, 0])
    let response = try WireClient(exchange).evaluate(
      from: 3, programs: programs, count: 2, of: space)
    #expect(exchange.sent[0].contains(#""from":3,"programs":{"end":[[1,2],[3,4]],"at":{"#))
    #expect(exchange.sent[0].contains(#""shape":[2,2,2]"#))
    #expect(response.returns == [0.5, -0.001])
    #expect(response.lengths == [2, 1])
  }

  @Test(arguments: [
    #"{"returns":[0],"lengths":[2,1]}"#, #"{"returns":[0,0],"lengths":[2,3]}"#,
    #"{"returns":[0,0],"lengths":[2]}"#, #"{"returns":[0,0]}"#, "[]",
  ])
  func `an evaluation that does not fit the programs is malformed`(result: String) {
    let exchange = RecordedExchange(#"{"jsonrpc":"2.0","id":1,"result":"# + result + "}")
    #expect(throws: ClientError.self) {
      _ = try WireClient(exchange).evaluate(
        from: 0, programs: ActionTable(rowCount: 4, width: 3), count: 2, of: space)
    }
  }

  @Test func `states travel back exactly as they came`() throws {
    let state = #"{"lane":0,"format":"f","backendVersion":"1","config":"c","data":"AAEC"}"#
    let exchange = RecordedExchange(
      #"{"jsonrpc":"2.0","id":1,"result":{"states":["# + state + "]}}",
      #"{"jsonrpc":"2.0","id":2,"result":{"obs":{},"info":{}}}"#,
      #"{"jsonrpc":"2.0","id":3,"result":{}}"#)
    let client = WireClient(exchange)
    let states = try client.save(lanes: [0])
    _ = try client.load(states, lanes: [0, 2])
    try client.copy(from: 0, to: [1, 2])
    #expect(
      exchange.sent == [
        #"{"jsonrpc":"2.0","id":1,"method":"save","params":{"lanes":[0]}}"#,
        #"{"jsonrpc":"2.0","id":2,"method":"load","params":{"states":["# + state
          + #"],"lanes":[0,2]}}"#,
        #"{"jsonrpc":"2.0","id":3,"method":"copy","params":{"from":0,"to":[1,2]}}"#,
      ])
  }

  @Test func `programs come as text whatever their format`() throws {
    let exchange = RecordedExchange(
      #"{"jsonrpc":"2.0","id":1,"result":{"programs":[{"a":1}]}}"#,
      #"{"jsonrpc":"2.0","id":2,"result":{"programs":["<svg/>"]}}"#)
    let client = WireClient(exchange)
    #expect(try client.program(lane: 0, format: "json") == Array("{\"a\":1}\n".utf8))
    #expect(try client.program(lane: 0, format: "svg") == Array("<svg/>".utf8))
  }
}
