import Agent
import ArgumentParser
import ImageFiles
import WireProtocol

/// The values of `--policy`.
enum PolicyChoice: ExpressibleByArgument, Equatable {
  case random
  case search
  /// A trained policy: a file, or the name of one that comes with the program.
  case trained(path: String)

  init?(argument: String) {
    switch argument {
    case "random": self = .random
    case "search": self = .search
    case _ where (try? ShippedPolicies.path(for: argument)) != nil: self = .trained(path: argument)
    default: return nil
    }
  }

  /// What completion and errors offer.
  static var allValueStrings: [String] {
    ["random", "search", "FILE.safetensors"] + ShippedPolicies.names
  }

  /// The policy itself.
  ///
  /// - Throws: When the file of a trained one cannot be read or fits another environment.
  func policy(
    for specification: PaintingSpecification, temperature: Float
  ) throws -> any PaintingPolicy {
    switch self {
    case .random: return RandomPolicy()
    case .search: return SearchPolicy()
    case .trained(let path):
      return try PolicySource(path: path).policy(for: specification, temperature: temperature)
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
