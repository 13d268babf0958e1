import ArgumentParser
import EnvironmentAPI
import StrokeProgram

/// `--option key=value`, as often as wanted.
struct OptionArguments: ParsableArguments {
  @Option(
    name: .customLong("option"),
    help: ArgumentHelp(
      "An option of the backend; see 'spiral-env list'. Repeatable.", valueName: "key=value"))
  var assignments: [String] = []

  /// The options as texts; the backend knows their types.
  func texts() throws -> [String: String] {
    var texts: [String: String] = [:]
    for assignment in assignments {
      guard let equals = assignment.firstIndex(of: "="), equals != assignment.startIndex else {
        throw ValidationError("--option '\(assignment)': expected key=value, such as canvas=64")
      }
      let name = String(assignment[..<equals])
      guard
        texts.updateValue(String(assignment[assignment.index(after: equals)...]), forKey: name)
          == nil
      else { throw ValidationError("--option '\(name)' is given twice") }
    }
    return texts
  }

  /// The configuration of `backend` with these options.
  func configuration(of backend: any PaintingBackend) throws -> EnvironmentConfiguration {
    let declarations = backend.options + CoreOptions.declarations
    var values: [String: OptionValue] = [:]
    for (name, text) in try texts() {
      values[name] = try declarations.first { $0.name == name }?.parse(text) ?? .string(text)
    }
    return try EnvironmentConfiguration(backend: backend, given: values)
  }
}
