/// Why no connection to an environment came about.
public enum WireConnectorError: Error, Equatable, CustomStringConvertible {
  /// Standard input is a terminal and no command was given, so there is nobody to talk to.
  case nobodyThere
  /// Standard input ended before its first line.
  case inputEnded
  /// Standard input said nothing for so long.
  case nothingAnnounced(seconds: Double)
  /// The first line on standard input announces no socket; `line` is its beginning.
  case notAnAnnouncement(line: String, reason: String)
  /// The announced socket could not be reached.
  case unreachable(path: String, reason: String)
  /// `--wire rendezvous` was asked for together with a command.
  case commandWithRendezvous
  /// The command could not be started.
  case child(ChildProcessError)
  /// The standard descriptors could not be taken over.
  case descriptors(reason: String)

  /// What went wrong, and where that helps the commands that work.
  public var description: String {
    switch self {
    case .nobodyThere:
      "no environment to talk to: standard input is a terminal and no command was given.\n"
        + Self.wirings
    case .inputEnded:
      "standard input ended before its first line: the environment did not start (its own "
        + "messages are above) or was not asked to meet here.\n" + Self.wirings
    case .nothingAnnounced(let seconds):
      "no line on standard input within \(seconds) s, and standard output is not a pipe.\n"
        + Self.wirings
    case .notAnAnnouncement(let line, let reason):
      "the first line on standard input is no $/rendezvous (\(reason)): \(line)\n" + Self.wirings
    case .unreachable(let path, let reason):
      "cannot connect to the announced socket \(path): \(reason)"
    case .commandWithRendezvous:
      "--wire rendezvous does not go with a command after --: the command's standard input and "
        + "output are the connection"
    case .child(let error): error.description
    case .descriptors(let reason): "cannot take over the standard descriptors: \(reason)"
    }
  }

  /// The four ways to connect the two programs (PROTOCOL.md, section 7).
  public static let wirings = """
    Connect the two programs in one of these ways:
      spiral-agent -- spiral-env --backend brush
      mkfifo loop; spiral-env --backend brush <loop | spiral-agent >loop
      spiral-env --backend brush | spiral-agent
      spiral-env --backend brush <requests.jsonl >responses.jsonl   (recorded requests, no agent)
    When standard output is a pipe for another reason, add --wire rendezvous to spiral-agent; when
    standard input of spiral-env is neither a terminal nor /dev/null, add it to spiral-env.
    """
}
