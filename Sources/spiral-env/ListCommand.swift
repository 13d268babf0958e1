import ArgumentParser
import EnvironmentAPI
import Logging
import StrokeProgram
import WireProtocol

/// `spiral-env list`: which engines there are and what they can be told.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the engines and their options.",
    discussion: """
      Besides the engines of this program: shared objects of --plugin and of the folders in
      SPIRAL_PLUGIN_PATH, and executables spiral-backend-NAME on PATH, in this order. What cannot be
      used or has a name that is taken is said on standard error.

      EXAMPLES
        spiral-env list
        spiral-env list --json
        spiral-env list --plugin ./airbrush.so
      """)

  @OptionGroup var plugins: PluginArguments

  @Flag(help: "Print JSON.")
  var json = false

  func run() {
    let (backends, warnings) = plugins.list()
    let logger = Logger(label: "spiral-env") { StreamLogHandler.standardError(label: $0) }
    for warning in warnings { logger.warning("\(warning)") }
    print(json ? backends.catalogJSON() : text(backends))
  }

  private func text(_ backends: [any PaintingBackend]) -> String {
    backends.map { backend in
      let options = (backend.options + CoreOptions.declarations).map { option in
        let start = "  --option \(option.name)=\(option.defaultValue)"
        let padding = String(repeating: " ", count: max(1, 38 - start.count))
        return start + padding + option.doc + " (\(option.kind))"
      }
      return
        (["\(backend.name) \(backend.version): \(backend.summary) [\(backend.origin)]"]
        + options).joined(separator: "\n")
    }.joined(separator: "\n\n")
  }
}
