import Glibc

/// Rates that fall while training proceeds. `progress` is the finished share of the training; below
/// 0 counts as 0 and above 1 as 1.
public enum Schedule {
  /// Returns the straight line from `start` to `end`.
  public static func linear(_ progress: Double, from start: Double, to end: Double) -> Double {
    start + (end - start) * bounded(progress)
  }

  /// Returns half a cosine from `start` to `end` (Loshchilov and Hutter, ICLR 2017).
  public static func cosine(_ progress: Double, from start: Double, to end: Double) -> Double {
    end + (start - end) * (1 + cos(.pi * bounded(progress))) / 2
  }

  /// Returns the curve of constant ratio from `start` to `end`.
  ///
  /// - Precondition: Both are positive.
  public static func geometric(_ progress: Double, from start: Double, to end: Double) -> Double {
    precondition(start > 0 && end > 0, "geometric from \(start) to \(end)")
    return start * pow(end / start, bounded(progress))
  }

  private static func bounded(_ progress: Double) -> Double { min(max(progress, 0), 1) }
}
