import Conformance
import Foundation
import ProcessTesting
import Testing

/// One deliberately broken server for each rule: the rule sees it, and its neighbours do not.
@Suite struct BrokenServerTests {
  private let program = programFolder + "/broken-server"

  @Test func `the server without a fault keeps every rule`() {
    let broken = results(of: Rule.all, fault: "none").filter { $0.outcome != .passed }
    #expect(broken.map(\.text) == [])
  }

  /// Every rule of the fault's theme is examined, so that a rule that fails for everything shows.
  @Test(arguments: Rule.all.map(\.name))
  func `a server with one fault breaks one rule`(name: String) {
    let theme = name.prefix { $0 != "." } + "."
    // Waiting for memory to grow takes long and is a rule of its own.
    let rules = Rule.all.filter { rule in
      rule.name.hasPrefix(theme) && (rule.name == name || rule.name != "flow.slow-reader")
    }
    let broken = results(of: rules, fault: name).filter(\.isFailure)
    #expect(broken.map(\.rule.name) == [name], "\(broken.map(\.text))")
  }

  @Test func `the documentation has every rule in its words`() throws {
    let text = try String(contentsOfFile: packageFolder + "/docs/conformance.md", encoding: .utf8)
    for rule in Rule.all { #expect(text.contains("| `\(rule.name)` | \(rule.sentence) |")) }
  }

  @Test func `a server that hangs is killed and said to hang`() throws {
    let rule = try #require(Rule.all.first { $0.name == "reset.options" })
    let result = Examiner(command: [program, "hang"], patience: 0.5, folder: folder("hang"))
      .examine(rule)
    #expect(result.text.contains("within 0.5 s; it was killed"))
    #expect(result.seconds < 20)
  }

  @Test func `a program that is no server fails every rule in words`() throws {
    let rule = try #require(Rule.all.first { $0.name == "handshake.members" })
    for (command, words) in [
      (["/bin/true"], "exited with code 0"),
      (["/bin/sh", "-c", "echo hello; cat >/dev/null"], "is not JSON"),
      // It may have gone before it is sent anything: what it said must show all the same.
      (["/usr/bin/printf", "hel%s", "lo"], "hello"),
      (["/no/such/program"], "there is no such file"),
    ] {
      let examiner = Examiner(command: command, patience: 2, folder: folder("none"))
      #expect(examiner.examine(rule).text.contains(words))
    }
  }

  @Test func `the lines of a failure show it again`() throws {
    let script = """
      spiral-env conform --only render.svg --output lines -- broken-server render.svg; echo $?
      ls lines; broken-server render.svg <lines/render.svg.jsonl | tail -1 | grep -c '<svq'
      spiral-env conform --only render.svg --output none -- broken-server none; echo $?; ls none
      """
    let lines = try shell(script).lines
    #expect(lines[0].hasPrefix("FAIL  render.svg"))
    #expect(lines.contains("      see it: broken-server render.svg < lines/render.svg.jsonl"))
    #expect(lines.suffix(6).prefix(3) == ["1", "render.svg.jsonl", "1"], "\(lines)")
    #expect(lines.suffix(2) == ["1 passed, 0 failed, 0 skipped", "0"], "\(lines)")
  }

  private func results(of rules: [Rule], fault: String) -> [RuleResult] {
    let examiner = Examiner(command: [program, fault], patience: 30, folder: folder(fault))
    return rules.map { examiner.examine($0) }
  }

  private func folder(_ name: String) -> String { "\(scratchFolder)/\(name)" }
}
