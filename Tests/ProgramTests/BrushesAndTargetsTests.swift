import ImageFiles
import JSONText
import PaintCore
import ProcessTesting
import TestMaterial
import Testing

/// `spiral-env brushes` and `--targets`, as processes.
@Suite struct BrushesAndTargetsTests {
  @Test func `brushes lists the presets with their costs and draws a sheet`() throws {
    let lines = try shell(
      "mkdir empty; spiral-env brushes --directory empty; spiral-env brushes --directory empty "
        + "--json -o $PWD/sheet.png; od -An -tx1 -N4 sheet.png"
    ).lines
    #expect(lines[0].hasPrefix("brush"))
    #expect(lines[1].hasPrefix("ink "))
    let json = try JSON.parse(Array(lines[lines.count - 2].utf8)).array()
    #expect(try json.map { try $0.member("name").string() } == ["ink", "dry", "marker", "pencil"])
    #expect(try json.allSatisfy { try $0.member("dabsPerStroke").integer() > 10 })
    #expect(lines.last?.contains("89 50 4e 47") == true)
  }

  @Test func `a folder of brushes that is not there is named`() throws {
    let lines = try shell("spiral-env brushes --directory nowhere 2>&1").lines
    #expect(lines.contains { $0.contains("nowhere: no folder") })
  }

  private static let hello =
    #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"1.0","#
    + #""clientInfo":{"name":"test","version":"1"},"#
    + #""capabilities":{"obsEncodings":["b64"],"maxLineBytes":67108864}}}"#

  private static func reset(seed: Int) -> String {
    #"{"jsonrpc":"2.0","id":2,"method":"reset","params":{"seed":\#(seed),"want":["target"]}}"#
  }

  @Test func `targets come from a folder by seed, without a word from the client`() throws {
    var pictures = ""
    for level in 0..<8 {
      // An 8-bit grey picture of one pixel, in the base64 of its PNG.
      let image = try PixelImage(
        width: 1, height: 1, channels: 1, pixels: [UInt8(16 * level)])
      let text = try PNG.encode(image).map { "\\x" + String($0, radix: 16).leftPadded }.joined()
      pictures += "printf '\(text)' >set/\(level).png\n"
    }
    let requests = ([Self.hello] + (1...6).map(Self.reset) + (1...6).map(Self.reset))
      .joined(separator: "\n")
    let answers = try shell(
      """
      mkdir set
      \(pictures)
      spiral-env --backend brush --option canvas=28 --targets images:set --wire stdio <<'END'
      \(requests)
      END
      """
    ).lines.dropFirst().map { line in
      try JSON.parse(Array(line.utf8)).member("result").member("obs").member("target")
        .member("data").string()
    }
    #expect(answers.count == 12)
    #expect(Array(answers[..<6]) == Array(answers[6...]))
    #expect(Set(answers).count > 2)
  }

  @Test(arguments: [("scene:spiral", 3), ("scene:voxel-garden", 1)])
  func `scenes are targets: random ones by seed, or the one that a file shows`(
    targets: String, different: Int
  ) throws {
    let requests = ([Self.hello] + [1, 2, 3, 1].map(Self.reset)).joined(separator: "\n")
    let answers = try shell(
      "spiral-env --backend scene3d --option canvas=16 --targets \(targets) --wire stdio <<'END'\n"
        + requests + "\nEND\n"
    ).lines.dropFirst().map { line in
      try JSON.parse(Array(line.utf8)).member("result").member("obs").member("target")
        .member("data").string()
    }
    #expect(Set(answers).count == different)
    #expect(answers.first == answers.last)
  }

  @Test(arguments: [
    ("mnist:/no/such/file", "/no/such/file"), ("paintings", "is no description"),
    ("scene:nowhere", "nowhere"),
  ])
  func `pictures that are not there are refused at the start`(targets: String, words: String)
    throws
  {
    let lines = try shell(
      "spiral-env --backend brush --targets \(targets) </dev/null 2>&1; echo exit $?"
    ).lines
    #expect(lines.joined().contains(words), "\(lines)")
    #expect(lines.last != "exit 0")
  }
}

extension String {
  fileprivate var leftPadded: String { count < 2 ? "0" + self : self }
}
