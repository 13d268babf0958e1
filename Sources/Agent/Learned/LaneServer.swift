import EnvironmentAPI
public import EnvironmentClient

/// An environment server with some of the lanes of a group.
public struct LaneServer {
  let client: WireClient
  /// What the environment said of itself.
  public let description: EnvironmentDescription
  private let channel: WireChannel?

  /// The longest line accepted from a server.
  private static let maximumLineBytes = 256 << 20

  /// Takes over a session that somebody else has begun and ends.
  init(_ client: WireClient, _ description: EnvironmentDescription) {
    self.client = client
    self.description = description
    channel = nil
  }

  /// Starts a server with the shell. Signals from the terminal pass it by, so that whoever uses it
  /// can finish first; it ends when its input does.
  ///
  /// - Throws: `ChildProcessError`, `WireChannelError` or `ClientError`.
  public init(starting command: String, laneCount: Int) throws {
    let child = try ChildProcess(["/bin/sh", "-c", command], inOwnGroup: true)
    let channel = WireChannel(child: child, maximumLineBytes: Self.maximumLineBytes)
    client = WireClient(channel)
    // Lanes that end early begin another episode, which nobody looks at: all step together.
    description = try client.initialize(
      name: "spiral-agent", version: "1",
      environment: EnvironmentRequest(laneCount: laneCount, autoreset: .nextStep),
      maximumLineBytes: Self.maximumLineBytes)
    self.channel = channel
  }

  /// Whether it paints the same way.
  func isInterchangeable(with other: LaneServer) -> Bool {
    description.action == other.description.action
      && description.observation == other.description.observation
      && description.maximumSteps == other.description.maximumSteps
  }

  /// Ends the session and waits for the process.
  public func close() {
    // a server that is gone cannot be told to go
    try? client.shutdown()
    abandon()
  }

  /// Ends the process, whatever state the session is in.
  func abandon() {
    channel?.close()
    channel?.child?.finish()
  }
}
