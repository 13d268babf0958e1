import Testing

@testable import Scene3D

struct VoxFileTests {
  static func littleEndian(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    Array(name.utf8) + littleEndian(content.count) + littleEndian(0) + content
  }

  static func file(_ chunks: [[UInt8]], version: Int = 200) -> [UInt8] {
    let all = chunks.flatMap { $0 }
    return Array("VOX ".utf8) + littleEndian(version) + Array("MAIN".utf8) + littleEndian(0)
      + littleEndian(all.count) + all
  }

  static func model(_ size: [Int], _ voxels: [[UInt8]]) -> [[UInt8]] {
    [
      chunk("SIZE", size.flatMap(littleEndian)),
      chunk("XYZI", littleEndian(voxels.count) + voxels.flatMap { $0 }),
    ]
  }

  static func dictionary(_ pairs: [(String, String)]) -> [UInt8] {
    littleEndian(pairs.count)
      + pairs.flatMap { pair in
        [pair.0, pair.1].flatMap { littleEndian($0.utf8.count) + Array($0.utf8) }
      }
  }

  static func transform(
    _ id: Int, child: Int, _ frame: [(String, String)], attributes: [(String, String)] = [],
    layer: Int = -1
  ) -> [UInt8] {
    chunk(
      "nTRN",
      littleEndian(id) + dictionary(attributes) + littleEndian(child) + littleEndian(-1)
        + littleEndian(layer) + littleEndian(1) + dictionary(frame))
  }

  static func group(_ id: Int, _ children: [Int]) -> [UInt8] {
    chunk(
      "nGRP",
      littleEndian(id) + dictionary([]) + littleEndian(children.count)
        + children.flatMap(littleEndian))
  }

  static func shape(_ id: Int, model: Int) -> [UInt8] {
    chunk(
      "nSHP",
      littleEndian(id) + dictionary([]) + littleEndian(1) + littleEndian(model) + dictionary([]))
  }

  @Test func `the first colour of the file is that of index 1`() throws {
    var colors = [UInt8](repeating: 0, count: 1024)
    colors.replaceSubrange(0..<4, with: [255, 0, 0, 255])
    colors.replaceSubrange(254 * 4..<254 * 4 + 4, with: [0, 0, 255, 255])
    let file = try VoxFile(
      Self.file(
        Self.model([1, 1, 2], [[0, 0, 0, 1], [0, 0, 1, 255]]) + [Self.chunk("RGBA", colors)]))
    #expect(file.palette[1] == SIMD4(255, 0, 0, 255))
    #expect(file.palette[255] == SIMD4(0, 0, 255, 255))
    let grid = file.grid(0)
    #expect(grid.palette[Int(grid.cells[0])] == Vector3(1, 0, 0))
    #expect(grid.palette[Int(grid.cells[1])] == Vector3(0, 0, 1))
  }

  @Test func `the standard palette has the values of the format's description`() {
    let palette = VoxPalette.standard
    #expect(palette.count == 256)
    #expect(palette[1] == SIMD4(0xFF, 0xFF, 0xFF, 0xFF))
    #expect(palette[2] == SIMD4(0xFF, 0xFF, 0xCC, 0xFF))
    #expect(palette[37] == SIMD4(0xCC, 0xFF, 0xFF, 0xFF))
    #expect(palette[215] == SIMD4(0x00, 0x00, 0x33, 0xFF))
    #expect(palette[216] == SIMD4(0xEE, 0x00, 0x00, 0xFF))
    #expect(palette[226] == SIMD4(0x00, 0xEE, 0x00, 0xFF))
    #expect(palette[236] == SIMD4(0x00, 0x00, 0xEE, 0xFF))
    #expect(palette[255] == SIMD4(0x11, 0x11, 0x11, 0xFF))
  }

