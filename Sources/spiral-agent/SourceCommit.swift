import Foundation

/// The commit of the checkout in which the program was built.
enum SourceCommit {
  /// Returns its hash, or nil when the program stands in no checkout.
  static func current() -> String? { find(above: Bundle.main.bundleURL) }

  /// Looks for a checkout in the folder and those above it.
  static func find(above folder: URL) -> String? {
    var folder = folder.standardizedFileURL
    while folder.path != "/" {
      let git = folder.appending(path: ".git")
      if let head = text(git.appending(path: "HEAD")) { return commit(head, in: git) }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  /// What `HEAD` names: a hash, or a reference in a file of its own or in `packed-refs` (gitrepository
  /// layout, gitrepository-layout(5)).
  private static func commit(_ head: String, in git: URL) -> String? {
    guard head.hasPrefix("ref: ") else { return head }
    let reference = String(head.dropFirst(5))
    if let hash = text(git.appending(path: reference)) { return hash }
    let lines = text(git.appending(path: "packed-refs"))?.split(separator: "\n") ?? []
    return lines.first { $0.hasSuffix(" \(reference)") }.map { String($0.prefix(40)) }
  }

  private static func text(_ url: URL) -> String? {
    (try? String(contentsOf: url, encoding: .utf8))?
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
