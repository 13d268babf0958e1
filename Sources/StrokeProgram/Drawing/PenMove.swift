/// One move of a pen over the page, as planners make them and as machine files hold them.
public struct PenMove: Sendable, Equatable {
  /// Where the move ends, mm from the page's upper left corner, `y` down.
  public var to: DrawingPoint
  /// The speed along the path, mm/min; infinite for "as fast as the machine goes".
  public var feed: Double
  /// Whether the pen touches the paper during the move.
  public var isDown: Bool
  /// The circle that the move follows; nil for a straight move.
  public var arc: CircularArc?
  /// The pen in the holder, from 0, as `DrawnPath.layer`.
  public var pen: Int

  /// Makes a move.
  public init(
    to point: DrawingPoint, feed: Double = .infinity, isDown: Bool, arc: CircularArc? = nil,
    pen: Int = 0
  ) {
    self.to = point
    self.feed = feed
    self.isDown = isDown
    self.arc = arc
    self.pen = pen
  }
}

extension Drawing {
  /// The drawing as moves without a plan: up to each path at full speed, along it at `feed`.
  ///
  /// - Parameters:
  ///   - tolerance: How far a straight move may stray from its curve, mm.
  ///   - feed: The speed with the pen down, mm/min.
  public func penMoves(tolerance: Double = 0.05, feed: Double) -> [PenMove] {
    var moves: [PenMove] = []
    for path in paths {
      let points = path.polyline(tolerance: tolerance)
      moves.append(PenMove(to: points[0], isDown: false, pen: path.layer))
      // a dot is a move without length, so that the pen touches down at all
      let drawn = points.count == 1 ? points[...] : points.dropFirst()
      for point in drawn {
        moves.append(PenMove(to: point, feed: feed, isDown: true, pen: path.layer))
      }
    }
    return moves
  }
}
