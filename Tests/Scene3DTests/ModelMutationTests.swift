import Foundation
import TestMaterial
import Testing

@testable import Scene3D

/// Damaged files: every one is either read or refused with a place, and nothing grows beyond it.
struct ModelMutationTests {
  static let words: [[UInt8]] = [
    "f ", "v ", "-", "1e9", "1e999", "nan", "/", "//", "\n", "\\\n", "usemtl a", "mtllib m\n", "#",
    "99999999999999", "0", " ", "\u{0}",
  ].map { Array($0.utf8) }

  static let numbers: [[UInt8]] = [
    [0, 0, 0, 0], [255, 255, 255, 255], [255, 255, 255, 127], [0, 0, 0, 128], [1, 0, 0, 0],
    [0, 1, 0, 0], Array("nTRN".utf8), Array("nGRP".utf8), Array("XYZI".utf8), Array("SIZE".utf8),
  ]

  static func mutate(
    _ bytes: [UInt8], _ words: [[UInt8]], _ source: inout RandomSource
  ) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &source) {
      let place = Int.random(in: 0...bytes.count, using: &source)
      switch Int.random(in: 0..<6, using: &source) {
      case 0 where place < bytes.count: bytes.remove(at: place)
      case 1 where place < bytes.count: bytes[place] = .random(in: 0...255, using: &source)
      case 2 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &source)
      case 3:
        let word = words.randomElement(using: &source) ?? []
        let end = min(place + word.count, bytes.count)
        let isInsertion = Bool.random(using: &source)
        bytes.replaceSubrange(place..<(isInsertion ? place : end), with: word)
      case 4: bytes.removeSubrange(place...)
      default:
        let end = Int.random(in: place...min(place + 200, bytes.count), using: &source)
        bytes.insert(
          contentsOf: Array(bytes[place..<end]), at: Int.random(in: 0...place, using: &source))
      }
    }
    return bytes
  }

  @Test func `damaged OBJ files never trap`() {
    var samples = [
      "mtllib m\nv 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 1\nusemtl a\nf 1/1 2/2/2 3//3 4\nf -1 -2 -3\n",
      "o a\ng b c\nv 0 0 0 1 1 1\nv 1 0 0\\\n\nv 1e3 -1.5E-2 .5\ns 1\nf 1 2 3 3 2 1 # x\n",
    ].map { Array($0.utf8) }
    if let real = try? SharedModelsTests.bytes("meshes/cube.obj") { samples.append(real) }
    let library = Array("newmtl a\nKd 1 0 0\nnewmtl b\nKd .5 .5 .5\n".utf8)
    var accepted = 0
    for seed in 0..<UInt64(20_000) {
      var source = RandomSource(state: seed)
      let text = Self.mutate(samples.randomElement(using: &source) ?? [], Self.words, &source)
      let materials = Self.mutate(library, Self.words, &source)
      guard let file = try? OBJFile(text, name: "x", library: { _ in materials }) else { continue }
      accepted += 1
      #expect(file.vertices.count + file.triangles.count <= text.count, "seed \(seed)")
      var packet = Self.rays(&source)
      let mesh = file.mesh().fitted()
      mesh.intersect(&packet)
      _ = mesh.occludes(packet)
    }
    print("OBJ mutations: \(accepted) of 20000 accepted")
    #expect(accepted > 500 && accepted < 19_500)
  }

  @Test func `damaged vox files never trap`() {
    var samples = [
      VoxFileTests.file(
        VoxFileTests.model([3, 2, 1], [[0, 0, 0, 1], [2, 1, 0, 9]]) + [
          VoxFileTests.transform(0, child: 1, [("_r", "4"), ("_t", "1 -2 3")]),
          VoxFileTests.group(1, [2, 2, 2]),
          VoxFileTests.transform(2, child: 3, [("_t", "10 0 0")], layer: 0),
          VoxFileTests.shape(3, model: 0),
        ])
    ]
    if let real = try? SharedModelsTests.bytes("vox/chr_bow.vox") { samples.append(real) }
    if let real = try? SharedModelsTests.bytes("vox/ff3.vox") { samples.append(real) }
    var accepted = 0
    for seed in 0..<UInt64(20_000) {
      var source = RandomSource(state: seed)
      let bytes = Self.mutate(samples.randomElement(using: &source) ?? [], Self.numbers, &source)
      guard let file = try? VoxFile(bytes) else { continue }
      accepted += 1
      #expect(file.models.reduce(0) { $0 + $1.voxels.count } <= bytes.count / 4, "seed \(seed)")
      // a large box is legal; leave it to one in sixteen, for the time
      let isLarge = file.placements.contains { abs($0.translation).max() > 64 }
      guard !isLarge || seed % 16 == 0, let grid = try? file.merged() else { continue }
      #expect(grid.cells.count <= VoxFile.largestGrid)
      var packet = Self.rays(&source)
      grid.intersect(&packet)
    }
    print("vox mutations: \(accepted) of 20000 accepted")
    #expect(accepted > 500 && accepted < 19_500)
  }

  /// Rays of all kinds, infinities and NaN in one that is not active included.
  private static func rays(_ source: inout RandomSource) -> LocalPacket {
    var packet = TriangleMeshTests.rays(&source, grid: Bool.random(using: &source))
    packet.active[3] = false
    packet.originX[3] = .nan
    packet.directionY[3] = .infinity
    return packet
  }
}

private func abs(_ vector: SIMD3<Int32>) -> SIMD3<Int32> {
  vector.replacing(with: 0 &- vector, where: vector .< 0)
}
