import Foundation

/// The trained policies that come with the program, in a folder that the build puts beside it.
enum ShippedPolicies {
  private static let folder = Bundle.main.bundleURL.appending(
    path: "spiral_spiral-agent.resources/Policies")
  private static let suffix = ".safetensors"

  /// Their names, sorted.
  static var names: [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }.sorted()
  }

  /// Returns the file that a word on the command line means: that of the shipped policy of that name,
  /// or the word itself when it names a file.
  ///
  /// - Throws: ``RunError`` with the names there are when it is neither.
  static func path(for word: String) throws(RunError) -> String {
    if word.hasSuffix(suffix) { return word }
    guard names.contains(word) else {
      throw RunError(
        description: "'\(word)' is no trained policy: expected FILE\(suffix) or one of "
          + (names.isEmpty ? "none, as \(folder.path) is missing" : list))
    }
    return folder.appending(path: word + suffix).path
  }

  /// The names for help texts.
  static var list: String { names.joined(separator: ", ") }
}
