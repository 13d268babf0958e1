import EnvironmentClient

/// What the check of one rule works with: it starts servers and remembers what they were told.
final class Examination {
  /// The server's command.
  let command: [String]
  /// How long to wait for one answer, s.
  let patience: Double
  /// The servers started so far.
  private(set) var runs: [ServerRun] = []
  /// What cannot be told by lines: what a person has to do beside sending them.
  var circumstance: String?

  init(command: [String], patience: Double) {
    self.command = command
    self.patience = patience
  }

  /// Starts a server and says nothing to it.
  func start() throws -> Session {
    let run = try ServerRun(command, patience: patience)
    runs.append(run)
    return Session(run)
  }

  /// Starts a server and initializes it.
  func open(_ setup: Setup = Setup()) throws -> Session {
    let session = try start()
    try session.initialize(setup)
    return session
  }

  /// Starts a server, initializes it and resets all lanes.
  func begin(_ setup: Setup = Setup(), seed: UInt64 = 7) throws -> Session {
    let session = try open(setup)
    try session.result("reset", "{\"seed\":\(seed)}")
    return session
  }

  /// Ends all servers.
  func finish() { for run in runs { run.finish() } }
}

/// What an `initialize` asks for.
struct Setup {
  var laneCount = 2
  var isBatched = true
  var autoreset = "NextStep"
  /// The option `episodeLength`.
  var episodeLength = 4
  /// More options, as members of JSON that begin with a comma.
  var options = ""
  var reward = "none"
  var encodings = ["b64"]
  var maximumLineBytes = 64 << 20

  /// The parameters of the request.
  var parameters: String {
    let encodings = encodings.map { "\"\($0)\"" }.joined(separator: ",")
    return """
      {"protocolVersion":"1.0","clientInfo":{"name":"conform","version":"1"},\
      "capabilities":{"obsEncodings":[\(encodings)],"maxLineBytes":\(maximumLineBytes)},\
      "env":{"numEnvs":\(laneCount),"batched":\(isBatched),"autoreset":"\(autoreset)",\
      "options":{"episodeLength":\(episodeLength),"reward":"\(reward)"\(options)}}}
      """
  }
}
