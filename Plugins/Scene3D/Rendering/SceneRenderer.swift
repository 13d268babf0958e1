/// Turns scenes into pictures. One renderer keeps its buffers from frame to frame and belongs to one
/// thread at a time; the same scene and settings give the same bytes on every machine.
public final class SceneRenderer {
  /// How pictures are made.
  public let settings: RenderSettings

  /// Makes a renderer.
  public init(_ settings: RenderSettings) { self.settings = settings }

  /// Renders everything.
  public func render(
    _ scene: Scene, channels: RenderChannels = .rgb, into frame: inout RenderedFrame
  ) {
    frame = RenderedFrame(width: settings.width, height: settings.height)
    frame.rgb = [UInt8](repeating: 0, count: settings.width * settings.height * 3)
  }

  /// Renders `scene`, which differs from the scene of the latest call only in the object at `index`
  /// (changed, or appended as the last); the bytes are those of `render`.
  public func update(
    _ scene: Scene, changed index: Int, channels: RenderChannels = .rgb,
    into frame: inout RenderedFrame
  ) {
    render(scene, channels: channels, into: &frame)
  }
}
