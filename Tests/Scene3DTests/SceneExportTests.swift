import JSONText
import Testing

@testable import Scene3D

struct SceneExportTests {
  static let scene: Scene = {
    let paint = Material(diffuse: Vector3(0.5, 0.25, 0))
    let grid = VoxelGrid(
      size: SIMD3(2, 1, 1), cells: [1, 2], palette: [.zero, Vector3(1, 0, 0), Vector3(0, 1, 0)])
    let shapes: [Shape] = [
      .sphere, .box, .cylinder, .cone, .capsule, .voxels(grid),
      .mesh(ShapeTessellation(segments: 8).mesh(.cone)),
    ]
    let objects = shapes.enumerated().map { index, shape in
      SceneObject(
        shape: shape, pose: Pose(position: Vector3(Float(index) * 2 - 6, 0, 1), yaw: 0.3),
        scale: Vector3(0.5, 0.5, 1), material: paint)
    }
    return Scene(
      camera: Camera(
        position: Vector3(0, -12, 6), target: Vector3(0, 0, 1), verticalFieldOfView: 64),
      lights: [
        Light(source: .directional(towards: Vector3(0, 0.6, -0.8))),
        Light(source: .point(at: Vector3(1, 2, 3)), color: Vector3(2, 4, 8)),
        Light(
          source: .spot(
            at: Vector3(0, 0, 5), towards: Vector3(0, 0, -1), inner: 0.25, outer: 0.5)),
      ], ambient: Vector3(0.25, 0.25, 0.25),
      background: .init(zenith: .zero, horizon: .zero), ground: paint, objects: objects)
  }()

  private static func word(_ bytes: [UInt8], _ place: Int) -> Int {
    (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
  }

  /// Splits a file into its JSON and its binary chunk and checks their lengths.
  private static func chunks(_ file: [UInt8]) throws -> (json: JSONNode, binary: [UInt8]) {
    #expect(Array(file[0..<4]) == Array("glTF".utf8))
    #expect(word(file, 4) == 2)
    #expect(word(file, 8) == file.count)
    let length = word(file, 12)
    #expect(length % 4 == 0)
    #expect(Array(file[16..<20]) == Array("JSON".utf8))
    let start = 20 + length
    #expect(Array(file[start + 4..<start + 8]) == [0x42, 0x49, 0x4E, 0])
    #expect(word(file, start) == file.count - start - 8)
    return (try JSON.parse(Array(file[20..<start])), Array(file[(start + 8)...]))
  }

  private static func elements(_ node: JSONNode?) -> [JSONNode] {
    if case .array(let elements)? = node?.value { elements } else { [] }
  }

  private static func integer(_ node: JSONNode?) throws -> Int {
    try #require(node).integer()
  }

  @Test func `a binary glTF holds what its accessors say`() throws {
    let (json, binary) = try Self.chunks(GLBWriter().bytes(Self.scene))
    let views = Self.elements(json["bufferViews"])
    let accessors = Self.elements(json["accessors"])
    #expect(try Self.integer(Self.elements(json["buffers"]).first?["byteLength"]) == binary.count)
    // 7 objects and the ground; the grid has two colours
    #expect(accessors.count == 18)
    for (index, accessor) in accessors.enumerated() {
      let view = views[try Self.integer(accessor["bufferView"])]
      let stride = try Self.integer(view["byteStride"])
      let offset = try Self.integer(view["byteOffset"])
      let count = try Self.integer(accessor["count"])
      let first = try Self.integer(accessor["byteOffset"])
      #expect((count - 1) * stride + first + 12 <= (try Self.integer(view["byteLength"])))
      let values = (0..<count).map { corner in
        (0..<3).map { axis in
          Float(
            bitPattern: UInt32(
              truncatingIfNeeded: Self.word(
                binary, offset + first + corner * stride + axis * 4)))
        }
      }
      if index % 2 == 0 {
        for axis in 0..<3 {
          let low = try Self.elements(accessor["min"])[axis].number()
          let high = try Self.elements(accessor["max"])[axis].number()
          #expect(values.map { $0[axis] }.min() == Float(low))
          #expect(values.map { $0[axis] }.max() == Float(high))
        }
      } else {
        for value in values {
          let length = (value[0] * value[0] + value[1] * value[1] + value[2] * value[2])
          #expect(abs(length - 1) < 1e-5)
        }
      }
    }
  }

  @Test func `a binary glTF has the nodes, the camera and the lights`() throws {
    let (json, _) = try Self.chunks(GLBWriter().bytes(Self.scene))
    let nodes = Self.elements(json["nodes"])
    #expect(nodes.count == 1 + 8 + 1 + 3)
    #expect(Self.elements(nodes[0]["children"]).count == 12)
    // the root takes our z to the format's y
    let root = try Self.elements(nodes[0]["matrix"]).map { try $0.number() }
    #expect(root == [1, 0, 0, 0, 0, 0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 1])
    let lights = Self.elements(json["extensions"]?["KHR_lights_punctual"]?["lights"])
    #expect(lights.count == 3)
    #expect(try lights[1]["intensity"]?.number() == 8)
    let camera = try Self.elements(nodes[9]["matrix"]).map { try $0.number() }
    #expect(Array(camera[12..<15]) == [0, -12, 6])
  }

  @Test func `MJCF names every object and every file`() throws {
    let files = MJCFWriter(name: "test").files(Self.scene)
    // the cone, two colours of the grid, and the mesh
    #expect(
      files.map(\.name) == [
        "test.xml", "test-object-4.obj", "test-object-6-1.obj", "test-object-6-2.obj",
        "test-object-7.obj",
      ])
    let xml = String(decoding: files[0].bytes, as: UTF8.self)
    for number in 1...5 { #expect(xml.contains("name=\"object-\(number)\"")) }
    for file in files.dropFirst() {
      #expect(xml.contains("file=\"\(file.name)\""))
      #expect(try OBJFile(file.bytes, name: file.name, up: .z).triangles.count > 4)
    }
    #expect(xml.contains("type=\"capsule\" size=\"0.5 0.5\""))
    #expect(xml.contains("type=\"plane\" size=\"0.0 0.0 1\""))
  }
}
