import EnvironmentAPI
import ImageFiles
public import JSONText
import PaintCore
public import Scene3D

/// Makes the images of a dataset, one after the other; belongs to one thread at a time.
public final class DatasetWorker {
  private let configuration: DatasetConfiguration
  private let sampler: SceneSampler
  private let renderer: SceneRenderer
  private let annotator: SceneAnnotator
  private let channels: RenderChannels
  private var frame: RenderedFrame

  /// Prepares the making of a scene file's images.
  ///
  /// - Throws: the scene file's error when it has no sampler of random scenes.
  public init(
    _ configuration: DatasetConfiguration, _ file: SceneFile
  ) throws(JSONFileError) {
    self.configuration = configuration
    sampler = try SceneSampler(file, objects: configuration.objects)
    renderer = SceneRenderer(
      RenderSettings(
        width: configuration.width, height: configuration.height, samples: configuration.samples))
    annotator = SceneAnnotator(file)
    channels = configuration.channels.reduce(.objectId) { $0.union($1.rendered) }
    frame = RenderedFrame(width: configuration.width, height: configuration.height)
  }

  /// Returns an image with what is true of it.
  public func entry(_ index: Int) throws(SceneDatasetError) -> DatasetEntry {
    let random = sampler.scene(seed: configuration.seed, index: UInt64(index))
    renderer.render(random.scene, channels: channels, into: &frame)
    var files: [DatasetEntry.File] = []
    for channel in configuration.channels {
      do throws(ImageFileError) {
        files.append(.init(channel: channel, content: try content(of: channel)))
      } catch { throw .image(index: index, reason: error.description) }
    }
    return DatasetEntry(
      files: files,
      image: annotator.image(index, named: configuration.imageName(index), random, frame),
      annotations: annotator.annotations(index, random, frame))
  }

  private func content(of channel: DatasetChannel) throws(ImageFileError) -> [UInt8] {
    let shape = [frame.height, frame.width]
    return switch channel {
    case .rgb: try PNG.encodeFast(picture())
    case .alpha: NPYFile.encode(frame.alpha, shape: shape)
    case .depth: NPYFile.encode(frame.depth, shape: shape)
    case .distance: NPYFile.encode(frame.distance, shape: shape)
    case .normals: NPYFile.encode(frame.normals, shape: shape + [3])
    case .objectId: NPYFile.encode(frame.objectId, shape: shape)
    case .materialId: NPYFile.encode(frame.materialId, shape: shape)
    }
  }

  private func picture() throws(ImageFileError) -> PixelImage {
    do {
      return try PixelImage(
        width: frame.width, height: frame.height, channels: 3, pixels: frame.rgb)
    } catch { throw .notEncodable(format: "PNG", reason: error.description) }
  }
}
