import Foundation
import ProcessTesting
import Testing

/// Whole sessions with the engines of this package, byte for byte: Tests/GoldenSessions holds them by
/// version of the protocol and engine. `Scripts/golden-sessions` answers their requests anew.
///
/// A changed answer is a changed protocol or engine: look at the difference before you keep it.
@Suite struct GoldenSessionTests {
  private static let folder = packageFolder + "/Tests/GoldenSessions"

  /// The names of the sessions, such as `1.0/brush/painting`.
  private static let sessions: [String] = {
    let ending = ".requests.jsonl"
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return files.filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }.sorted()
  }()

  @Test func `every engine has its sessions`() {
    for backend in ["brush", "scene3d", "plotter"] {
      let names = Self.sessions.filter { $0.hasPrefix("1.0/\(backend)/") }
      #expect(names.count == 4, "\(Self.sessions)")
    }
  }

  @Test(arguments: sessions)
  func `a recorded session is answered byte for byte`(session: String) throws {
    let backend = session.split(separator: "/")[1]
    let path = "\(Self.folder)/\(session)"
    let result = try shell(
      "spiral-env --backend \(backend) --wire stdio <\(path).requests.jsonl >got; echo $?; cat got",
      timeoutSeconds: 60)
    let expected = try String(contentsOfFile: "\(path).responses.jsonl", encoding: .utf8)
      .split(separator: "\n").map(String.init)
    #expect(result.lines.first == "0")
    let got = Array(result.lines.dropFirst())
    #expect(got.count == expected.count)
    for (number, pair) in zip(got, expected).enumerated() where pair.0 != pair.1 {
      Issue.record("answer \(number + 1): got \(pair.0.prefix(400)), not \(pair.1.prefix(400))")
    }
  }

  @Test(arguments: sessions)
  func `a session is small enough to be read`(session: String) throws {
    let text = try String(
      contentsOfFile: "\(Self.folder)/\(session).responses.jsonl", encoding: .utf8)
    #expect(text.utf8.count < 20_000)
  }
}
