/// Writes scenes as MuJoCo's MJCF (mujoco.org, XML reference), with the same forms, poses, camera and
/// lights, so that another renderer can look at them. Cones become meshes, for MuJoCo has none;
/// checkers keep their first colour, and voxels and coloured meshes are one mesh a colour.
public struct MJCFWriter: Sendable {
  /// The name of the XML file without its ending; meshes are called after it.
  public var name: String
  /// How round cones are.
  public var tessellation: ShapeTessellation

  /// Makes a writer.
  public init(name: String, tessellation: ShapeTessellation = ShapeTessellation()) {
    self.name = name
    self.tessellation = tessellation
  }

  /// Returns the XML file, and after it the OBJ files of its meshes.
  ///
  /// The n-th object's geoms are called `object-n`, the ground's `ground`, the camera `camera`.
  public func files(_ scene: Scene) -> [ExportedFile] {
    var parts = Parts()
    if let ground = scene.ground {
      let half = scene.groundHalfSize.isFinite ? scene.groundHalfSize : 0
      parts.geoms.append(
        "<geom name=\"ground\" type=\"plane\" size=\"\(half) \(half) 1\" \(Self.color(ground))/>")
    }
    for (index, object) in scene.objects.enumerated() { add(object, index + 1, to: &parts) }
    let xml = """
      <mujoco model="\(Self.escaped(name))">
        <compiler angle="radian" balanceinertia="true"/>
        <visual>
          <headlight ambient="\(Self.words(scene.ambient))" diffuse="0 0 0" specular="0 0 0"/>
        </visual>
        <asset>
      \(Self.lines(parts.assets))
        </asset>
        <worldbody>
          \(Self.camera(scene.camera))
      \(Self.lines(scene.lights.map(Self.light)))
      \(Self.lines(parts.geoms))
        </worldbody>
      </mujoco>

      """
    return [ExportedFile(name: "\(name).xml", text: xml)] + parts.files
  }

  private struct Parts {
    var assets: [String] = []
    var geoms: [String] = []
    var files: [ExportedFile] = []
  }

  private func add(_ object: SceneObject, _ number: Int, to parts: inout Parts) {
    let scale = object.scale
    let place = Self.placement(object.pose)
    func solid(_ type: String, _ size: String) {
      parts.geoms.append(
        "<geom name=\"object-\(number)\" type=\"\(type)\" size=\"\(size)\" \(place) "
          + "\(Self.color(object.material))/>")
    }
    switch object.shape {
    case .sphere: solid("ellipsoid", Self.words(scale))
    case .box: solid("box", Self.words(scale))
    case .cylinder where scale.x == scale.y: solid("cylinder", "\(scale.x) \(scale.z)")
    case .capsule: solid("capsule", "\(scale.x) \(max(0, scale.z - scale.x))")
    default: addMeshes(object, number, to: &parts)
    }
  }

  private func addMeshes(_ object: SceneObject, _ number: Int, to parts: inout Parts) {
    let mesh = tessellation.mesh(of: object)
    let all = ColorGroup(color: object.material.diffuse, triangles: Array(mesh.triangles.indices))
    let groups = mesh.colors.isEmpty ? [all] : ColorGroup.groups(mesh)
    for (place, group) in groups.enumerated() where !group.triangles.isEmpty {
      let title = groups.count == 1 ? "object-\(number)" : "object-\(number)-\(place + 1)"
      let file = "\(name)-\(title)"
      let part = TriangleMesh(
        vertices: mesh.vertices, triangles: group.triangles.map { mesh.triangles[$0] })
      parts.files += OBJWriter(name: file).files(part)
      parts.assets.append(
        "<mesh name=\"\(title)\" file=\"\(Self.escaped(file)).obj\" inertia=\"shell\"/>")
      var material = object.material
      material.diffuse = group.color
      parts.geoms.append(
        "<geom name=\"\(title)\" type=\"mesh\" mesh=\"\(title)\" \(Self.placement(object.pose)) "
          + "\(Self.color(material))/>")
    }
  }
}

extension MJCFWriter {
  private static func placement(_ pose: Pose) -> String {
    "pos=\"\(words(pose.position))\" xyaxes=\"\(words(pose.axisX)) \(words(pose.axisY))\""
  }

  /// MuJoCo's colours are display values, ours are light.
  private static func color(_ material: Material) -> String {
    let levels = (0..<3).map { channel in
      "\(Float(DisplayLevel.nearest(material.diffuse[channel])) / 255)"
    }
    return "rgba=\"\(levels.joined(separator: " ")) 1\""
  }

  private static func camera(_ camera: Camera) -> String {
    let frame = CameraFrame(camera, width: 1, height: 1)
    return "<camera name=\"camera\" pos=\"\(words(frame.eye))\" "
      + "xyaxes=\"\(words(frame.right)) \(words(frame.up))\" "
      + "fovy=\"\(camera.verticalFieldOfView)\"/>"
  }

  private static func light(_ light: Light) -> String {
    let shared = "diffuse=\"\(words(light.color))\" castshadow=\"\(light.castsShadows)\""
    switch light.source {
    case .directional(let towards):
      return "<light type=\"directional\" pos=\"\(words(towards * -10))\" "
        + "dir=\"\(words(towards))\" \(shared)/>"
    case .point(let place):
      return "<light type=\"point\" pos=\"\(words(place))\" attenuation=\"0 0 1\" \(shared)/>"
    case .spot(let place, let towards, _, let outer):
      return "<light type=\"spot\" pos=\"\(words(place))\" dir=\"\(words(towards))\" "
        + "attenuation=\"0 0 1\" cutoff=\"\(outer * 180 / .pi)\" \(shared)/>"
    }
  }

  private static func words(_ vector: Vector3) -> String { "\(vector.x) \(vector.y) \(vector.z)" }

  private static func lines(_ lines: [String]) -> String {
    lines.map { "    " + $0 }.joined(separator: "\n")
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, letter in
      switch letter {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case "\"": result += "&quot;"
      default: result.append(letter)
      }
    }
  }
}
