import JSONText
import PaintCore

/// Reads the text of a scene file.
struct SceneFileReader {
  /// Where meshes and voxels come from.
  let assets: SceneAssets
  private(set) var file = SceneFile.empty

  init(assets: SceneAssets) { self.assets = assets }

  private static let members = [
    "version", "title", "camera", "lights", "ambient", "background", "ground", "materials", "kinds",
    "sizes", "palette", "grammars", "sampler", "objects", "example",
  ]

  /// Returns what the tree of a scene file says.
  mutating func read(_ root: JSONNode) throws(JSONError) -> SceneFile {
    try root.allowOnly(Self.members)
    let version = try root.member("version")
    guard try version.integer() == 1 else { throw version.error(expected: "version 1") }
    file.title = try root["title"]?.string() ?? ""
    try readVocabulary(root)
    try readStage(root)
    if let grammars = root["grammars"] { try readGrammars(grammars) }
    if let sampler = root["sampler"] { try readSampler(sampler) }
    if let objects = root["objects"] {
      for object in try objects.array(count: 0...1024, of: "objects") {
        file.stage.objects.append(try fixedObject(object))
      }
    }
    if let node = root["example"] { file.example = try example(node) }
    return file
  }

  // MARK: Materials, kinds, sizes, palette

  private mutating func readVocabulary(_ root: JSONNode) throws(JSONError) {
    let materials = try root.member("materials")
    for member in try materials.object() {
      file.materials.append(
        SceneFile.NamedMaterial(name: member.name, material: try Self.material(member.value)))
    }
    guard (1...255).contains(file.materials.count) else {
      throw materials.error(expected: "1 to 255 materials")
    }
    for node in try root["palette"]?.array(count: 1...255, of: "colours") ?? [] {
      try node.allowOnly(["name", "color"])
      file.palette.append(
        SceneFile.NamedColor(
          name: try node.member("name").name(), color: try node.member("color").color()))
    }
    for node in try root["sizes"]?.array(count: 1...16, of: "sizes") ?? [] {
      try node.allowOnly(["name", "scale"])
      file.sizes.append(
        SceneFile.ObjectSize(
          name: try node.member("name").name(),
          scale: try node.member("scale").float(in: 0.001...1000)))
    }
    for node in try root["kinds"]?.array(count: 1...64, of: "kinds") ?? [] {
      file.kinds.append(try kind(node))
    }
  }

  var materialNames: [String] { file.materials.map(\.name) }

  private static func material(_ node: JSONNode) throws(JSONError) -> Material {
    try node.allowOnly([
      "diffuse", "checker", "checkerSize", "specular", "roughness", "emission", "emissionStrength",
      "metal",
    ])
    var material = Material(diffuse: try node.member("diffuse").color())
    material.checker = try node["checker"]?.color()
    material.checkerSize = try node["checkerSize"]?.float(in: 0.001...1000) ?? 1
    material.specular = try node["specular"]?.float(in: 0...1) ?? 0
    material.roughness = try node["roughness"]?.float(in: 0...1) ?? 1
    let strength = try node["emissionStrength"]?.float(in: 0...100) ?? 1
    material.emission = (try node["emission"]?.color() ?? .zero) * strength
    material.isMetal = try node["metal"]?.boolean() ?? false
    return material
  }

  private static let primitives: [(name: String, shape: Shape)] = [
    ("sphere", .sphere), ("box", .box), ("cylinder", .cylinder), ("cone", .cone),
    ("capsule", .capsule),
  ]

