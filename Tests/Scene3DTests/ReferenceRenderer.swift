@testable import Scene3D

/// The renderer's definition, one ray at a time and without anything left out: every ray against
/// every object. Only the exact order of additions is the packet code's, so that bits can be equal.
struct ReferenceRenderer {
  struct Hit {
    var depth = Float.infinity
    var id = -1
  }

  var scene: Scene
  var settings: RenderSettings
  var camera: CameraFrame
  var objects: [PreparedObject]
  var lights: [PreparedLight]
  var sources: [Vector3] = []

  init(_ scene: Scene, _ settings: RenderSettings) {
    (self.scene, self.settings) = (scene, settings)
    camera = CameraFrame(scene.camera, width: settings.width, height: settings.height)
    let eye = camera.eye
    objects = scene.objects.map { PreparedObject($0, eye: eye) }
    var sources: [Vector3] = []
    lights = scene.lights.map { PreparedLight($0, settings: settings, sources: &sources) }
    self.sources = sources
  }

  func picture() -> [UInt8] {
    (0..<settings.height).flatMap { y in
      (0..<settings.width).flatMap { x in pixel(x, y) }
    }
  }

  func pixel(_ x: Int, _ y: Int) -> [UInt8] {
    let across = [1: 1, 4: 2, 9: 3, 16: 4][settings.samples] ?? 1
    let step = 1 / Float(across)
    var sum = Vector3.zero
    for sample in 0..<across * across {
      let direction = ray(
        Float(x) + (Float(sample % across) + 0.5) * step,
        Float(y) + (Float(sample / across) + 0.5) * step)
      sum += color(direction, sample)
    }
    let mean = sum * (1 / Float(across * across))
    return [mean.x, mean.y, mean.z].map { value in
      UInt8(ToneCurve.beginnings.dropFirst().count { $0 <= value })
    }
  }

  func ray(_ x: Float, _ y: Float) -> Vector3 {
    let across = x * (2 * camera.halfWidth / Float(settings.width)) - camera.halfWidth
    let upwards = camera.halfHeight - y * (2 * camera.halfHeight / Float(settings.height))
    return camera.forward + camera.right * across + camera.up * upwards
  }

  func hit(_ direction: Vector3) -> Hit {
    var hit = Hit()
    if scene.ground != nil {
      let depth = -camera.eye.z / direction.z
      let point = camera.eye + direction * depth
      if depth > 0, depth < .infinity, abs(point.x) <= scene.groundHalfSize,
        abs(point.y) <= scene.groundHalfSize
      {
        hit = Hit(depth: depth, id: 0)
      }
    }
    for (index, object) in objects.enumerated() {
      let depth = distance(object, object.eye, turned(object, direction))
      if depth < hit.depth { hit = Hit(depth: depth, id: index + 1) }
    }
    return hit
  }

  func turned(_ object: PreparedObject, _ v: Vector3) -> Vector3 {
    Vector3(dot(v, object.rowX), dot(v, object.rowY), dot(v, object.rowZ))
  }

  func color(_ direction: Vector3, _ sample: Int) -> Vector3 {
    let hit = hit(direction)
    if hit.id < 0 {
      let sky = scene.background
      if sky.zenith == sky.horizon { return sky.horizon }
      let sine = direction.z / dot(direction, direction).squareRoot()
      return sky.horizon + (sky.zenith - sky.horizon) * (sine > 0 ? sine : 0)
    }
    let point = camera.eye + direction * hit.depth
    var (local, normal) = (point, Vector3(0, 0, 1))
    var material = PreparedSurface(ground: scene.ground ?? Material(diffuse: .zero))
    if hit.id > 0 {
      let object = objects[hit.id - 1]
      local = turned(object, point) + object.offset
      let n = outward(object, local)
      let sum = object.rowX * n.x + object.rowY * n.y + object.rowZ * n.z
      normal = sum * (1 / dot(sum, sum).squareRoot())
      material = object.surface
    }
    let place = (local * material.checkerFrequency).rounded(.down)
    let squares = place.x + place.y + place.z
    let isOdd = squares.truncatingRemainder(dividingBy: 2) != 0
    let diffuse = material.hasChecker && isOdd ? material.checker : material.diffuse
    let scattered = diffuse * material.matt
    let mirrored = (material.isMetal ? diffuse : Vector3(1, 1, 1)) * material.specular
    var light = material.emission + scene.ambient * (scattered + mirrored)
    for index in lights.indices {
      let (toLight, strength) = arrival(lights[index], point)
      let cosine = dot(normal, toLight)
      guard cosine > 0, strength > 0 else { continue }
      let open = lights[index].castsShadows ? share(index, hit, point, normal, sample) : 1
      let view = direction * (1 / dot(direction, direction).squareRoot())
      let between = toLight - view
      let half = between * (1 / dot(between, between).squareRoot())
      let lobe =
        material.normalization * raised(max(dot(normal, half), 0), material.exponent)
      light += lights[index].color * (scattered + mirrored * lobe) * (cosine * strength * open)
    }
    return light
  }

  func raised(_ base: Float, _ exponent: Int) -> Float {
    var (result, square) = (Float(1), base)
    for bit in 0..<13 {
      if exponent >> bit & 1 == 1 { result *= square }
      square *= square
    }
    return result
  }

  func arrival(_ light: PreparedLight, _ point: Vector3) -> (Vector3, Float) {
    if light.kind == .directional { return (light.place, 1) }
    let way = light.place - point
    let squared = dot(way, way)
    let direction = way * (1 / squared.squareRoot())
    if light.kind == .point { return (direction, 1 / squared) }
    let ramp = (-dot(direction, light.towards) - light.outerCosine) * light.inverseRange
    let inside = min(max(ramp, 0), 1)
    return (direction, 1 / squared * (inside * inside * (3 - 2 * inside)))
  }

  /// The share of a light's rays that meet nothing.
  func share(_ index: Int, _ hit: Hit, _ point: Vector3, _ normal: Vector3, _ sample: Int) -> Float
  {
    let light = lights[index]
    var origin = point + normal * (hit.id == 0 ? 0 : hit.depth * shadowOffset)
    if hit.id == 0 { origin.z = 0 }
    var blocked: Float = 0
    for ray in 0..<light.rays {
      let source = sources[light.firstSource + sample % light.stride + ray * light.stride]
      let isDirectional = light.kind == .directional
      let direction = isDirectional ? source : source - origin
      let isBlocked = objects.indices.contains { other in
        guard other != hit.id - 1 else { return false }
        let object = objects[other]
        return distance(object, turned(object, origin) + object.offset, turned(object, direction))
          < (isDirectional ? .infinity : 1)
      }
      blocked += isBlocked ? 1 : 0
    }
    return 1 - blocked * (1 / Float(light.rays))
  }
}
