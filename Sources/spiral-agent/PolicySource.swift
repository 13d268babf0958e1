import Agent
import ImageFiles
import NeuralNet

/// A file of a trained policy that was read, with the path for messages.
struct PolicySource {
  let path: String
  let file: SafetensorsFile
  let summary: PolicySummary

  /// Reads a file, or a policy that comes with the program.
  ///
  /// - Throws: ``RunError`` with the path when it is no policy.
  init(path: String) throws(RunError) {
    self.path = path
    let path = try ShippedPolicies.path(for: path)
    do {
      file = try SafetensorsFile(parsing: FileBytes.read(path))
      summary = try PolicySummary(file)
    } catch { throw RunError(description: "\(path), \(error)") }
  }

  /// Runs `body` and puts the path before complaints about the file.
  func using<Value>(_ body: (SafetensorsFile) throws -> Value) throws(RunError) -> Value {
    do { return try body(file) } catch { throw RunError(description: "\(path), \(error)") }
  }

  /// The policy, which leaves so much to chance.
  func policy(
    for specification: PaintingSpecification, temperature: Float
  ) throws(RunError) -> LearnedPolicy {
    try using { file in
      var policy = try LearnedPolicy(file, for: specification)
      policy.temperature = temperature
      return policy
    }
  }

  /// The policy with so many programs tried around what it proposes.
  ///
  /// - Parameter temperature: Of the proposals after the first.
  /// - Throws: When it invents, since nothing says then what would be better.
  func refined(
    for specification: PaintingSpecification, temperature: Float, programCount: Int
  ) throws(RunError) -> RefinedPolicy {
    try checkRefinement()
    return RefinedPolicy(
      surest: try policy(for: specification, temperature: 0),
      sampling: try policy(for: specification, temperature: temperature),
      programCount: programCount)
  }

  /// Refuses to refine a policy that invents.
  func checkRefinement() throws(RunError) {
    guard summary.needsTarget else {
      throw RunError(
        description: "--refine needs a policy that reconstructs a target; \(path) invents")
    }
  }
}
