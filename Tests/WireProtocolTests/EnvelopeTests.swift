import JSONText
import Testing
import WireProtocol

/// Section 1 of the protocol: what is a request at all.
@Suite struct EnvelopeTests {
  private func failure(_ line: String) throws -> Failure { try Failure(SessionClient().send(line)) }

  @Test(arguments: [
    "hello", "{", "[1,2", #"{"jsonrpc":"2.0","id":1,"method":"ping"}}"#, #"{"a":01}"#, "nul",
    #"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":}}"#, "\u{0}",
    String(repeating: "[", count: 10_000), String(repeating: #"{"a":"#, count: 10_000),
    #"{"jsonrpc":"2.0","id":1,"method":"ping","params":"#
      + String(repeating: "[", count: 40) + String(repeating: "]", count: 40) + "}",
    #"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"\ud800"}}"#,
    #"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":NaN}}"#,
  ])
  func `what is not JSON is a parse error with a place`(line: String) throws {
    let failure = try failure(line)
    #expect(failure.code == -32700)
    #expect(failure.kind == "parseError")
    #expect(failure.id.isNull)
    #expect(try failure.data.member("line").integer() == 1)
    #expect(try failure.data.member("byte").integer() >= 1)
    #expect(try !failure.data.member("expected").string().isEmpty)
  }

  @Test func `broken UTF-8 is a parse error`() throws {
    let line =
      Array(#"{"jsonrpc":"2.0","id":1,"method":""#.utf8) + [0xC3, 0x28]
      + Array(#""}"#.utf8)
    let failure = try Failure(String(decoding: SessionClient().send(bytes: line), as: UTF8.self))
    #expect(failure.code == -32700)
    #expect(try failure.data.member("byte").integer() == 35)
  }

  @Test(arguments: [
    (#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, "null"),
    (#""ping""#, "null"), ("7", "null"), ("null", "null"), ("{}", "null"),
    (#"{"id":3,"method":"ping"}"#, "3"),
    (#"{"jsonrpc":"1.0","id":3,"method":"ping"}"#, "3"),
    (#"{"jsonrpc":2.0,"id":3,"method":"ping"}"#, "3"),
    (#"{"jsonrpc":"2.0","method":"ping"}"#, "null"),
    (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, "null"),
    (#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, "null"),
    (#"{"jsonrpc":"2.0","id":1e2,"method":"ping"}"#, "null"),
    (#"{"jsonrpc":"2.0","id":true,"method":"ping"}"#, "null"),
    (#"{"jsonrpc":"2.0","id":[1],"method":"ping"}"#, "null"),
    (#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#, "null"),
    (#"{"jsonrpc":"2.0","id":4}"#, "4"),
    (#"{"jsonrpc":"2.0","id":4,"method":5}"#, "4"),
    (#"{"jsonrpc":"2.0","id":4,"result":{}}"#, "4"),
    (#"{"jsonrpc":"2.0","id":4,"method":"ping","extra":1}"#, "4"),
    (#"{"jsonrpc":"2.0","id":4,"id":5,"method":"ping"}"#, "null"),
    (#"{"jsonrpc":"2.0","id":"a","method":"ping","method":"ping"}"#, "\"a\""),
    (#"{"jsonrpc":"2.0","id":4,"method":"ping","params":{"a":1,"a":2}}"#, "4"),
    (#"{"jsonrpc":"2.0","id":4,"method":"ping","params":{"a":1,"\u0061":2}}"#, "4"),
    (#"{"jsonrpc":"2.0","id":4,"method":"ping","params":[{"b":[{"a":1,"a":2}]}]}"#, "4"),
  ])
  func `what is not one request is refused with the id that could be read`(
    line: String, id: String
  ) throws {
    let failure = try failure(line)
    #expect(failure.code == -32600)
    #expect(failure.kind == "invalidRequest")
    #expect(try failure.id == JSON.parse(id))
  }

  @Test func `a duplicate among many keys is found`() throws {
    let members = (0..<100).map { #""k\#($0)":0"# } + [#""k7":1"#]
    let line =
      #"{"jsonrpc":"2.0","id":4,"method":"ping","params":{"#
      + members.joined(separator: ",") + "}}"
    #expect(try failure(line).code == -32600)
    let many = (0..<5000).map { #""k\#($0)":0"# }.joined(separator: ",")
    #expect(
      try failure(#"{"jsonrpc":"2.0","id":4,"method":"ping","params":{"# + many + "}}").code
        == -32600)
  }

  @Test func `an id comes back as it was written`() throws {
    let client = SessionClient()
    for id in ["-7", "9223372036854775807", #""é\u0041\"""#, #""""#] {
      let response = client.send(#"{"jsonrpc":"2.0","id":\#(id),"method":"ping"}"#)
      #expect(response == #"{"jsonrpc":"2.0","id":\#(id),"result":{}}"# + "\n")
    }
    let long = "\"" + String(repeating: "a", count: 200) + "\""
    #expect(try failure(#"{"jsonrpc":"2.0","id":\#(long),"method":"ping"}"#).id.isNull)
  }

  @Test func `notifications are ignored and members may come in any order`() {
    let client = SessionClient()
    #expect(client.send(#"{"jsonrpc":"2.0","method":"$/anything","params":[1]}"#).isEmpty)
    let response = client.send(#" {"params" : {}, "method":"p\u0069ng" ,"id":1,"jsonrpc":"2.0"} "#)
    #expect(response == #"{"jsonrpc":"2.0","id":1,"result":{}}"# + "\n")
  }

  @Test func `unknown methods have a code of their own`() throws {
    for method in ["stepp", "", "$/ping", "Ping", String(repeating: "x", count: 100_000)] {
      let failure = try SessionClient().error(method)
      #expect(failure.code == -32601)
      #expect(failure.kind == "methodNotFound")
      #expect(failure.message.utf8.count < 1000)
    }
  }

  @Test(arguments: [
    ("ping", #"{"x":1}"#), ("ping", "[]"), ("ping", "5"), ("ping", "null"),
    ("shutdown", #"{"a":1}"#),
    ("initialize", "{}"), ("initialize", #"{"protocolVersion":1}"#),
    ("initialize", #"{"protocolVersion":"1.0","more":1}"#),
    ("initialize", #"{"protocolVersion":"1.0","env":{"envs":1}}"#),
    ("initialize", #"{"protocolVersion":"1.0","env":{"numEnvs":"2"}}"#),
    ("initialize", #"{"protocolVersion":"1.0","env":{"numEnvs":0}}"#),
    ("initialize", #"{"protocolVersion":"1.0","env":{"numEnvs":-9223372036854775808}}"#),
    ("initialize", #"{"protocolVersion":"1.0","env":{"autoreset":"next-step"}}"#),
    ("initialize", #"{"protocolVersion":"1.0","env":{"batched":1}}"#),
    ("initialize", #"{"protocolVersion":"1.0","capabilities":{"maxLineBytes":0}}"#),
    ("initialize", #"{"protocolVersion":"1.0","clientInfo":{"name":5}}"#),
    ("spec", #"{"name":"stamp"}"#),
  ])
  func `wrong parameters are invalidParams`(method: String, params: String) throws {
    let client = SessionClient()
    let failure = try client.error(method, params)
    #expect(failure.code == -32602)
    #expect(failure.kind == "invalidParams")
    try client.initialize()
  }

  @Test func `a fault names its line and byte`() throws {
    let client = SessionClient()
    _ = client.text("ping")
    _ = client.text("ping")
    let failure = try Failure(
      client.send(#"{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":1}}"#))
    #expect(try failure.data.member("line").integer() == 3)
    #expect(try failure.data.member("byte").integer() == 51)
  }

  @Test func `a hundred unreadable lines in a row end the process`() throws {
    let client = SessionClient()
    for count in 1...250 {
      let response = count % 2 == 0 ? client.sendTooLong() : client.send("{")
      #expect(try Failure(response).code == (count % 2 == 0 ? 1020 : -32700))
      // A readable line in between starts the count again, even one that is refused.
      if count == 99 { _ = client.send("[]") }
      #expect(client.directive == (count < 199 ? .proceed : .exit(code: 65)))
    }
  }

  @Test func `a line that is too long is answered without an id`() throws {
    let failure = try Failure(SessionClient().sendTooLong())
    #expect(failure.code == 1020)
    #expect(failure.kind == "lineTooLong")
    #expect(failure.id.isNull)
  }
}
