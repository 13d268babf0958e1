import JSONText
import Testing
import WireProtocol

/// A whole session in the manner of section 10, byte for byte.
///
/// A changed response here is a changed protocol: look at it, then change the text.
@Suite struct GoldenSessionTests {
  // swift-format-ignore: one line per request
  private let requests = [
    #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"1.0","clientInfo":{"name":"demo","version":"1"},"capabilities":{"obsEncodings":["b64"],"maxLineBytes":16777216},"env":{"backend":"stamp","numEnvs":2,"options":{"canvas":8,"grid":4,"episodeLength":2}}}}"#,
    #"{"jsonrpc":"2.0","id":2,"method":"reset","params":{"seed":7}}"#,
    #"{"jsonrpc":"2.0","method":"$/log","params":{"text":"hello"}}"#,
    #"{"jsonrpc":"2.0","id":3,"method":"step","params":{"action":{"end":[5,10],"flag":[1,0],"level":[0,0],"size":[1,0]},"digest":true}}"#,
    #"{"jsonrpc":"2.0","id":4,"method":"step","params":{"action":{"end":[3,16],"flag":[1,1],"level":[0,0],"size":[1,0]}}}"#,
    #"{"jsonrpc":"2.0","id":"five","method":"step","params":{"action":{"end":[3,15],"flag":[1,1],"level":[0,0],"size":[1,0]},"want":["pen"]}}"#,
    #"{"jsonrpc":"2.0","id":6,"method":"step","params":{"action":{"end":[3,15],"flag":[1,1],"level":[0,0],"size":[1,0]},"want":[]}}"#,
    #"{"jsonrpc":"2.0","id":7,"method":"paint"}"#,
    #"{"jsonrpc":"2.0","id":8,"method":"step","#,
    #"{"jsonrpc":"2.0","id":9,"method":"shutdown"}"#,
  ]

  @Test func `a session is answered byte for byte`() throws {
    let client = SessionClient(backend: nil, options: [:])
    let responses = requests.map { client.send($0) }.dropFirst().joined()
    #expect(responses == goldenResponses)
    #expect(client.directive == .exit(code: 0))
  }

  @Test(arguments: [1, 7, 4096])
  func `pipelined lines are answered in order, however they arrive`(chunk: Int) throws {
    let client = SessionClient(backend: nil, options: [:])
    // CR LF, blank lines and a missing last line end change nothing.
    let bytes = Array(requests.joined(separator: "\r\n \n\n").utf8)
    var framer = LineFramer(maximumLineBytes: 1 << 20)
    var responses: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: chunk) {
      Array(bytes[start..<min(start + chunk, bytes.count)]).withUnsafeBytes { framer.append($0) }
      if start + chunk >= bytes.count { framer.finish() }
      while let line = framer.next() { responses += client.send(line) }
    }
    let text = String(decoding: responses, as: UTF8.self)
    let afterFirst = text.split(separator: "\n").dropFirst().joined(separator: "\n")
    #expect(afterFirst + "\n" == goldenResponses)
  }
}

// swift-format-ignore: one line per response
private let goldenResponses = #"""
  {"jsonrpc":"2.0","id":2,"result":{"obs":{"canvas":{"enc":"b64","dtype":"uint8","shape":[2,8,8,1],"data":"//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////8="},"pen":{"enc":"json","dtype":"float32","shape":[2,2],"data":[0.0,0.0,0.0,0.0]},"episode_step":{"enc":"json","dtype":"int32","shape":[2],"data":[0,0]},"episode_length":{"enc":"json","dtype":"int32","shape":[2],"data":[2,2]}},"info":{"seed":[7,8]}}}
  {"jsonrpc":"2.0","id":3,"result":{"obs":{"canvas":{"enc":"b64","dtype":"uint8","shape":[2,8,8,1],"data":"AAAAAP////8AAAAAAP///wAAAAAA//////8AAAD///////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////8="},"pen":{"enc":"json","dtype":"float32","shape":[2,2],"data":[0.25,0.25,0.5,0.5]},"episode_step":{"enc":"json","dtype":"int32","shape":[2],"data":[1,1]},"episode_length":{"enc":"json","dtype":"int32","shape":[2],"data":[2,2]}},"reward":[0.0,0.0],"terminated":[false,false],"truncated":[false,false],"info":{},"digest":["652dd607b2a55adf","0259f7749c6c4c06"]}}
  {"jsonrpc":"2.0","id":4,"error":{"code":1012,"message":"action 'end', lane 1: 16 is outside 0...15; nothing was stepped","data":{"kind":"invalidAction","path":"end","lane":1,"expected":{"type":"Discrete","n":16},"got":16}}}
  {"jsonrpc":"2.0","id":"five","result":{"obs":{"pen":{"enc":"json","dtype":"float32","shape":[2,2],"data":[0.75,0.0,0.75,0.75]}},"reward":[0.0,0.0],"terminated":[false,false],"truncated":[true,true],"info":{"episode":{"r":[0.0,0.0],"l":[2,2]},"_episode":[true,true]}}}
  {"jsonrpc":"2.0","id":6,"result":{"obs":{},"reward":[0.0,0.0],"terminated":[false,false],"truncated":[false,false],"info":{}}}
  {"jsonrpc":"2.0","id":7,"error":{"code":-32601,"message":"there is no method 'paint'","data":{"kind":"methodNotFound","line":8,"name":"method","expected":"initialize, spec, reset, step, evaluate, copy, save, load, render, program, sample, ping, shutdown","got":"paint"}}}
  {"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"byte 41: expected a key in double quotes, got the end of the text","data":{"kind":"parseError","line":9,"byte":41,"expected":"a key in double quotes","got":"the end of the text"}}}
  {"jsonrpc":"2.0","id":9,"result":{}}

  """#