  @Test func `unknown chunks are read over, also those with children`() throws {
    let inner = Self.chunk("abcd", [1, 2, 3])
    let outer =
      Array("wxyz".utf8) + Self.littleEndian(2) + Self.littleEndian(inner.count) + [9, 9] + inner
    let file = try VoxFile(
      Self.file([outer] + Self.model([2, 1, 1], [[1, 0, 0, 7]]) + [Self.chunk("MATT", [5])]))
    #expect(file.models == [VoxFile.Model(size: SIMD3(2, 1, 1), voxels: [SIMD4(1, 0, 0, 7)])])
  }

  @Test func `without a scene graph the later models are frames`() throws {
    let file = try VoxFile(
      Self.file(
        [Self.chunk("PACK", Self.littleEndian(2))] + Self.model([1, 1, 1], [[0, 0, 0, 1]])
          + Self.model([1, 1, 1], [[0, 0, 0, 2]]), version: 150))
    #expect(file.models.count == 2)
    #expect(try file.merged().cells == [1])
  }

  @Test func `nodes turn about a model's middle, and a parent turns its children`() throws {
    // the example of the description: rows (0 1 0), (0 0 -1), (-1 0 0) are the byte 1+8+32+64
    let turn = "\(1 | 2 << 2 | 1 << 5 | 1 << 6)"
    let chunks =
      Self.model([3, 1, 1], [[0, 0, 0, 1], [1, 0, 0, 2], [2, 0, 0, 3]]) + [
        Self.transform(0, child: 1, [("_r", turn), ("_t", "10 0 0")]), Self.group(1, [2, 4]),
        Self.transform(2, child: 3, [("_t", "0 5 0")]), Self.shape(3, model: 0),
        Self.transform(4, child: 5, [("_t", "0 0 0")], attributes: [("_hidden", "1")]),
        Self.shape(5, model: 0),
      ]
    let file = try VoxFile(Self.file(chunks))
    #expect(file.placements.count == 1)
    // the inner translation (0, 5, 0) is turned to (5, 0, 0); x goes to -z
    let placement = try #require(file.placements.first)
    #expect(placement.translation == SIMD3(15, 0, 0))
    let places = file.models[0].voxels.map {
      placement.place(SIMD3(Int32($0.x), Int32($0.y), Int32($0.z)), in: SIMD3(3, 1, 1))
    }
    #expect(places == [SIMD3(15, -1, 0), SIMD3(15, -1, -1), SIMD3(15, -1, -2)])
    let grid = try file.merged()
    #expect(grid.size == SIMD3(1, 1, 3))
    #expect(grid.cells == [3, 2, 1])
  }

  @Test func `hidden layers are not shown`() throws {
    let chunks =
      Self.model([1, 1, 1], [[0, 0, 0, 1]]) + [
        Self.transform(0, child: 1, []), Self.group(1, [2, 4]),
        Self.transform(2, child: 3, [("_t", "3 0 0")], layer: 1), Self.shape(3, model: 0),
        Self.transform(4, child: 5, [], layer: 0), Self.shape(5, model: 0),
        Self.chunk(
          "LAYR",
          Self.littleEndian(1) + Self.dictionary([("_hidden", "1")]) + Self.littleEndian(-1)),
      ]
    #expect(try VoxFile(Self.file(chunks)).merged().size == SIMD3(1, 1, 1))
  }

