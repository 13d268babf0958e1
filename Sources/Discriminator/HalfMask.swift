public import PaintCore

/// The half of a square on which a complement critic judges the picture; on the other half it sees
/// the target (Mellor et al., "SPIRAL++", 2019).
public enum HalfMask: Int, Sendable, Hashable, CaseIterable {
  /// The columns left of the middle.
  case left
  /// The columns right of the middle.
  case right
  /// The rows above the middle.
  case top
  /// The rows below the middle.
  case bottom

  /// Draws a half, each equally likely.
  public static func random(using stream: inout RandomStream) -> HalfMask {
    allCases[stream.integer(below: allCases.count)]
  }

  /// Whether the pixel belongs to the half; of an odd side the middle line belongs to `right` or
  /// `bottom`.
  public func contains(row: Int, column: Int, side: Int) -> Bool {
    switch self {
    case .left: column < side / 2
    case .right: column >= side / 2
    case .top: row < side / 2
    case .bottom: row >= side / 2
    }
  }
}