  private func kind(_ node: JSONNode) throws(JSONError) -> ObjectKind {
    try node.allowOnly(["name", "shape", "mesh", "voxels", "up", "proportions", "materials"])
    let name = try node.member("name").name()
    let proportions = try node["proportions"]?.vector(in: 0.001...1000) ?? Vector3(1, 1, 1)
    var materials: [Int] = []
    for material in try node.member("materials").array(count: 1...16, of: "materials") {
      materials.append(try material.index(in: materialNames, of: "material"))
    }
    if let mesh = node["mesh"] {
      let (form, low, high) = try assets.mesh(mesh, isYUp: try isYUp(node["up"]))
      return ObjectKind(
        name: name, shape: .mesh(form), from: low, to: high, proportions: proportions,
        materials: materials)
    }
    if let voxels = node["voxels"] {
      let (grid, low, high) = try assets.voxels(voxels)
      return ObjectKind(
        name: name, shape: .voxels(grid), from: low, to: high, proportions: proportions,
        materials: materials)
    }
    let shapeNode = try node.member("shape")
    let index = try shapeNode.index(in: Self.primitives.map(\.name), of: "shape")
    let shape = Self.primitives[index].shape
    if case .capsule = shape,
      proportions.x != proportions.y || proportions.x > proportions.z
    {
      throw (node["proportions"] ?? shapeNode).error(
        expected: "a capsule's proportions [r, r, h] with r at most h")
    }
    return ObjectKind(name: name, primitive: shape, proportions: proportions, materials: materials)
  }

  private func isYUp(_ node: JSONNode?) throws(JSONError) -> Bool {
    guard let node else { return false }
    return try node.index(in: ["z", "y"], of: "axis") == 1
  }

  // MARK: Fixed objects

  private func fixedObject(_ node: JSONNode) throws(JSONError) -> SceneObject {
    try node.allowOnly(["kind", "size", "material", "color", "at", "height", "yaw"])
    let kind = file.kinds[try node.member("kind").index(in: file.kinds.map(\.name), of: "kind")]
    let size = try self.size(try node.member("size"))
    var material = kind.materials[0]
    if let named = node["material"] {
      material = try named.index(in: materialNames, of: "material")
    }
    var color: Vector3?
    if let node = node["color"] { color = try self.color(node) }
    let atNode = try node.member("at")
    let at = try atNode.array(count: 2...2, of: "numbers [x, y]")
    let range = -JSONNode.largestLength...JSONNode.largestLength
    let place = SIMD2(try at[0].float(in: range), try at[1].float(in: range))
    let yaw = (try node["yaw"]?.float(in: -360...360) ?? 0) * .pi / 180
    return file.object(
      kind: kind, material: material, color: color, size: size,
      pose: kind.pose(
        at: place, yaw: yaw, size: size, height: try node["height"]?.float(in: range) ?? 0))
  }

  private func size(_ node: JSONNode) throws(JSONError) -> Float {
    if case .number = node.value { return try node.float(in: 0.001...1000) }
    return file.sizes[try node.index(in: file.sizes.map(\.name), of: "size")].scale
  }

  /// A colour, or the name of one of the palette.
  private func color(_ node: JSONNode) throws(JSONError) -> Vector3 {
    if case .string(let text) = node.value, !text.hasPrefix("#") {
      return file.palette[try node.index(in: file.palette.map(\.name), of: "colour")].color
    }
    return try node.color()
  }
}

extension SceneFileReader {
  /// Returns a name for everything that was read.
  func digest(of bytes: [UInt8]) -> String {
    var digest = Digest()
    digest.append(bytes)
    digest.append(assets.contents)
    return digest.hexadecimal
  }

  mutating func setStage(_ stage: Scene) { file.stage = stage }
  mutating func setRules(spiral: SpiralRules?, voxel: VoxelRules?) {
    file.spiral = spiral
    file.voxel = voxel
  }
  mutating func setSampler(_ rules: SamplerRules) { file.sampler = rules }
}

extension SceneFile {
  /// A file that says nothing.
  static let empty = SceneFile(
    title: "",
    stage: Scene(
      camera: Camera(position: Vector3(0, -1, 0), target: .zero), lights: [], ambient: .zero,
      background: Scene.Background(zenith: .zero, horizon: .zero), ground: nil),
    materials: [], kinds: [], sizes: [], palette: [], digest: "")

  /// Returns an object of a kind.
  ///
  /// - Parameters:
  ///   - material: An index into the file's materials.
  ///   - color: A diffuse colour, linear, in place of the material's.
  func object(
    kind: ObjectKind, material index: Int, color: Vector3?, size: Float, pose: Pose
  ) -> SceneObject {
    var material = materials[index].material
    if let color { material.diffuse = color }
    return SceneObject(
      shape: kind.shape, pose: pose, scale: kind.scale(size: size), material: material,
      materialIndex: index + 1)
  }
}