  @Test func `errors say where`() {
    func message(_ bytes: [UInt8]) -> String? {
      #expect(throws: VoxError.self) { _ = try VoxFile(bytes).merged() }?.description
    }
    let model = Self.model([1, 1, 1], [[0, 0, 0, 1]])
    #expect(message([]) == "byte 0: expected \"VOX \", got 0 bytes before the end")
    #expect(message(Array("PNG abcd".utf8)) == "byte 0: expected \"VOX \", got \"PNG \"")
    #expect(message(Self.file([], version: 7)) == "byte 4: expected a version in 150...200, got 7")
    #expect(message(Self.file([])) == "expected a model (SIZE and XYZI), got none")
    #expect(
      message(Self.file(Self.model([1, 1, 300], [])))
        == "byte 40: expected a model's size in 1...256, got 300")
    #expect(
      message(Self.file(Self.model([1, 1, 1], [[0, 1, 0, 1]])))
        == "byte 60: expected a voxel inside 1 x 1 x 1, got (0, 1, 0)")
    #expect(
      message(Array(Self.file(model).dropLast()))
        == "byte 16: expected a length of chunk \"MAIN\" in 0...43, got 44")
    #expect(
      message(Self.file(model + [Self.transform(0, child: 0, [])]))
        == "expected a scene graph of at most 65536 nodes, 64 deep, got more at node 0")
    #expect(
      message(Self.file(model + [Self.transform(0, child: 1, [("_r", "5")])]))
        == "byte 100: expected a rotation _r of 7 bits, got \"5\"")
    let far = [
      Self.transform(0, child: 1, []), Self.group(1, [2, 4]), Self.transform(2, child: 3, []),
      Self.shape(3, model: 0), Self.transform(4, child: 5, [("_t", "9000 9000 0")]),
      Self.shape(5, model: 0),
    ]
    #expect(
      message(Self.file(model + far))
        == "expected placed models in a box of at most 67108864 cells, got 9001 x 9001 x 1")
  }

  @Test func `a grid that is written and read again is the same`() throws {
    var source = RandomSource(state: 9)
    let palette = (0..<256).map { _ in
      DisplayLevel.linear(
        .random(in: 0...255, using: &source), .random(in: 0...255, using: &source),
        .random(in: 0...255, using: &source))
    }
    let cells = (0..<7 * 5 * 3).map { _ in UInt8.random(in: 0...255, using: &source) }
    let grid = VoxelGrid(size: SIMD3(7, 5, 3), cells: cells, palette: palette)
    let file = try VoxFile(grid)
    let again = try VoxFile(file.bytes())
    #expect(again == file)
    #expect(again.grid(0).cells == cells)
    #expect(again.grid(0).palette.dropFirst() == grid.palette.dropFirst())
  }

  @Test func `a material that emits shines, in the file, the grid and the picture`() throws {
    func material(_ id: Int, _ pairs: [(String, String)]) -> [UInt8] {
      Self.chunk("MATL", Self.littleEndian(id) + Self.dictionary(pairs))
    }
    let file = try VoxFile(
      Self.file(
        Self.model([1, 1, 1], [[0, 0, 0, 2]]) + [
          material(2, [("_type", "_emit"), ("_emit", "0.5")]),
          material(3, [("_type", "_metal"), ("_emit", "0.5")]),
          material(4, [("_type", "_emit"), ("_emit", "nan")]),
        ]))
    #expect(file.glow == [2: 0.5])
    #expect(file.grid(0).emission[2] == file.linearPalette[2] * 0.5)
    #expect(try VoxFile(file.bytes()) == file)
    // In the dark there is nothing to see but what shines.
    var scene = Scene(
      camera: Camera(position: Vector3(0.5, -3, 0.5), target: Vector3(0.5, 0, 0.5)), lights: [],
      ambient: .zero, background: .init(zenith: .zero, horizon: .zero), ground: nil)
    scene.objects = [
      SceneObject(
        shape: .voxels(file.grid(0)), pose: Pose(), scale: Vector3(1, 1, 1),
        material: Material(diffuse: Vector3(1, 1, 1)))
    ]
    var frame = RenderedFrame(width: 0, height: 0)
    SceneRenderer(RenderSettings(width: 8, height: 8)).render(scene, into: &frame)
    #expect(frame.rgb[(4 * 8 + 4) * 3] > 100)
    scene.objects[0].shape = .voxels(
      VoxelGrid(size: SIMD3(1, 1, 1), cells: [2], palette: file.linearPalette))
    SceneRenderer(RenderSettings(width: 8, height: 8)).render(scene, into: &frame)
    #expect(frame.rgb[(4 * 8 + 4) * 3] == 0)
  }

  @Test func `every level has a light of its own that leads back to it`() {
    for level in UInt8.min...UInt8.max {
      #expect(DisplayLevel.nearest(DisplayLevel.light[Int(level)]) == level)
    }
  }
}
