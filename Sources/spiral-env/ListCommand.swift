import ArgumentParser
import EnvironmentAPI
import StrokeProgram
import WireProtocol

/// `spiral-env list`: which engines there are and what they can be told.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the engines and their options.",
    discussion: """
      EXAMPLES
        spiral-env list
        spiral-env list --json
      """)

  @Flag(help: "Print JSON.")
  var json = false

  func run() {
    print(json ? BackendCatalog.backends.catalogJSON() : text())
  }

  private func text() -> String {
    BackendCatalog.backends.map { backend in
      let options = (backend.options + CoreOptions.declarations).map { option in
        let start = "  --option \(option.name)=\(option.defaultValue)"
        let padding = String(repeating: " ", count: max(1, 38 - start.count))
        return start + padding + option.doc + " (\(option.kind))"
      }
      return (["\(backend.name) \(backend.version): \(backend.summary)"] + options)
        .joined(separator: "\n")
    }.joined(separator: "\n\n")
  }
}
