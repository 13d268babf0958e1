import Foundation
import Testing

@testable import Agent

@Suite struct CheckpointFolderTests {
  /// Runs `body` in a folder of its own.
  private func inFolder(_ body: (_ path: String, CheckpointFolder) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.path + "/checkpoint-\(UUID())"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path, CheckpointFolder(in: path))
  }

  private func names(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  private struct Refusal: Error {}

  @Test func `what is written reads back, and only the latest stays`() throws {
    try inFolder { path, checkpoint in
      #expect(!checkpoint.exists)
      try checkpoint.write(1, files: ["a": [1, 2]]) { _ in }
      try checkpoint.write(2, files: ["a": [3], "b": []]) { folder in
        try Data([7]).write(to: URL(filePath: "\(folder)/c"))
      }
      #expect(checkpoint.exists)
      #expect(try checkpoint.read().files == ["a": [3], "b": [], "c": [7]])
      #expect(try names(path) == ["checkpoint-2", "checkpoint.json"])
    }
  }

  @Test func `the same number again replaces it too`() throws {
    try inFolder { path, checkpoint in
      for value in 0..<3 as Range<UInt8> {
        try checkpoint.write(5, files: ["a": [value]]) { _ in }
        #expect(try checkpoint.read().files == ["a": [value]])
      }
      #expect(try names(path).count == 2)
    }
  }

  @Test(arguments: [1, 2]) func `one that fails leaves the one before`(number: Int) throws {
    try inFolder { _, checkpoint in
      try checkpoint.write(1, files: ["a": [1]]) { _ in }
      #expect(throws: Refusal.self) {
        try checkpoint.write(number, files: ["a": [2]]) { _ in throw Refusal() }
      }
      #expect(try checkpoint.read().files == ["a": [1]])
      try checkpoint.write(2, files: ["a": [3]]) { _ in }
      #expect(try checkpoint.read().files == ["a": [3]])
    }
  }

  @Test(arguments: [
    ("checkpoint-1/a", [1, 2] as [UInt8]?, "expected 3 bytes, got 2"),
    ("checkpoint-1/a", [1, 2, 4], "not those that were written"),
    ("checkpoint-1/a", nil, "checkpoint-1/a"),
    ("checkpoint.json", [0x7B], "checkpoint.json"),
    ("checkpoint.json", Array(#"{"format":"x","folder":"y","files":[]}"#.utf8), "spiral-training"),
    (
      "checkpoint.json",
      Array(#"{"format":"spiral-training-1","folder":"../y","files":[]}"#.utf8), "name of a file"
    ),
  ])
  func `a damaged one is refused by name`(file: String, bytes: [UInt8]?, words: String) throws {
    try inFolder { path, checkpoint in
      try checkpoint.write(1, files: ["a": [1, 2, 3]]) { _ in }
      try FileManager.default.removeItem(atPath: "\(path)/\(file)")
      if let bytes { try Data(bytes).write(to: URL(filePath: "\(path)/\(file)")) }
      #expect {
        try checkpoint.read()
      } throws: {
        "\($0)".contains(words) && "\($0)".contains("damaged")
      }
    }
  }
}
