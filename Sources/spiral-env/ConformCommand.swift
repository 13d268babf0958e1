import ArgumentParser
import Conformance
import Foundation

/// `spiral-env conform`: examines any server over the wire.
struct ConformCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conform", abstract: "Examine a server: does it keep the protocol?",
    discussion: """
      Every rule starts the server anew, talks to it on its standard input and output, and says what
      it did wrong and which lines show it. The exit status is 0 only if no rule is broken.

      EXAMPLES
        spiral-env conform -- spiral-env --backend brush
        spiral-env conform --json -- ./my-server --fast > report.json
        spiral-env conform --only autoreset -- ./my-server
        spiral-env conform --list
      """)

  @Flag(help: "Print one JSON object at the end instead of lines.")
  var json = false

  @Flag(help: "Only list the rules.")
  var list = false

  @Option(help: ArgumentHelp("Only the rules whose names begin so.", valueName: "prefix"))
  var only: [String] = []

  @Option(help: "Seconds to wait for an answer before the server is killed.")
  var patience = 20.0

  @Option(
    help: ArgumentHelp(
      "Where the lines go that show failures. (default: a new folder for temporary files)",
      valueName: "folder"))
  var output: String?

  @Argument(parsing: .postTerminator, help: "The server's command, after --.")
  var command: [String] = []

  func run() throws {
    let rules = Rule.all.filter { rule in
      only.isEmpty || only.contains { rule.name.hasPrefix($0) }
    }
    guard !rules.isEmpty else {
      throw ValidationError("--only \(only.joined(separator: ", ")): no rule begins so; see --list")
    }
    if list {
      for rule in rules { print("\(rule.name): \(rule.sentence)") }
      return
    }
    guard !command.isEmpty else { throw ValidationError("no server: give its command after --") }
    guard patience > 0, patience <= 3600 else {
      throw ValidationError("--patience must be in 0...3600 seconds")
    }
    let folder =
      output
      ?? FileManager.default.temporaryDirectory
      .appending(path: "spiral-conform-\(ProcessInfo.processInfo.processIdentifier)").path
    let examiner = Examiner(command: command, patience: patience, folder: folder)
    var results: [RuleResult] = []
    for rule in rules {
      results.append(examiner.examine(rule))
      if !json, let result = results.last {
        print(result.text)
        fflush(nil)
      }
    }
    print(json ? results.json : results.summary)
    if results.contains(where: \.isFailure) { throw ExitCode(1) }
  }
}
