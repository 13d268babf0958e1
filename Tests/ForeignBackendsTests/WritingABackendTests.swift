import EnvironmentAPI
import EnvironmentTestKit
import Foundation
import ImageFiles
import PaintCore
import ProcessTesting
import Testing
import TilesExample

/// `docs/writing-a-backend.md`: its engines and its commands.
@Suite struct WritingABackendTests {
  /// A fenced block of the page.
  private struct Block {
    /// What follows the fence.
    var language: String
    /// The last name in backticks of the line before.
    var file: String?
    var text: String
  }

  private static func blocks(of page: String) throws -> [Block] {
    let text = try String(contentsOfFile: "\(packageFolder)/\(page)", encoding: .utf8)
    var blocks: [Block] = []
    var open: Block?
    var lastWords: Substring = ""
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        if let block = open {
          blocks.append(block)
          open = nil
          // The name is the next block's only.
          lastWords = ""
        } else {
          let names = lastWords.split(separator: "`", omittingEmptySubsequences: false)
          let isFile = lastWords.hasPrefix("Save this as")
          open = Block(
            language: String(line.dropFirst(3)), file: isFile ? String(names[1]) : nil, text: "")
        }
      } else if open != nil {
        open?.text += line + "\n"
      } else if !line.isEmpty {
        lastWords = line
      }
    }
    return blocks
  }

  private static let page = "docs/writing-a-backend.md"

  @Test func `the Swift engine of the page is the example, and keeps the contract`() throws {
    let swift = try #require(try Self.blocks(of: Self.page).first { $0.language == "swift" })
    #expect(swift.file == "Plugins/Tiles/TilesBackend.swift")
    let example = try String(
      contentsOfFile: packageFolder + "/Plugins/Examples/swift-backend/TilesBackend.swift",
      encoding: .utf8)
    #expect(swift.text == example)
    #expect(try BackendContract(TilesBackend()).violations() == [])
  }

  @Test func `the commands of the page make two engines that paint the same`() throws {
    let blocks = try Self.blocks(of: Self.page)
    let files = blocks.filter { $0.file != nil && $0.language != "swift" }
    // What is not the engine would be started in its place.
    try #require(files.compactMap(\.file) == ["spiral-backend-tiles", "tiles.c"])
    let folder = try ScratchFolder()
    for block in files { _ = try folder.write(block.text, to: block.file ?? "") }
    let commands = blocks.filter { $0.language == "sh" }.map(\.text).joined()
    let output = try run(commands, in: folder)
    #expect(output.filter { $0.hasPrefix("tiles 1: 8 by 8 tiles [") }.count == 2)
    #expect(output.last == "exit 0", "\(output)")
    let program = try ImageFile.read(folder.path + "/program.png")
    let shared = try ImageFile.read(folder.path + "/shared.png")
    #expect(program == shared)
    #expect(program.width == 32 && Set(program.pixels).count > 1)
  }

  /// The build and what follows it were run by hand; here the three rows have to land.
  @Test func `the rows of the module land in the package and in the catalog`() throws {
    let block = try #require(try Self.blocks(of: Self.page).first { $0.language == "sh module" })
    let edits = block.text.split(separator: "\n").filter { $0.hasPrefix("sed ") }
    #expect(edits.count == 3)
    let catalog = "Sources/spiral-env/BackendCatalog.swift"
    let output = try shell(
      """
      mkdir -p Sources/spiral-env
      for file in Package.swift \(catalog); do cp '\(packageFolder)'/$file $file; done
      \(edits.joined(separator: "\n"))
      for file in Package.swift \(catalog); do swiftc -frontend -parse $file; done && echo parses
      grep -h Tiles Package.swift \(catalog)
      """, timeoutSeconds: 60
    ).lines.map { String($0.drop { $0 == " " }) }
    #expect(output.contains("parses"))
    for row in [
      #".target(name: "Tiles", dependencies: ["EnvironmentAPI", "PaintCore", "StrokeProgram"], "#
        + #"path: "Plugins/Tiles"),"#,
      #"dependencies: ["Tiles","#, "import Tiles",
    ] { #expect(output.filter { $0 == row }.count == 1, "\(row)") }
    #expect(output.contains { $0.contains("BrushBackend(), TilesBackend(),") })
  }

  @Test(arguments: [
    ("Plugins/Examples/c-backend/README.md", "airbrush.png"),
    ("Plugins/Examples/python-backend/README.md", "dots.png"),
  ])
  func `the commands of an example paint`(page: String, picture: String) throws {
    let folder = try ScratchFolder()
    let commands = try Self.blocks(of: page).filter { $0.language == "sh" }.map(\.text).joined()
    let output = try run(commands, in: folder)
    #expect(output.last == "exit 0", "\(output)")
    // The agent says what it began with and what it came to.
    let line = try #require(output.first { $0.contains(", error ") })
    let errors = line.split(separator: " ").compactMap { Double($0.filter { $0 != "," }) }
    #expect(errors[1] > 0 && errors[2] < 0.5 * errors[1], "\(line)")
    #expect(try Set(ImageFile.read(folder.path + "/" + picture).pixels).count > 2)
  }

  /// Runs commands in a folder that looks like the checkout.
  private func run(_ commands: String, in folder: ScratchFolder) throws -> [String] {
    for name in ["Plugins", "docs"] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder.path)/\(name)", withDestinationPath: "\(packageFolder)/\(name)")
    }
    _ = try folder.write(commands, to: "commands.sh")
    return try shell(
      "cd '\(folder.path)'; bash -euo pipefail commands.sh 2>&1; echo \"exit $?\"",
      timeoutSeconds: 280
    ).lines
  }
}
