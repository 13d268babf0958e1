import ArgumentParser
import EnvironmentAPI
import WireProtocol

/// `spiral-env spec`: the spaces and options of a configured engine.
struct SpecCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spec", abstract: "Print the spec of an environment as JSON.",
    discussion: """
      EXAMPLES
        spiral-env spec --backend brush
        spiral-env spec --backend brush --option color=false --option sizes=2,4
      """)

  @Option(help: "The engine; see 'spiral-env list'.")
  var backend: String

  @OptionGroup var options: OptionArguments

  @OptionGroup var plugins: PluginArguments

  func run() throws {
    let backend = try plugins.backend(named: backend)
    print(try options.configuration(of: backend).specJSON())
  }
}
