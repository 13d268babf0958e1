import ArgumentParser
import ForeignBackends

/// `spiral-env probe-plugin`: the child that rehearses a shared object; not for people.
struct ProbePluginCommand: ParsableCommand {
  static let name = "probe-plugin"

  static let configuration = CommandConfiguration(
    commandName: name, abstract: "Rehearse a shared object in this process.",
    shouldDisplay: false)

  @Argument(help: "The shared object.")
  var file: String

  @Argument(parsing: .postTerminator, help: "Options as name=text.")
  var options: [String] = []

  func run() {
    LibraryProbe.rehearse(path: file, options: options)
  }
}
