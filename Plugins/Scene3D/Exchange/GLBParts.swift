import JSONText

/// What a binary glTF file is put together from.
struct GLBParts {
  var lights: [Light] = []
  var camera: Camera?
  private var nodes: [(mesh: Int, pose: Pose)] = []
  private var meshes: [[(accessor: Int, material: Int)]] = []
  private var materials: [Material] = []
  private var accessors: [(count: Int, lower: Vector3, upper: Vector3)] = []
  private var binary: [UInt8] = []

  /// The bytes of one corner: position and normal, three floats each.
  private static let stride = 24

  /// Adds a mesh with a material; each of its own colours makes a material of its own.
  mutating func add(_ mesh: TriangleMesh, _ material: Material, _ pose: Pose) {
    let all = ColorGroup(color: material.diffuse, triangles: Array(mesh.triangles.indices))
    let groups = mesh.colors.isEmpty ? [all] : ColorGroup.groups(mesh)
    var primitives: [(accessor: Int, material: Int)] = []
    for group in groups {
      var colored = material
      colored.diffuse = group.color
      let index = materials.firstIndex(of: colored) ?? materials.count
      if index == materials.count { materials.append(colored) }
      primitives.append((accessor: accessors.count, material: index))
      addCorners(mesh, group.triangles)
    }
    nodes.append((mesh: meshes.count, pose: pose))
    meshes.append(primitives)
  }

  /// Adds three corners a triangle, so that each has the normal it is shaded with.
  private mutating func addCorners(_ mesh: TriangleMesh, _ triangles: [Int]) {
    var box = HierarchyBuilder.Box()
    for triangle in triangles {
      for corner in 0..<3 {
        let point = mesh.vertices[Int(mesh.triangles[triangle][corner])]
        box.join(point)
        for value in [point, mesh.cornerNormals[triangle * 3 + corner]] {
          append(value.x)
          append(value.y)
          append(value.z)
        }
      }
    }
    accessors.append((count: triangles.count * 3, lower: box.lower, upper: box.upper))
  }

  private mutating func append(_ value: Float) {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { binary.append(contentsOf: $0) }
  }

  /// Returns the header and the two chunks.
  func file() -> [UInt8] {
    var text = json()
    while text.count % 4 != 0 { text.append(0x20) }
    let length = 12 + 8 + text.count + (binary.isEmpty ? 0 : 8 + binary.count)
    var bytes = Array("glTF".utf8) + Self.word(2) + Self.word(length)
    bytes += Self.word(text.count) + Array("JSON".utf8) + text
    if !binary.isEmpty { bytes += Self.word(binary.count) + Array("BIN\0".utf8) + binary }
    return bytes
  }

  private static func word(_ value: Int) -> [UInt8] {
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: value).littleEndian) { Array($0) }
  }

  private func json() -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("asset")
    writer.beginObject()
    writer.key("version")
    writer.string("2.0")
    writer.key("generator")
    writer.string("spiral scene3d")
    writer.endObject()
    writeScene(&writer)
    if let camera { writeCamera(&writer, camera) }
    writeLights(&writer)
    if !meshes.isEmpty {
      writeMeshes(&writer)
      writeMaterials(&writer)
      writeAccessors(&writer)
    }
    writer.endObject()
    return writer.bytes
  }

  /// The objects, the camera and the lights under a root that turns z up into y up.
  private func writeScene(_ writer: inout JSONWriter) {
    let count = nodes.count + (camera == nil ? 0 : 1) + lights.count
    writer.key("scene")
    writer.integer(0)
    writer.list("scenes", 1) { writer, _ in writer.integers("nodes", [0]) }
    writer.list("nodes", count + 1) { writer, index in
      guard index > 0 else {
        let root = Pose(
          position: .zero, axisX: Vector3(1, 0, 0), axisY: Vector3(0, 0, -1),
          axisZ: Vector3(0, 1, 0))
        writer.matrix(root)
        if count > 0 { writer.integers("children", 1...count) }
        return
      }
      writeNode(&writer, index - 1)
    }
  }

  private func writeNode(_ writer: inout JSONWriter, _ index: Int) {
    if index < nodes.count {
      writer.matrix(nodes[index].pose)
      writer.key("mesh")
      writer.integer(nodes[index].mesh)
    } else if let camera, index == nodes.count {
      let frame = CameraFrame(camera, width: 1, height: 1)
      writer.matrix(
        Pose(position: frame.eye, axisX: frame.right, axisY: frame.up, axisZ: -frame.forward))
      writer.key("camera")
      writer.integer(0)
    } else {
      let light = index - nodes.count - (camera == nil ? 0 : 1)
      writer.matrix(lights[light].pose)
      writer.extensionObject("KHR_lights_punctual") { writer in
        writer.key("light")
        writer.integer(light)
      }
    }
  }

  private func writeCamera(_ writer: inout JSONWriter, _ camera: Camera) {
    writer.list("cameras", 1) { writer, _ in
      writer.key("type")
      writer.string("perspective")
      writer.key("perspective")
      writer.beginObject()
      writer.key("yfov")
      writer.number(camera.verticalFieldOfView * .pi / 180)
      writer.key("znear")
      writer.number(Float(0.01))
      writer.endObject()
    }
  }

  private func writeMeshes(_ writer: inout JSONWriter) {
    writer.list("meshes", meshes.count) { writer, mesh in
      writer.list("primitives", meshes[mesh].count) { writer, index in
        let primitive = meshes[mesh][index]
        writer.key("attributes")
        writer.beginObject()
        writer.key("POSITION")
        writer.integer(primitive.accessor * 2)
        writer.key("NORMAL")
        writer.integer(primitive.accessor * 2 + 1)
        writer.endObject()
        writer.key("material")
        writer.integer(primitive.material)
      }
    }
  }

  private func writeMaterials(_ writer: inout JSONWriter) {
    writer.list("materials", materials.count) { writer, index in
      let material = materials[index]
      writer.key("pbrMetallicRoughness")
      writer.beginObject()
      let color = material.diffuse
      writer.numbers("baseColorFactor", [color.x, color.y, color.z, 1])
      writer.key("metallicFactor")
      writer.number(Float(material.isMetal ? 1 : 0))
      writer.key("roughnessFactor")
      writer.number(material.roughness)
      writer.endObject()
      let glow = material.emission
      writer.numbers("emissiveFactor", [glow.x, glow.y, glow.z].map { min(max($0, 0), 1) })
    }
  }

  private func writeAccessors(_ writer: inout JSONWriter) {
    writer.list("accessors", accessors.count * 2) { writer, index in
      let accessor = accessors[index / 2]
      writer.key("bufferView")
      writer.integer(index / 2)
      writer.key("byteOffset")
      writer.integer(index % 2 * 12)
      writer.key("componentType")
      writer.integer(5126)
      writer.key("count")
      writer.integer(accessor.count)
      writer.key("type")
      writer.string("VEC3")
      guard index % 2 == 0 else { return }
      writer.numbers("min", (0..<3).map { accessor.lower[$0] })
      writer.numbers("max", (0..<3).map { accessor.upper[$0] })
    }
    var offset = 0
    writer.list("bufferViews", accessors.count) { writer, index in
      let length = accessors[index].count * Self.stride
      writer.key("buffer")
      writer.integer(0)
      writer.key("byteOffset")
      writer.integer(offset)
      writer.key("byteLength")
      writer.integer(length)
      writer.key("byteStride")
      writer.integer(Self.stride)
      offset += length
    }
    writer.list("buffers", 1) { writer, _ in
      writer.key("byteLength")
      writer.integer(binary.count)
    }
  }
}
