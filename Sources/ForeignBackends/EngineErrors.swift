import EnvironmentAPI
import EnvironmentClient
import JSONText

extension EnvironmentError {
  /// Why an executable engine could not begin a session: what it refuses of the options is the
  /// caller's mistake, everything else makes it unusable.
  init(starting path: String, _ error: any Error) {
    switch error {
    case ClientError.refused(let refusal) where refusal.kind == "resourceLimit":
      self = .resourceLimit(what: "options", limit: "what \(path) takes", got: refusal.message)
    case ClientError.refused(let refusal) where refusal.kind == "invalidOption":
      self = .invalidOption(
        name: "options", expected: "what \(path) takes", got: refusal.message)
    case let error as JSONError:
      self = .pluginLoad(
        place: "\(path), its answer to initialize, \(error.position)", expected: error.expected,
        got: error.got)
    default:
      self = .pluginLoad(place: path, expected: "an answer to initialize", got: "\(error)")
    }
  }
}
