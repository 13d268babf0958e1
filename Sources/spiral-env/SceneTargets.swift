import EnvironmentAPI
import JSONText
import Scene3D
import Synchronization

/// Pictures of 3D scenes to build: every random scene of a file, or what a file without them shows.
struct SceneTargets {
  private let file: SceneFile

  /// The random scenes that a seed chooses from; they are rendered when an episode starts.
  private static let randomScenes = 1 << 20

  /// The samples a pixel, as the backend's own canvas has them.
  private static let samples = 4

  /// Reads a scene that ships, a scene file, an `.obj` or a `.vox`.
  init(_ name: String) throws(JSONFileError) {
    file = try SceneFile.load(name)
  }

  /// The pictures as canvases of `shape`: height, width and three channels.
  func pictures(forCanvas shape: [Int]) throws(EnvironmentError) -> TargetPictures {
    guard shape[2] == 3 else {
      throw .invalidOption(
        name: "targets", expected: "a canvas in colour for pictures of scenes",
        got: "\(shape[2]) channel")
    }
    let settings = RenderSettings(width: shape[1], height: shape[0], samples: Self.samples)
    do {
      guard file.sampler == nil else { return try randomScenes(settings) }
      let scene = try file.exampleScene()
      return TargetPictures(count: 1) { Self.render(scene, settings, into: $1) }
    } catch {
      throw .invalidOption(name: "targets", expected: "scenes to build", got: "\(error)")
    }
  }

  private func randomScenes(_ settings: RenderSettings) throws(JSONFileError) -> TargetPictures {
    let sampler = Mutex(try SceneSampler(file))
    return TargetPictures(count: Self.randomScenes) { index, picture in
      let scene = sampler.withLock { $0.scene(seed: 0, index: UInt64(index)).scene }
      Self.render(scene, settings, into: picture)
    }
  }

  private static func render(
    _ scene: Scene, _ settings: RenderSettings, into picture: UnsafeMutableBufferPointer<UInt8>
  ) {
    var frame = RenderedFrame(width: settings.width, height: settings.height)
    SceneRenderer(settings).render(scene, channels: .rgb, into: &frame)
    _ = picture.update(fromContentsOf: frame.rgb)
  }
}
