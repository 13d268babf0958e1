/// What can go wrong between a caller and an environment; nothing has changed when one is thrown.
public enum EnvironmentError: Error, Sendable, Equatable {
  /// An option that the backend does not know, or a value it cannot take.
  case invalidOption(name: String, expected: String, got: String)
  /// Something larger than this server allows.
  case resourceLimit(what: String, limit: String, got: String)
  /// An action outside the action space; no lane moved.
  case invalidAction(InvalidAction)
  /// A lane was used before its first reset.
  case resetNeeded(lane: Int)
  /// A lane whose episode has ended was stepped although autoreset is off.
  case episodeOver(lane: Int)
  /// An argument outside its range.
  case invalidArgument(path: String, expected: String, got: String)
  /// A saved state of another backend, version or configuration, or a damaged one.
  case stateIncompatible(expected: String, got: String)
  /// Something this backend or build does not do.
  case unsupported(String)
  /// The critic that rewards steps failed; the environment is lost, because lanes may have moved.
  case rewardFailure(String)
  /// An engine outside this program died, hung or answered nonsense; the environment is lost.
  case backendFailure(String)
  /// A plugin that cannot be used: where, what it should have been, what it was.
  case pluginLoad(place: String, expected: String, got: String)
  /// A backend name nobody registered.
  case unknownBackend(name: String, known: [String])
}

/// What was wrong with an action.
public struct InvalidAction: Error, Sendable, Equatable {
  /// What stood in the action's place.
  public enum Got: Sendable, Equatable {
    /// A number outside the space.
    case number(Double)
    /// Something that is not even a number, a column of another length, or nothing, in words.
    case words(String)
  }

  /// The part's name.
  public let path: String
  /// The lane it was for; nil when it concerns all lanes.
  public let lane: Int?
  /// What the part must be; nil when there is no such part.
  public let expected: LeafSpace?
  /// What it was.
  public let got: Got

  /// Makes a report.
  public init(path: String, lane: Int?, expected: LeafSpace?, got: Got) {
    self.path = path
    self.lane = lane
    self.expected = expected
    self.got = got
  }
}

extension EnvironmentError: CustomStringConvertible {
  /// One line for people: the place, what was expected and what came.
  public var description: String {
    switch self {
    case .invalidOption(let name, let expected, let got):
      "option '\(name)': expected \(expected), got \(got)"
    case .resourceLimit(let what, let limit, let got):
      "\(what): at most \(limit), got \(got)"
    case .invalidAction(let invalid): invalid.description
    case .resetNeeded(let lane): "lane \(lane) has not been reset yet: call reset first"
    case .episodeOver(let lane):
      "the episode of lane \(lane) is over and autoreset is Disabled: reset it first; "
        + "nothing was stepped"
    case .invalidArgument(let path, let expected, let got):
      "'\(path)': expected \(expected), got \(got)"
    case .stateIncompatible(let expected, let got):
      "saved state: expected \(expected), got \(got)"
    case .unsupported(let what): what
    case .rewardFailure(let reason): "the critic of --reward-from: \(reason)"
    case .backendFailure(let reason): "the engine: \(reason)"
    case .pluginLoad(let place, let expected, let got):
      "plugin \(place): expected \(expected), got \(got)"
    case .unknownBackend(let name, let known):
      "there is no backend '\(name)'; there is \(known.sorted().joined(separator: ", "))"
    }
  }
}

extension InvalidAction: CustomStringConvertible {
  /// One line for people.
  public var description: String {
    let place = "action '\(path)'" + (lane.map { ", lane \($0)" } ?? "")
    let range = expected.map(\.description) ?? "no such part"
    return switch got {
    case .number(let number):
      "\(place): \(number.briefDescription) is outside \(range); nothing was stepped"
    case .words(let words): "\(place): expected \(range), got \(words); nothing was stepped"
    }
  }
}

extension LeafSpace: CustomStringConvertible {
  /// The range in a few characters, such as `0...1023`.
  public var description: String {
    switch self {
    case .discrete(let count): "0...\(count - 1)"
    case .multiDiscrete(let counts): "0..<\(counts)"
    case .multiBinary(let count): "\(count) of 0 or 1"
    case .box(let type, let shape, let low, let high):
      "\(type.rawValue)\(shape) in \(low?.briefDescription ?? "-inf")..."
        + (high?.briefDescription ?? "inf")
    }
  }
}

extension Double {
  /// The number without a fraction when it is whole.
  var briefDescription: String {
    Int(exactly: self).map(String.init) ?? description
  }
}
