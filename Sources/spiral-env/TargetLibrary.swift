import Datasets
import EnvironmentAPI
import JSONText
import Synchronization

/// The pictures of `--targets` in the size of the canvas; those of the last size stay open.
final class TargetLibrary: Sendable {
  private let description: String
  private let opened = Mutex<(shape: [Int], pictures: TargetPictures)?>(nil)

  /// The side of the digits that an IDX file usually holds, px: they are kept so and enlarged when
  /// an episode starts, because 60,000 canvases take gigabytes.
  private static let digitSide = 28

  private static let scene = "scene:"

  /// Nothing is read yet.
  ///
  /// - Parameter description: As `ImageSet.open` takes it, or `scene:` and the name of a scene.
  init(_ description: String) {
    self.description = description
  }

  /// ``open(forCanvas:)`` as a function.
  var opening: @Sendable ([Int]) throws(EnvironmentError) -> TargetPictures {
    { (shape) throws(EnvironmentError) in try self.open(forCanvas: shape) }
  }

  /// The pictures as canvases of `shape`: height, width, channels.
  ///
  /// - Throws: `invalidOption` with what is wrong with the description or the files.
  func open(forCanvas shape: [Int]) throws(EnvironmentError) -> TargetPictures {
    if let known = opened.withLock({ $0?.shape == shape ? $0?.pictures : nil }) { return known }
    let pictures = try description.hasPrefix(Self.scene) ? scenes(shape) : images(shape)
    opened.withLock { $0 = (shape, pictures) }
    return pictures
  }

  private func scenes(_ shape: [Int]) throws(EnvironmentError) -> TargetPictures {
    let scenes: SceneTargets
    do { scenes = try SceneTargets(String(description.dropFirst(Self.scene.count))) } catch {
      throw .invalidOption(name: "targets", expected: error.expected, got: "\(error)")
    }
    return try scenes.pictures(forCanvas: shape)
  }

  private func images(_ shape: [Int]) throws(EnvironmentError) -> TargetPictures {
    var options = ImageSetOptions(width: shape[1], height: shape[0], channels: shape[2])
    if description.hasPrefix("mnist:"), min(shape[0], shape[1]) > Self.digitSide {
      options = options.stored(at: Self.digitSide)
    }
    let images: ImageSet
    do { images = try ImageSet.open(description, options: options) } catch {
      throw .invalidOption(name: "targets", expected: "pictures to paint", got: "\(error)")
    }
    guard images.count > 0 else {
      throw .invalidOption(
        name: "targets", expected: "pictures to paint", got: "none in \(description)")
    }
    return TargetPictures(count: images.count) { images.write($0, into: $1) }
  }
}
