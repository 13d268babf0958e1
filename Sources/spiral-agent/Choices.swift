import Agent
import ArgumentParser
import WireProtocol

/// The values of `--policy`.
enum PolicyName: String, CaseIterable, ExpressibleByArgument {
  case random
  case search

  /// The policy itself.
  var policy: any PaintingPolicy {
    switch self {
    case .random: RandomPolicy()
    case .search: SearchPolicy()
    }
  }
}

/// The values of `--wire`.
enum WireName: String, CaseIterable, ExpressibleByArgument {
  case automatic
  case stdio
  case rendezvous

  /// The same choice for the connector.
  var choice: WireChoice {
    switch self {
    case .automatic: .automatic
    case .stdio: .stdio
    case .rendezvous: .rendezvous
    }
  }
}

/// What a file given with `-o` holds; its extension says so.
enum OutputKind: String, CaseIterable {
  case png
  case gif
  case json
  case svg

  /// Returns nil for a name without one of the extensions.
  init?(path: String) {
    guard let dot = path.lastIndex(of: "."), dot != path.startIndex else { return nil }
    self.init(rawValue: path[path.index(after: dot)...].lowercased())
  }

  /// The extensions, for messages.
  static let list = allCases.map { ".\($0.rawValue)" }.joined(separator: ", ")
}
