import LiveView
import PaintCore
import Testing

@Suite struct HTTPRequestTests {
  private func request(_ head: String) throws(HTTPFault) -> HTTPRequest {
    try HTTPRequest(head: Array(head.utf8))
  }

  private func fault(_ head: [UInt8]) -> HTTPFault? {
    do throws(HTTPFault) { _ = try HTTPRequest(head: head) } catch { return error }
    return nil
  }

  @Test func `what a browser sends is read`() throws {
    let head = """
      GET /lanes?first=16&count=8&chosen=&flag HTTP/1.1\r
      Host: 127.0.0.1:8000\r
      User-Agent: Mozilla/5.0 (X11; Linux x86_64)\r
      Accept: */*\r
      Cookie: a="b"; c=d\r
      Content-Length: 0\r
      \r

      """
    let expected = HTTPRequest(
      path: "/lanes", query: ["first": "16", "count": "8", "chosen": "", "flag": ""],
      host: "127.0.0.1:8000")
    #expect(try request(head) == expected)
    #expect(expected.integer("count") == 8 && expected.integer("chosen") == nil)
    #expect(try request("GET / HTTP/1.0\r\nHOST:\tx \t\r\n\r\n").host == "x")
  }

  @Test func `a head ends with the first empty line`() {
    let head = Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8)
    #expect(HTTPRequest.headLength(in: head + head) == head.count)
    for count in head.indices { #expect(HTTPRequest.headLength(in: Array(head[..<count])) == nil) }
  }

  @Test(arguments: [
    "\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
    "GET  / HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1 \r\nHost: x\r\n\r\n",
    " GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET\t/\tHTTP/1.1\r\nHost: x\r\n\r\n",
    "GET http://127.0.0.1/ HTTP/1.1\r\nHost: x\r\n\r\n", "GET * HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET x HTTP/1.1\r\nHost: x\r\n\r\n", "G(T / HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET / FTP/1.1\r\nHost: x\r\n\r\n", "GET /\u{0} HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /\u{e9} HTTP/1.1\r\nHost: x\r\n\r\n", "GET / HTTP/1.1\nHost: x\n\n\r\n\r\n",
    "GET / HTTP/1.1\rHost: x\r\n\r\n", "GET / HTTP/1.1\r\nHost x\r\n\r\n",
    "GET / HTTP/1.1\r\nHost : x\r\n\r\n", "GET / HTTP/1.1\r\n: x\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\u{7}\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -0\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\n\r\n",
  ])
  func `what is no plain GET is malformed`(head: String) {
    #expect(fault(Array(head.utf8)) == .malformed)
  }

  @Test func `other methods, versions and sizes have their own answers`() {
    func of(_ text: String) -> HTTPFault? { fault(Array(text.utf8)) }
    #expect(of("POST / HTTP/1.1\r\nHost: x\r\n\r\n") == .otherMethod)
    #expect(of("get / HTTP/1.1\r\nHost: x\r\n\r\n") == .otherMethod)
    #expect(of("GET / HTTP/2.0\r\nHost: x\r\n\r\n") == .otherVersion)
    let many = String(repeating: "A: b\r\n", count: HTTPRequest.maximumHeaders)
    #expect(of("GET / HTTP/1.1\r\nHost: x\r\n\(many)\r\n") == .headTooLarge)
    let long = String(repeating: "a", count: HTTPRequest.maximumHeadBytes)
    #expect(of("GET /\(long) HTTP/1.1\r\nHost: x\r\n\r\n") == .headTooLarge)
  }

  @Test func `damaged heads are read or refused, and never more`() {
    let good = Array("GET /lanes?first=1 HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nA: b\r\n\r\n".utf8)
    var random = RandomStream(key: 7, stream: 0)
    var refused = 0
    for _ in 0..<20_000 {
      var head = good
      for _ in 0...random.integer(below: 4) {
        let place = random.integer(below: head.count)
        switch random.integer(below: 3) {
        case 0: head[place] = UInt8(random.integer(below: 256))
        case 1: head.remove(at: place)
        default: head.insert(good[random.integer(below: good.count)], at: place)
        }
      }
      if fault(head) != nil { refused += 1 }
    }
    #expect(refused > 5000 && refused < 20_000)
  }
}
