import Foundation
import TestMaterial
import Testing

@testable import Scene3D

/// The real meshes and voxel models; the table of their counts is that of the data's README.
@Suite(.enabled(if: SharedData.isPresent, "skipped: the shared data is not beside the package"))
struct SharedModelsTests {
  /// Names and the numbers before a word in the rows of a table: `| `vox/a.vox` | 12 voxels, ... |`.
  static func rows(_ folder: String, _ words: [String]) throws -> [(name: String, counts: [Int])] {
    let text = try String(contentsOfFile: SharedData.folder + "/README.md", encoding: .utf8)
    return text.split(separator: "\n").compactMap { line in
      guard line.hasPrefix("| `\(folder)/") else { return nil }
      let cells = line.split(separator: "|")
      let name = cells[0].split(separator: "`")[1]
      let tokens = cells[1].split(whereSeparator: { " ,".contains($0) }).map(String.init)
      let counts = words.map { word in
        tokens.firstIndex(of: word).flatMap { Int(tokens[$0 - 1]) } ?? 0
      }
      return (String(name), counts)
    }
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: SharedData.folder + "/" + name)))
  }

  @Test func `every mesh has its vertices and faces`() throws {
    let rows = try Self.rows("meshes", ["vertices", "faces"])
    #expect(rows.count == 9)
    for (name, counts) in rows {
      let file = try OBJFile(try Self.bytes(name), name: name)
      #expect([file.vertices.count, file.polygonCount] == counts, "\(name)")
      #expect(file.triangles.count >= file.polygonCount - file.degenerateCount, "\(name)")
      let bounds = file.mesh().fitted().bounds
      #expect(abs((bounds.upper - bounds.lower).max() - 2) < 1e-5, "\(name)")
    }
  }

  @Test func `every voxel model has its voxels`() throws {
    let rows = try Self.rows("vox", ["model(s)", "voxels"])
    #expect(rows.count == 29)
    for (name, counts) in rows {
      let file = try VoxFile(try Self.bytes(name))
      #expect(file.models.count == counts[0], "\(name)")
      #expect(file.models[0].voxels.count == counts[1], "\(name)")
      // no cell is named twice, so that the grid has as many
      #expect(try file.merged().cells.count { $0 != 0 } == counts[1], "\(name)")
      #expect(try VoxFile(VoxFile(file.grid(0)).bytes()).grid(0).cells == file.grid(0).cells)
    }
  }
}
