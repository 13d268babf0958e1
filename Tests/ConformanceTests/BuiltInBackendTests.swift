import Conformance
import JSONText
import ProcessTesting
import Testing

/// The engines of this package keep the protocol, over the wire.
@Suite struct BuiltInBackendTests {
  @Test(arguments: ["brush", "scene3d", "plotter"])
  func `a built-in engine keeps every rule`(backend: String) throws {
    let command = "spiral-env conform --json --patience 60 -- spiral-env --backend \(backend)"
    let line = try #require(try shell(command, timeoutSeconds: 300).lines.first)
    let report = try JSON.parse(Array(line.utf8))
    let broken = try report.member("rules").array().filter {
      try $0.member("outcome").string() != "passed"
    }
    #expect(broken.map { $0["rule"] }.isEmpty, "\(broken.map { $0["reason"] })")
    #expect(try report.member("passed").integer() == Rule.all.count)
  }
}
