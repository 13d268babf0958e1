/// Why a request to an environment did not succeed, beside the channel's own errors.
public enum ClientError: Error, Sendable, Equatable {
  /// The environment refused.
  case refused(ServerError)
  /// The environment answered with something that PROTOCOL.md does not allow.
  case malformedResponse(method: String, reason: String)
  /// The environment lacks something that the caller needs.
  case incapable(String)
}

/// An error as the environment reported it (PROTOCOL.md, section 6).
public struct ServerError: Sendable, Equatable {
  /// The JSON-RPC code; the protocol's own ones are positive.
  public let code: Int
  /// The stable name of the kind; empty when the server gave none.
  public let kind: String
  /// One line for people.
  public let message: String

  /// Makes an error.
  public init(code: Int, kind: String, message: String) {
    self.code = code
    self.kind = kind
    self.message = message
  }
}

extension ClientError: CustomStringConvertible {
  /// One line for people.
  public var description: String {
    switch self {
    case .refused(let error):
      error.kind.isEmpty
        ? "\(error.message) (error \(error.code))"
        : "\(error.message) (\(error.kind), error \(error.code))"
    case .malformedResponse(let method, let reason):
      "the environment's answer to '\(method)' is not protocol 1.0: \(reason)"
    case .incapable(let what): what
    }
  }
}
