public import WireProtocol

/// A session whose lanes can be watched; its answers are those of the session.
public struct WatchedSession: LineResponder, ~Copyable {
  private var session: EnvironmentSession
  private let board: WatchBoard
  private var recorder = LaneRecorder()

  /// Shows the lanes of `session` on `board` while somebody watches.
  public init(_ session: consuming EnvironmentSession, on board: WatchBoard) {
    self.session = session
    self.board = board
  }

  /// The bytes that follow the last answer of the session.
  public var attachments: [UnsafeRawBufferPointer] { session.attachments }

  /// Answers one line; without anybody who watches this costs the reading of a flag.
  public mutating func respond(
    to line: FramedLine, into output: inout [UInt8]
  ) -> WireDirective {
    let directive = session.respond(to: line, into: &output)
    guard board.isWatched else {
      recorder.forget()
      return directive
    }
    if let lanes = session.lanes { recorder.look(at: lanes, for: board) }
    return directive
  }
}
