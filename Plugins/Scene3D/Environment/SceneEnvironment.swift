import EnvironmentAPI
import PaintCore

/// One lane of the scene3d environment: what was built, the scene that shows it, and its picture.
///
/// The picture is made when somebody looks at it; steps that nobody looks at cost nothing.
final class SceneEnvironment: PaintingEnvironment {
  /// What the picture lacks.
  private enum Staleness {
    /// Nothing.
    case none
    /// One object of the scene the renderer saw last changed, or was appended.
    case object(Int)
    /// Everything may be different.
    case all
  }

  private let configured: ConfiguredScene
  private let renderer: SceneRenderer
  private var construction: any SceneConstruction
  private var scene: Scene
  private var frame: RenderedFrame
  private var staleness = Staleness.all

  init(_ configured: ConfiguredScene) {
    self.configured = configured
    renderer = SceneRenderer(configured.options.renderSettings)
    construction = configured.grammar.makeConstruction()
    scene = configured.file.stage
    construction.show(in: &scene)
    frame = RenderedFrame(width: configured.options.canvas, height: configured.options.canvas)
  }

  // MARK: Episodes

  func reset(random: RandomStream) {
    construction = configured.grammar.makeConstruction()
    rebuildScene()
  }

  func step(_ action: ActionRow) -> Bool {
    guard let changed = construction.perform(action, in: &scene) else { return false }
    switch staleness {
    case .none: staleness = .object(changed)
    case .object(let index) where index == changed: break
    default: staleness = .all
    }
    return false
  }

  private func rebuildScene() {
    scene = configured.file.stage
    construction.show(in: &scene)
    staleness = .all
  }

  // MARK: Observation

  func writeObservation(leaf index: Int, into bytes: UnsafeMutableRawBufferPointer) {
    if index == 1 { return bytes.copyBytes(from: construction.actionMask) }
    refresh()
    if index == 0 {
      bytes.copyBytes(from: frame.rgb)
    } else {
      configured.options.truth[index - 2].write(frame, into: bytes)
    }
  }

  private func refresh() {
    switch staleness {
    case .none: return
    case .object(let index):
      renderer.update(scene, changed: index, channels: configured.channels, into: &frame)
    case .all: renderer.render(scene, channels: configured.channels, into: &frame)
    }
    staleness = .none
  }

  // MARK: Copies

  func copyState(from other: any PaintingEnvironment) {
    guard let other = other as? SceneEnvironment else {
      preconditionFailure("copyState from a \(type(of: other))")
    }
    construction = other.construction
    scene = other.scene
    staleness = other.staleness
    if case .all = staleness { return }
    renderer.copyState(from: other.renderer)
    frame.copyPixels(of: other.frame)
  }

  func save(into writer: inout StateWriter) {
    construction.save(into: &writer)
  }

  func load(from reader: inout StateReader) throws(EnvironmentError) {
    try construction.load(from: &reader)
    rebuildScene()
  }
}
