/// Why a training cannot begin, or not go on.
public enum TrainingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The environment went away too often or answered nonsense. The trainer is as it was before the
  /// episodes that failed.
  case environment(String)
  /// The critic went away or answered nonsense; the trainer's state is lost.
  case critic(String)
  /// What was asked for does not fit together.
  case unsuitable(String)
  /// What a training was to go on from is damaged or of another one.
  case checkpoint(String)

  /// One line for people.
  public var description: String {
    switch self {
    case .environment(let reason): "the environment failed: \(reason)"
    case .critic(let reason): "the critic failed: \(reason)"
    case .unsuitable(let reason): reason
    case .checkpoint(let reason): reason
    }
  }
}
