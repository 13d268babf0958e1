import Glibc

/// A line on standard error that says how far the work is and how long it will still take; silent
/// for the first two seconds and when standard error is no terminal.
public final class ProgressLine {
  private let label: String
  private let start = ContinuousClock.now
  private var lastShown: ContinuousClock.Instant?
  private let isTerminal = isatty(STDERR_FILENO) == 1

  private static let patience = Duration.seconds(2)
  private static let period = Duration.milliseconds(100)

  private let startFraction: Double

  /// Makes the line; nothing is shown yet.
  ///
  /// - Parameter startFraction: What was done already, long ago.
  public init(_ label: String, startFraction: Double = 0) {
    self.label = label
    self.startFraction = startFraction
  }

  /// The seconds since the line was made.
  public var elapsedSeconds: Double { (ContinuousClock.now - start).inSeconds }

  /// Shows that `fraction` of the work is done.
  public func show(_ fraction: Double) { show(fraction, figures: "") }

  /// Shows that `fraction` of the work is done.
  ///
  /// - Parameter figures: What else there is to tell.
  public func show(_ fraction: Double, figures: @autoclosure () -> String) {
    guard isTerminal, fraction > startFraction else { return }
    let now = ContinuousClock.now
    guard now - start > Self.patience, lastShown.map({ now - $0 > Self.period }) ?? true else {
      return
    }
    lastShown = now
    let elapsed = (now - start).inSeconds
    let percent = Int((min(fraction, 1) * 100).rounded(.down))
    let share = (1 - min(fraction, 1)) / (fraction - startFraction)
    let remaining = Int(min(elapsed * share, 1e9).rounded(.up))
    let figures = figures()
    let ending = figures.isEmpty ? "" : "; \(figures)"
    write("\r\(label): \(percent) %, about \(remaining) s left\(ending)\u{1B}[K")
  }

  /// Wipes the line.
  public func clear() {
    guard lastShown != nil else { return }
    write("\r\u{1B}[K")
    lastShown = nil
  }

  private func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }
}

extension Duration {
  /// The duration in seconds.
  public var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
