internal import CSystem
public import WireProtocol

/// How a server is connected, once `--wire` and the standard descriptors have been looked at.
public enum Wire: Equatable, Sendable {
  /// Requests come on standard input, responses leave on standard output.
  case stdio
  /// Both run over a private Unix socket that the first line on standard output announces.
  case rendezvous

  /// The wiring for these descriptors (PROTOCOL.md, section 7).
  ///
  /// `automatic` is a rendezvous when `output` is a pipe and `input` a terminal or `/dev/null`
  /// (a character device): nobody can send requests there, yet somebody reads the answers, as in
  /// `spiral-env | spiral-agent`.
  public static func choose(_ choice: WireChoice, input: Int32 = 0, output: Int32 = 1) -> Wire {
    switch choice {
    case .stdio: return .stdio
    case .rendezvous: return .rendezvous
    case .automatic:
      let isOneWayPipe =
        csystem_kind_of(output) == CSYSTEM_PIPE
        && csystem_kind_of(input) == CSYSTEM_CHARACTER_DEVICE
      return isOneWayPipe ? .rendezvous : .stdio
    }
  }
}
