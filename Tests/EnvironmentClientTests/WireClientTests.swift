import EnvironmentClient
import JSONText
import Testing

@Suite struct WireClientTests {
  @Test func `requests are numbered lines and their answers are matched by number`() throws {
    let exchange = RecordedExchange(
      #"{"jsonrpc":"2.0","id":1,"result":{}}"#,
      #"{"jsonrpc":"2.0","method":"$/note","params":{}}"#,
      #"{"jsonrpc":"2.0","id":2,"result":{}}"#)
    let client = WireClient(exchange)
    try client.ping()
    try client.shutdown()
    #expect(
      exchange.sent == [
        #"{"jsonrpc":"2.0","id":1,"method":"ping","params":{}}"#,
        #"{"jsonrpc":"2.0","id":2,"method":"shutdown","params":{}}"#,
      ])
  }

  @Test func `an error of the server keeps its code, kind and message`() {
    let client = WireClient(
      RecordedExchange(
        #"{"jsonrpc":"2.0","id":1,"error":{"code":1012,"message":"action 'control', lane 1: no","#
          + #""data":{"kind":"invalidAction","path":"control","lane":1}}}"#))
    #expect(
      throws: ClientError.refused(
        ServerError(code: 1012, kind: "invalidAction", message: "action 'control', lane 1: no"))
    ) { try client.ping() }
  }

  @Test func `an error without an id or data is still an error of the server`() {
    let client = WireClient(
      RecordedExchange(#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"what?"}}"#))
    #expect(throws: ClientError.refused(ServerError(code: -32700, kind: "", message: "what?"))) {
      try client.ping()
    }
  }

  @Test(arguments: [
    "hello", "", "[]", "17", "null", "{}", #"{"jsonrpc":"2.0"}"#, #"{"jsonrpc":"2.0","id":1}"#,
    #"{"jsonrpc":"1.0","id":1,"result":{}}"#, #"{"jsonrpc":"2.0","id":2,"result":{}}"#,
    #"{"jsonrpc":"2.0","id":"1","result":{}}"#, #"{"jsonrpc":"2.0","id":1,"error":7}"#,
    #"{"jsonrpc":"2.0","id":1,"error":{"code":"x","message":"y"}}"#,
    #"{"jsonrpc":"2.0","id":1,"result":{},"result":{}}"#,
  ])
  func `garbage is a typed error that names the method`(line: String) {
    let client = WireClient(RecordedExchange(line))
    do {
      try client.ping()
      Issue.record("accepted \(line)")
    } catch ClientError.malformedResponse(let method, let reason) {
      #expect(method == "ping")
      #expect(!reason.isEmpty)
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test func `what the channel throws comes through`() {
    #expect(throws: RecordedExchange.Exhausted()) { try WireClient(RecordedExchange()).ping() }
  }
}
