public import EnvironmentAPI

/// What a policy painted.
public struct Painting: Sendable, Equatable {
  /// The actions in order, one row each.
  public let actions: ActionTable
  /// The sum of their rewards.
  public let episodeReturn: Double

  /// Makes a painting.
  public init(actions: ActionTable, episodeReturn: Double) {
    self.actions = actions
    self.episodeReturn = episodeReturn
  }
}

/// A way to paint. It knows nothing about the engine but its spec and the rewards.
public protocol PaintingPolicy {
  /// Paints an episode of at most `steps` actions; the client's canvas shows the result then.
  ///
  /// The same seed gives the same painting.
  ///
  /// - Parameters:
  ///   - target: The picture to paint; nil when the rewards alone say what is good.
  ///   - progress: Called now and then with the fraction of the work that is done, `0...1`.
  func paint(
    _ client: any PaintingClient, steps: Int, seed: UInt64, target: [UInt8]?,
    progress: @escaping (Double) -> Void
  ) throws -> Painting
}

extension PaintingClient {
  /// Performs a program from the start of an episode.
  ///
  /// - Parameter observe: Called after each action; the canvas is current then.
  /// - Returns: The actions that were performed and the sum of their rewards.
  public func perform(
    _ program: ActionTable, seed: UInt64, target: [UInt8]?,
    observe: (PaintingStep) -> Void = { _ in }
  ) throws -> Painting {
    try reset(seed: seed, target: target)
    var sum = 0.0
    var count = 0
    for row in 0..<program.rowCount {
      let result = try step(program.numbers[(row * program.width)..<((row + 1) * program.width)])
      sum += result.reward
      count += 1
      observe(result)
      if result.isEnd { break }
    }
    let performed = ActionTable(
      width: program.width, numbers: Array(program.numbers[..<(count * program.width)]))
    return Painting(actions: performed, episodeReturn: sum)
  }
}
