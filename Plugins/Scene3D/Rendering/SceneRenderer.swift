import PaintCore

/// Turns scenes into pictures. One renderer keeps its buffers from frame to frame and belongs to one
/// thread at a time; the same scene and settings give the same bytes on every machine.
///
/// A picture is plain per sample: the nearest hit of a ray from the eye, and for every light a ray
/// from there. All speed comes from leaving out what cannot matter: the picture of the scene without
/// objects is kept, and only blocks that an object or its shadow on the ground can touch are traced,
/// with just these objects.
public final class SceneRenderer {
  /// How pictures are made.
  public let settings: RenderSettings

  /// The scene of the latest picture, which also keeps its meshes and grids alive.
  var scene: Scene?
  var channels: RenderChannels = .rgb
  /// The latest picture, and the picture of its scene without objects.
  var latest: RenderedFrame
  /// Whether the prepared objects are those of the latest picture.
  var isPrepared = true
  var empty: RenderedFrame

  let grid: BlockGrid
  var camera: CameraFrame
  var words = 1
  var objects = Buffer<PreparedObject>()
  var footprints: [Footprint] = []
  var lights: [PreparedLight] = []
  /// For each light what `PreparedLight.hull` returns.
  var hulls: [[SIMD4<Double>]] = []
  var lightBuffer = Buffer<PreparedLight>()
  var sources = Buffer<Vector3>()
  var visible = Buffer<UInt64>()
  var groundShades = Buffer<UInt64>()
  var objectShades = Buffer<UInt64>()
  /// The blocks that an update traces.
  var marked = Buffer<Bool>()
  /// Pictures of more rays are made on all cores.
  var raysForOneCore = 1 << 18
  private let toneBeginnings = Buffer(ToneCurve.beginnings)
  private let toneCells = Buffer(ToneCurve.cells)

  /// Makes a renderer.
  public init(_ settings: RenderSettings) {
    self.settings = settings
    latest = RenderedFrame(width: settings.width, height: settings.height)
    empty = latest
    grid = BlockGrid(width: settings.width, height: settings.height)
    marked.resize(to: grid.count)
    camera = CameraFrame(
      Camera(position: .zero, target: Vector3(0, 1, 0)), width: settings.width,
      height: settings.height)
  }

  /// Renders everything.
  public func render(
    _ scene: Scene, channels: RenderChannels = .rgb, into frame: inout RenderedFrame
  ) {
    prepareStage(scene, channels)
    self.scene = scene
    prepareObjects(scene)
    latest.copyPixels(of: empty)
    traceBlocks(into: &latest) { $0.hasObjects(block: $1) }
    frame.copyPixels(of: latest)
  }

  /// Renders `scene`, which differs from the scene of the latest call only in the object at `index`
  /// (changed, or appended as the last); the bytes are those of `render`.
  ///
  /// Only blocks that the object or its shadows touched before or touch now are traced. Where the
  /// scenes differ otherwise in what is cheap to compare (camera, lights, ground, number of
  /// objects), everything is rendered.
  public func update(
    _ scene: Scene, changed index: Int, channels: RenderChannels = .rgb,
    into frame: inout RenderedFrame
  ) {
    guard let before = self.scene, channels.union(.rgb) == self.channels,
      scene.hasSameStage(as: before), scene.objects.indices.contains(index),
      scene.objects.count == before.objects.count
        || (scene.objects.count == before.objects.count + 1 && index == before.objects.count)
    else { return render(scene, channels: channels, into: &frame) }
    marked.fill(false)
    if index < before.objects.count {
      if !isPrepared { prepareObjects(before) }
      markReach(of: index)
    }
    self.scene = scene
    prepareObjects(scene)
    markReach(of: index)
    traceMarkedBlocks()
    frame.copyPixels(of: latest)
  }

  /// Traces the blocks of a picture that are asked for, on all cores when the picture is large.
  func traceBlocks(
    into frame: inout RenderedFrame, where isWanted: (TracedScene, _ block: Int) -> Bool
  ) {
    let rays = settings.width * settings.height * settings.samples
    let workers = rays > raysForOneCore ? Parallel.coreCount : 1
    withTracedScene(&frame) { traced in
      Parallel.forEach(grid.rows, workers: workers) { row, _ in
        for column in 0..<traced.grid.columns
        where isWanted(traced, row * traced.grid.columns + column) {
          traced.trace(column: column, row: row)
        }
      }
    }
  }

  /// Calls `body` with what the inner loops read and with the picture that they write.
  private func withTracedScene(_ frame: inout RenderedFrame, _ body: (TracedScene) -> Void) {
    guard let scene else { return }
    // the pointers are into this renderer's buffers
    defer { withExtendedLifetime(self) {} }
    frame.withTarget { target in
      body(
        TracedScene(
          camera: camera, samples: settings.samples, grid: grid, ambient: scene.ambient,
          background: scene.background,
          ground: PreparedSurface(ground: scene.ground ?? Material(diffuse: .zero)),
          hasGround: scene.ground != nil, groundHalfSize: scene.groundHalfSize,
          objectCount: objects.count, words: words, objects: objects.pointer,
          lightCount: lightBuffer.count, lights: lightBuffer.pointer, sources: sources.pointer,
          visible: visible.pointer, groundShades: groundShades.pointer,
          objectShades: objectShades.pointer, toneBeginnings: toneBeginnings.pointer,
          toneCells: toneCells.pointer, target: target))
    }
  }
}
