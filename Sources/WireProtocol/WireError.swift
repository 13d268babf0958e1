import EnvironmentAPI
import JSONText

/// An error as it goes over the wire: PROTOCOL.md, section 6.
public struct WireError: Error, Sendable, Equatable {
  /// The stable name of an error; `data.kind` on the wire.
  public enum Kind: String, Sendable, CaseIterable {
    case parseError, invalidRequest, methodNotFound, invalidParams, internalError
    case unsupportedProtocolVersion, notInitialized, alreadyInitialized
    case resetNeeded, episodeOver, invalidAction, invalidOption, unsupported
    case stateIncompatible, lineTooLong, resourceLimit, backendFailure, pluginLoad
  }

  /// What else `data` says about it.
  enum Evidence: Sendable, Equatable {
    /// Nothing.
    case nothing
    /// A place in the request.
    case place(JSONError)
    /// What was wrong with an action.
    case action(InvalidAction)
    /// What a named thing should have been.
    case value(name: String?, expected: String, got: String)
    /// Which lane it was about.
    case lane(Int)
  }

  /// Which error it is.
  public let kind: Kind
  /// One line for people.
  public let message: String
  let evidence: Evidence

  init(_ kind: Kind, _ message: String, _ evidence: Evidence = .nothing) {
    self.kind = kind
    self.message = message
    self.evidence = evidence
  }

  /// An error about something that should have been otherwise.
  package init(_ kind: Kind, _ message: String, name: String, expected: String, got: String) {
    self.init(kind, message, .value(name: name, expected: expected, got: got))
  }

  /// An error without particulars.
  package init(_ kind: Kind, saying message: String) { self.init(kind, message) }

  /// The error that there is no such method.
  package init(unknownMethod method: String, known: String) {
    self.init(
      .methodNotFound, "there is no method '\(method)'",
      .value(name: "method", expected: known, got: method))
  }

  /// Something wrong at a place of the request.
  init(_ kind: Kind, at error: JSONError) {
    let place = "byte \(error.position.column)"
    self.init(kind, "\(place): expected \(error.expected), got \(error.got)", .place(error))
  }
}

extension WireError.Kind {
  /// The number of the error: JSON-RPC's own below zero, ours above.
  public var code: Int {
    switch self {
    case .parseError: -32700
    case .invalidRequest: -32600
    case .methodNotFound: -32601
    case .invalidParams: -32602
    case .internalError: -32603
    case .unsupportedProtocolVersion: 1001
    case .notInitialized: 1002
    case .alreadyInitialized: 1003
    case .resetNeeded: 1010
    case .episodeOver: 1011
    case .invalidAction: 1012
    case .invalidOption: 1013
    case .unsupported: 1014
    case .stateIncompatible: 1016
    case .lineTooLong: 1020
    case .resourceLimit: 1030
    case .backendFailure: 1040
    case .pluginLoad: 1041
    }
  }

  /// The error with this number.
  public init?(code: Int) {
    guard let kind = Self.allCases.first(where: { $0.code == code }) else { return nil }
    self = kind
  }
}

extension WireError {
  /// Any error that carrying out a request may throw; `base` is where its parameters start.
  init(_ error: any Error, parametersAt base: Int) {
    switch error {
    case let error as WireError: self = error
    case let error as EnvironmentError: self.init(error)
    case let error as InvalidAction: self.init(.invalidAction(error))
    case let error as JSONError: self.init(.invalidParams, at: error.moved(by: base))
    default: self.init(.internalError, "\(error)")
    }
  }

  /// An environment's error.
  init(_ error: EnvironmentError) {
    let message = error.description
    switch error {
    case .invalidOption(let name, let expected, let got):
      self.init(.invalidOption, message, .value(name: name, expected: expected, got: got))
    case .resourceLimit(let what, let limit, let got):
      self.init(.resourceLimit, message, .value(name: what, expected: "at most \(limit)", got: got))
    case .invalidAction(let invalid): self.init(.invalidAction, message, .action(invalid))
    case .resetNeeded(let lane): self.init(.resetNeeded, message, .lane(lane))
    case .episodeOver(let lane): self.init(.episodeOver, message, .lane(lane))
    case .invalidArgument(let path, let expected, let got):
      self.init(.invalidParams, message, .value(name: path, expected: expected, got: got))
    case .stateIncompatible(let expected, let got):
      self.init(.stateIncompatible, message, .value(name: nil, expected: expected, got: got))
    case .unsupported: self.init(.unsupported, message)
    case .rewardFailure, .backendFailure: self.init(.backendFailure, message)
    case .pluginLoad(let place, let expected, let got):
      self.init(.pluginLoad, message, .value(name: place, expected: expected, got: got))
    case .unknownBackend(let name, let known):
      self.init(
        .invalidOption, message,
        .value(name: "backend", expected: known.sorted().joined(separator: ", "), got: name))
    }
  }
}
