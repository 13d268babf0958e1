public import EnvironmentAPI

extension EnvironmentSession {
  /// The lanes between two lines, for those who watch; nil before `initialize` and after `shutdown`.
  public var lanes: VectorEnvironment? { environment?.lanes }
}
