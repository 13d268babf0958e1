import JSONText

extension SceneFileReader {
  /// Reads camera, lights, ambient light, background and ground.
  mutating func readStage(_ root: JSONNode) throws(JSONError) {
    var lights: [Light] = []
    for light in try root["lights"]?.array(count: 0...16, of: "lights") ?? [] {
      lights.append(try Self.light(light))
    }
    var ground: Material?
    var halfSize = Float.infinity
    if let node = root["ground"], !node.isNull {
      try node.allowOnly(["material", "halfSize"])
      let name = try node.member("material")
      ground = file.materials[try name.index(in: materialNames, of: "material")].material
      halfSize = try node["halfSize"]?.float(in: 0.01...JSONNode.largestLength) ?? .infinity
    }
    setStage(
      Scene(
        camera: try Self.camera(root.member("camera")), lights: lights,
        ambient: try root["ambient"]?.color() ?? .zero,
        background: try Self.background(root["background"]), ground: ground,
        groundHalfSize: halfSize))
  }

  private static func camera(_ node: JSONNode) throws(JSONError) -> Camera {
    try node.allowOnly(["position", "target", "up", "fieldOfView"])
    let position = try node.member("position").vector()
    let targetNode = try node.member("target")
    let target = try targetNode.vector()
    guard (target - position).length > 1e-3 else {
      throw targetNode.error(expected: "a target away from the camera's position")
    }
    let up = try node["up"]?.direction() ?? Vector3(0, 0, 1)
    guard cross((target - position).normalized, up).length > 1e-3 else {
      throw (node["up"] ?? targetNode).error(expected: "a view that is not along the up direction")
    }
    return Camera(
      position: position, target: target, up: up,
      verticalFieldOfView: try node["fieldOfView"]?.float(in: 1...170) ?? 45)
  }

  private static func background(_ node: JSONNode?) throws(JSONError) -> Scene.Background {
    guard let node else { return Scene.Background(zenith: .zero, horizon: .zero) }
    guard case .object = node.value else {
      let color = try node.color()
      return Scene.Background(zenith: color, horizon: color)
    }
    try node.allowOnly(["zenith", "horizon"])
    return Scene.Background(
      zenith: try node.member("zenith").color(), horizon: try node.member("horizon").color())
  }

  private static func light(_ node: JSONNode) throws(JSONError) -> Light {
    let kinds = ["directional", "point", "spot"]
    let kind = try node.member("kind").index(in: kinds, of: "kind of light")
    let common = ["kind", "color", "intensity", "shadows", "radius"]
    let own = [["towards"], ["at"], ["at", "towards", "inner", "outer"]]
    try node.allowOnly(common + own[kind])
    let color = try node["color"]?.color() ?? Vector3(1, 1, 1)
    return Light(
      source: try source(kind, node),
      color: color * (try node["intensity"]?.float(in: 0...1_000_000) ?? 1),
      castsShadows: try node["shadows"]?.boolean() ?? true,
      radius: try node["radius"]?.float(in: 0...1000) ?? 0)
  }

  private static func source(_ kind: Int, _ node: JSONNode) throws(JSONError) -> Light.Source {
    if kind == 0 { return .directional(towards: try node.member("towards").direction()) }
    let place = try node.member("at").vector()
    if kind == 1 { return .point(at: place) }
    let outer = try node.member("outer").float(in: 0.1...89)
    let inner = try node["inner"]?.float(in: 0...Double(outer)) ?? 0
    return .spot(
      at: place, towards: try node.member("towards").direction(), inner: inner * .pi / 180,
      outer: outer * .pi / 180)
  }
}
