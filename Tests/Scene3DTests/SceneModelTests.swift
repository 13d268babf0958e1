import EnvironmentAPI
import Foundation
import JSONText
import PaintCore
import StrokeProgram
import Testing

@testable import Scene3D

@Suite struct SceneModelTests {
  @Test func `meshes fit their size and stand on the ground`() throws {
    let file = try SceneFile.load("meshes")
    #expect(file.kinds.count == 6)
    for kind in file.kinds {
      guard case .mesh(let mesh) = kind.shape else {
        Issue.record("\(kind.name) is no mesh")
        continue
      }
      let scale = kind.scale(size: 0.5)
      let pose = kind.pose(at: SIMD2(1, 2), yaw: 0, size: 0.5)
      let points = mesh.vertices.map { pose.point($0 * scale) }
      let lowest = points.map(\.z).min() ?? 9
      #expect(abs(lowest) < 1e-4, "\(kind.name)")
      let reach = points.map { max(abs($0.x - 1), abs($0.y - 2), $0.z * 0.5) }.max() ?? 9
      #expect(reach > 0.24 && reach < 0.51, "\(kind.name)")
    }
  }

  /// Writes a file for the length of a test.
  private func withFile<Result>(
    _ bytes: [UInt8], _ ending: String, _ body: (String) throws -> Result
  ) throws -> Result {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).\(ending)")
    try Data(bytes).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    return try body(path.path)
  }

  @Test func `a voxel model is a target that actions can rebuild`() throws {
    let configuration = try EnvironmentConfiguration(
      backend: Scene3DBackend(), given: ["scene": .string("voxel-garden")])
    let lanes = try VectorEnvironment(configuration, laneCount: 1)
    _ = try lanes.reset(seeds: [1])
    // four blocks wide from the left, three long from cell row 8, two high, of colour 5
    _ = try lanes.step(ActionTable(width: 7, numbers: [1, 8 * 16 + 2, 0, 3, 2, 1, 5]))
    let engine = try #require(configuration.engine as? ConfiguredScene)
    let grammar = try #require(engine.grammar as? VoxelGrammar)
    var cells = [UInt8](repeating: 0, count: 4096)
    for z in 0..<2 {
      for y in 7..<10 {
        for x in 2..<6 { cells[x + 16 * y + 256 * z] = 6 }
      }
    }
    let grid = VoxelGrid(size: SIMD3(16, 16, 16), cells: cells, palette: grammar.palette)
    let model = try withFile(VoxFile(grid).bytes(), "vox") { try SceneFile.load($0) }
    var frame = RenderedFrame(width: 64, height: 64)
    SceneRenderer(engine.options.renderSettings).render(model.stage, into: &frame)
    let built = try lanes.render(lane: 0).pixels
    let largest = zip(frame.rgb, built).map { abs(Int($0) - Int($1)) }.max() ?? 255
    #expect(largest <= 1)
    _ = try lanes.step(ActionTable(width: 7, numbers: [2, 8 * 16 + 2, 0, 0, 0, 0, 0]))
    let isOther = try lanes.render(lane: 0).pixels != built
    #expect(isOther)
  }

  @Test func `voxel models fit their size and stand on the ground`() throws {
    let text = SceneFileTests.text([
      "kinds": #"[{"name": "g", "voxels": "voxels/garden.vox", "materials": ["paint"]}]"#
    ])
    let file = try SceneFile.parse(
      Array(text.utf8), name: "test.json", asset: ShippedScenes.bytes)
    let kind = file.kinds[0]
    // the garden is 16 x 16 cells wide and less high
    #expect(kind.low == .zero && kind.high.x == 16 && kind.high.y == 16 && kind.high.z < 16)
    #expect(abs(kind.scale(size: 2).x * 16 - 4) < 1e-5)
    #expect(kind.pose(at: .zero, yaw: 0, size: 2).position == Vector3(-2, -2, 0))
  }

  @Test func `a broken model is an error with its file`() throws {
    for ending in ["vox", "obj"] {
      let error = #expect(throws: JSONFileError.self) {
        try withFile(Array("v 1 2 x".utf8), ending) { _ = try SceneFile.load($0) }
      }
      #expect(error?.description.contains(".\(ending): expected a readable") == true)
    }
  }
}
