import EnvironmentAPI
import EnvironmentTestKit
import ImageFiles
import JSONText
import Testing
import WireProtocol

@testable import LiveView

/// A client of a session in this process that may be watched.
private final class Client {
  private var session: WatchedSession
  let board = WatchBoard()
  let routes: WatchRoutes
  private var output: [UInt8] = []

  init(
    laneCount: Int, autoreset: Autoreset = .nextStep, length: Int = 5, encoding: String = "b64"
  ) throws {
    let configuration = SessionConfiguration(
      catalog: [StampBackend()], backendName: "stamp",
      options: ["episodeLength": "\(length)", "target": "true", "reward": "l2"],
      laneCount: laneCount, autoreset: autoreset, seed: 1, serverVersion: "test",
      makeTargets: { (_) throws(EnvironmentError) in
        TargetPictures(count: 1) { _, pixels in pixels.update(repeating: 9) }
      }, encodePNG: { try PNG.encode($0) })
    session = WatchedSession(EnvironmentSession(configuration), on: board)
    routes = WatchRoutes(board)
    _ = send(
      "initialize",
      #"{"protocolVersion":"1.0","clientInfo":{"name":"t","version":"1"},"capabilities":{"#
        + #""obsEncodings":["\#(encoding)"],"maxLineBytes":16777216},"env":{"batched":true}}"#)
  }

  func send(_ method: String, _ parameters: String) -> String {
    output.removeAll()
    let line = #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(parameters)}"#
    Array(line.utf8).withUnsafeBytes { _ = session.respond(to: .line($0), into: &output) }
    for bytes in session.attachments { output += bytes }
    return String(decoding: output, as: UTF8.self)
  }

  func step(_ laneCount: Int, _ number: Int) -> String {
    func list(_ value: Int) -> String {
      "[" + (0..<laneCount).map { "\((value + $0) % 3)" }.joined(separator: ",") + "]"
    }
    return send(
      "step",
      #"{"action":{"end":\#(list(number)),"flag":\#(list(1).replacing("2", with: "0")),"#
        + #""level":\#(list(0)),"size":\#(list(1))},"want":["canvas"]}"#)
  }

  /// Waits for a scene that shows the lanes as they are now.
  func refresh() {
    let shown = board.scene?.number ?? 0
    let end = ContinuousClock.now + .seconds(10)
    while board.scene?.number ?? 0 == shown, ContinuousClock.now < end { _ = send("ping", "{}") }
  }

  /// What the page would be told.
  func ask(_ path: String, _ query: [String: String] = [:]) throws -> JSONNode {
    let response = routes.respond(to: HTTPRequest(path: path, query: query, host: "x"))
    #expect(response.status == 200 && response.type == "application/json")
    return try JSON.parse(response.body)
  }
}

@Suite struct WatchedSessionTests {
  @Test(arguments: ["b64", "raw"])
  func `answers are the same whether somebody watches or not`(encoding: String) throws {
    let alone = try Client(laneCount: 3, encoding: encoding)
    let watched = try Client(laneCount: 3, encoding: encoding)
    _ = try watched.ask("/lanes")
    #expect(alone.send("reset", "{}") == watched.send("reset", "{}"))
    for number in 0..<30 {
      #expect(alone.step(3, number) == watched.step(3, number))
      if number % 5 == 0 { _ = try watched.ask("/episode") }
    }
    #expect(watched.board.scene != nil)
    #expect(alone.board.scene == nil)
    // The pictures are in the answer, or behind it.
    #expect(watched.step(3, 1).utf8.count > 3 * 16 * 16)
  }

  @Test func `nothing is taken before somebody watches, and nothing after`() throws {
    var now = ContinuousClock.now
    let client = try Client(laneCount: 1)
    let routes = WatchRoutes(client.board, now: { now })
    _ = client.send("reset", "{}")
    _ = client.step(1, 0)
    #expect(!client.board.isWatched && client.board.scene == nil)
    _ = routes.respond(to: HTTPRequest(path: "/lanes", host: "x"))
    #expect(client.board.isWatched)
    _ = client.step(1, 1)
    #expect(client.board.scene?.number == 1)
    now += .seconds(2)
    routes.tick()
    #expect(client.board.isWatched)
    now += .seconds(2)
    routes.tick()
    #expect(!client.board.isWatched)
  }

  @Test func `a scene has the lanes that are wanted, with their canvases and returns`() throws {
    let client = try Client(laneCount: 6, length: 50)
    _ = try client.ask("/lanes", ["first": "1", "count": "2", "chosen": "5"])
    _ = client.send("reset", "{}")
    for number in 0..<4 { _ = client.step(6, number) }
    let first = try #require(client.board.scene)
    try #require(first.lanes.map(\.index) == [1, 2, 5])
    let answer = try client.ask("/lanes", ["first": "1", "count": "2", "chosen": "5"])
    #expect(try answer.member("laneCount").integer() == 6)
    let lane = try answer.member("lanes").array()[1]
    #expect(try lane.member("seed").string() == "3")
    #expect(try lane.member("png").string().hasPrefix("iVBOR"))
    #expect(try lane.member("target").string().hasPrefix("iVBOR"))
    // Nothing new: only the number comes.
    let number = try answer.member("number").integer()
    let again = try client.ask(
      "/lanes", ["first": "1", "count": "2", "chosen": "5", "since": "\(number)"])
    #expect(again["lanes"] == nil)
  }

  @Test(arguments: [Autoreset.nextStep, .sameStep, .disabled])
  func `the returns that are shown are those of the answers`(autoreset: Autoreset) throws {
    let client = try Client(laneCount: 2, autoreset: autoreset, length: 4)
    _ = try client.ask("/lanes")
    _ = client.send("reset", "{}")
    var finished: [Double] = []
    for number in 0..<(autoreset == .disabled ? 4 : 40) {
      let answer = try JSON.parse(Array(client.step(2, number).utf8)).member("result")
      guard let ends = try answer.member("info")["episode"] else { continue }
      let mask = try answer.member("info").member("_episode").array()
      for (lane, isEnd) in mask.enumerated() where try isEnd.boolean() {
        finished.append(try ends.member("r").array()[lane].number())
      }
    }
    #expect(finished.count == (autoreset == .disabled ? 2 : autoreset == .sameStep ? 20 : 16))
    if autoreset == .disabled {
      _ = client.send("reset", "{}")
    } else {
      _ = client.step(2, 0)
    }
    client.refresh()
    let scene = try #require(client.board.scene)
    #expect(scene.finishedReturns.count == finished.count)
    for (shown, told) in zip(scene.finishedReturns, finished) { #expect(shown == told) }
  }

  @Test func `an episode is told from where the page has it`() throws {
    let client = try Client(laneCount: 1, length: 50)
    _ = try client.ask("/lanes")
    #expect(try client.ask("/episode")["film"] == nil)
    _ = client.send("reset", "{}")
    for number in 0..<4 { _ = client.step(1, number) }
    client.refresh()
    let whole = try client.ask("/episode")
    let film = try whole.member("film").integer()
    #expect(try whole.member("steps").array().count == 4)
    #expect(whole["start"] != nil)
    _ = client.step(1, 4)
    client.refresh()
    let rest = try client.ask("/episode", ["film": "\(film)", "from": "4"])
    #expect(try rest.member("film").integer() == film)
    #expect(try rest.member("steps").array().count == 1 && rest["start"] == nil)
    let other = try client.ask("/episode", ["film": "77", "from": "4"])
    #expect(try other.member("steps").array().count == 5)
  }

  @Test func `paths and numbers that mean nothing are refused`() throws {
    let client = try Client(laneCount: 1)
    func status(_ path: String, _ query: [String: String] = [:]) -> Int {
      client.routes.respond(to: HTTPRequest(path: path, query: query, host: "x")).status
    }
    #expect(status("/") == 200)
    for path in ["/../etc/passwd", "//", "/lanes/", "", "/%2e"] { #expect(status(path) == 404) }
    for value in ["-1", "x", "", "99999999999999999999", "1e3", "2147483648"] {
      #expect(status("/lanes", ["first": value]) == 400)
      #expect(status("/episode", ["from": value]) == 400)
    }
    #expect(status("/lanes", ["first": "2147483647", "count": "2147483647"]) == 200)
    #expect(status("/episode", ["lane": "2147483647"]) == 200)
    _ = client.send("reset", "{}")
    _ = client.step(1, 0)
    // No lane is that far; the chosen one is lane 0 again.
    #expect(client.board.scene?.lanes.map(\.index) == [0])
  }
}
