import JSONText

/// A conversation with one server: numbered requests, and answers whose frame is checked.
final class Session {
  /// The server.
  let run: ServerRun
  /// What it was asked to be.
  private(set) var setup = Setup()
  private var known: Agreement?
  private var lastID = 0

  init(_ run: ServerRun) { self.run = run }

  /// What the server said in answer to `initialize`.
  func agreement() throws(Violation) -> Agreement {
    guard let known else { throw Violation("the server was not initialized") }
    return known
  }

  // MARK: Asking

  /// Sends `initialize` and keeps what was agreed on.
  @discardableResult
  func initialize(_ setup: Setup) throws -> JSONNode {
    self.setup = setup
    let result = try result("initialize", setup.parameters)
    let agreement = try Agreement(result)
    try require(
      agreement.maximumSteps <= setup.episodeLength,
      "maxEpisodeSteps is \(agreement.maximumSteps) for the episodeLength \(setup.episodeLength)")
    known = agreement
    return result
  }

  /// The text of the next request.
  func request(_ method: String, _ parameters: String? = nil) -> String {
    lastID += 1
    let parameters = parameters.map { ",\"params\":\($0)" } ?? ""
    return "{\"jsonrpc\":\"2.0\",\"id\":\(lastID),\"method\":\"\(method)\"\(parameters)}"
  }

  /// The answer to a request, whatever it is.
  func ask(_ method: String, _ parameters: String? = nil) throws -> Reply {
    let request = request(method, parameters)
    return try answer(to: request, id: "\(lastID)")
  }

  /// The result of a request.
  @discardableResult
  func result(_ method: String, _ parameters: String? = nil) throws -> JSONNode {
    try ask(method, parameters).result()
  }

  /// Demands that a request is refused with an error.
  @discardableResult
  func refused(_ method: String, _ parameters: String?, _ code: Int) throws -> JSONNode {
    try ask(method, parameters).error([code])
  }

  /// Sends a line and returns the one answer to it, which must have this id (JSON text).
  func answer(to line: String, id: String) throws -> Reply {
    try run.send(line: line)
    return try reply(to: line, id: id)
  }

  /// The next answer, which must have this id (JSON text).
  func reply(to line: String, id: String) throws -> Reply {
    let question = clipped(line)
    let bytes = try run.receive(answering: question)
    let reply = try Reply(bytes, to: question, id: id)
    reply.trailing = try run.receive(count: reply.trailingByteCount)
    return reply
  }

  /// Demands that the session still answers and nothing else is under way.
  func requireAlive(after event: String) throws {
    let line = "{\"jsonrpc\":\"2.0\",\"id\":\"alive\",\"method\":\"ping\"}"
    try run.send(line: line)
    let answer = try run.receive(answering: "ping after \(event)")
    let reply = try Reply(answer, to: "ping after \(event)", id: "\"alive\"")
    try reply.result()
  }

  // MARK: Episodes

  /// Performs one action a lane.
  @discardableResult
  func step(_ actions: [Action], _ more: String = "") throws -> JSONNode {
    try result("step", stepParameters(actions, more))
  }

  /// The parameters of a step, with more members that begin with a comma.
  func stepParameters(_ actions: [Action], _ more: String = "") throws -> String {
    let columns = try agreement().columns(actions, isBatched: setup.isBatched)
    return "{\"action\":\(columns)\(more)}"
  }

  /// Random actions, one a lane.
  func actions(_ random: inout Dice) throws -> [Action] {
    let space = try agreement().action
    return (0..<setup.laneCount).map { _ in random.action(of: space) }
  }
}
