/// Why a critic cannot be made or read.
public enum CriticError: Error, Hashable, CustomStringConvertible {
  /// A member of the configuration has a value for which there is no network.
  case impossibleConfiguration(String)
  /// The file cannot be read; the reason names it.
  case unreadable(String)
  /// The bytes are not a checkpoint of a critic.
  case malformedCheckpoint(String)

  /// The place, what was expected and what came.
  public var description: String {
    switch self {
    case .impossibleConfiguration(let complaint): "critic configuration: \(complaint)"
    case .unreadable(let reason): reason
    case .malformedCheckpoint(let complaint): "critic checkpoint: \(complaint)"
    }
  }
}
