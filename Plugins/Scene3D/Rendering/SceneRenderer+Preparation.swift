/// The blocks that an object touches: in the picture, and for each light its shadow on the ground.
struct Footprint {
  var visible: BlockRange
  /// Shadows on the ground, of all lights together.
  var shadow: BlockRange
}

extension SceneRenderer {
  /// Prepares camera, lights and the picture without objects, where they are not those of the
  /// latest call.
  func prepareStage(_ scene: Scene, _ channels: RenderChannels) {
    let channels = channels.union(.rgb)
    if let before = self.scene, channels == self.channels, scene.hasSameStage(as: before) { return }
    camera = CameraFrame(scene.camera, width: settings.width, height: settings.height)
    var points: [Vector3] = []
    lights = scene.lights.map { PreparedLight($0, settings: settings, sources: &points) }
    hulls = lights.map(\.hull)
    lightBuffer = Buffer(lights)
    sources = Buffer(points)
    self.channels = channels
    self.scene = scene
    var bare = scene
    bare.objects = []
    prepareObjects(bare)
    empty = RenderedFrame(width: settings.width, height: settings.height, channels: channels)
    latest = empty
    traceBlocks(into: &empty) { _, _ in true }
  }

  /// Prepares all objects and what they can hide and shade.
  func prepareObjects(_ scene: Scene) {
    isPrepared = true
    let count = scene.objects.count
    words = max(1, (count + 63) / 64)
    objects.resize(to: count)
    footprints.removeAll(keepingCapacity: true)
    visible.resize(to: grid.count * words)
    groundShades.resize(to: lights.count * grid.count * words)
    objectShades.resize(to: lights.count * count * words)
    visible.fill(0)
    groundShades.fill(0)
    objectShades.fill(0)
    let projection = camera.projection
    for index in 0..<count { prepare(scene.objects[index], index, projection) }
    for light in lights.indices where lights[light].castsShadows { prepareShades(light: light) }
  }

  private func prepare(_ object: SceneObject, _ index: Int, _ projection: Projection) {
    objects.pointer[index] = PreparedObject(object, eye: camera.eye)
    let outline = Outline(object)
    var footprint = Footprint(visible: grid.blocks(outline.bounds(projection)), shadow: .none)
    note(index, in: visible.pointer, footprint.visible)
    for light in lights.indices where lights[light].castsShadows {
      let shadow = grid.blocks(
        outline.shadowBounds(projection, light: lights[light], hull: hulls[light]))
      note(index, in: groundShades.pointer + light * grid.count * words, shadow)
      footprint.shadow.formUnion(shadow)
    }
    footprints.append(footprint)
  }

  /// Sets an object's bit in the masks of blocks.
  private func note(_ index: Int, in masks: UnsafeMutablePointer<UInt64>, _ blocks: BlockRange) {
    let (word, bit) = (index / 64, UInt64(1) << UInt64(index % 64))
    let words = words
    blocks.forEach(in: grid) { block in masks[block * words + word] |= bit }
  }

  /// Notes which objects may shade which, by the spheres about them.
  private func prepareShades(light index: Int) {
    let light = lights[index]
    for receiver in 0..<objects.count {
      let masks = objectShades.pointer + (index * objects.count + receiver) * words
      for object in 0..<objects.count
      where object == receiver
        ? !objects.pointer[object].isConvex
        : light.mayShade(objects.pointer[receiver], by: objects.pointer[object])
      {
        masks[object / 64] |= 1 << UInt64(object % 64)
      }
    }
  }
}

extension PreparedLight {
  /// Whether an object may hide the light from another.
  ///
  /// All shadow rays of the receiver are within `reach` of the segment from its centre to the light;
  /// an object farther away cannot meet them.
  func mayShade(_ receiver: PreparedObject, by object: PreparedObject) -> Bool {
    let from = object.center - receiver.center
    let receiverRadius = receiver.radius * 1.001 + receiver.reach
    let objectRadius = object.radius * 1.001
    let distance: Float
    var reach: Float
    if kind == .directional {
      let along = dot(from, place)
      distance = (from - place * max(0, along)).length
      reach = receiverRadius + radius * (max(0, along) + objectRadius + receiverRadius)
    } else {
      let way = place - receiver.center
      let along = min(max(dot(from, way) / dot(way, way), 0), 1)
      distance = (from - way * along).length
      reach = max(receiverRadius, radius)
    }
    reach += objectRadius
    return !(distance > reach * 1.001)
  }
}

extension Outline {
  /// Returns a rectangle of the picture that holds the object's shadow on the plane z = 0.
  ///
  /// A point's shadow is a projective image of the source, so that the shadows of the sources in a
  /// hull are in the hull of the shadows of its corners.
  func shadowBounds(
    _ projection: Projection, light: PreparedLight, hull: [SIMD4<Double>]
  ) -> ScreenBounds {
    var bounds = ScreenBounds.nothing
    for source in hull { bounds.formUnion(shadowBounds(projection, source: source)) }
    return bounds
  }

  private func shadowBounds(_ projection: Projection, source: SIMD4<Double>) -> ScreenBounds {
    let highest = Double(center.z + radius)
    if highest < 0 { return .nothing }
    // from a light below its top an object's shadow has no end
    if source.z <= (source.w == 0 ? 0 : highest) { return .everything }
    return bounds(projection.ofShadows(from: source))
  }
}

extension Scene {
  /// Whether everything but the objects is the same.
  func hasSameStage(as other: Scene) -> Bool {
    camera == other.camera && lights == other.lights && ambient == other.ambient
      && background == other.background && ground == other.ground
      && groundHalfSize == other.groundHalfSize
  }
}
