import ArgumentParser
import EnvironmentAPI
import Foundation
import JSONText
import Scene3D
import StrokeProgram

/// Which scene: the file's example, a random one of it, or what a program builds.
struct SceneArguments: ParsableArguments {
  @Option(help: "A scene that ships, or the path of a scene file, an .obj or a .vox.")
  var scene: String?

  @Option(help: "Take a random scene of the file: scene --index of this seed, as in a dataset.")
  var seed: UInt64?

  @Option(help: "The number of the random scene.")
  var index = 0

  @Option(help: "How many objects a random scene has, such as 1...5.")
  var objects: CountRange?

  @Option(help: "Build what this program.json of the scene3d backend builds.")
  var program: String?

  func validate() throws {
    guard scene != nil || program != nil else {
      throw ValidationError("give --scene, --program or both")
    }
    guard seed == nil || program == nil else {
      throw ValidationError("--seed and --program are two scenes: give one of them")
    }
    guard seed != nil || (index == 0 && objects == nil) else {
      throw ValidationError("--index and --objects are about random scenes: give --seed too")
    }
    guard index >= 0 else { throw ValidationError("--index must be at least 0") }
  }

  /// The scene.
  func chosenScene() throws -> Scene {
    if let program { return try built(by: program) }
    let file = try SceneFile.load(scene ?? "spiral")
    guard let seed else { return try file.exampleScene() }
    return try SceneSampler(file, objects: objects?.range)
      .scene(seed: seed, index: UInt64(index)).scene
  }

  /// The program that builds a random scene.
  func randomProgram() throws -> PaintingProgram {
    guard let seed, let scene else {
      throw ValidationError("a program.json is made of a random scene: give --scene and --seed")
    }
    let sampler = try SceneSampler(SceneFile.load(scene), objects: objects?.range)
    let configuration = try EnvironmentConfiguration(
      backend: Scene3DBackend(),
      given: ["scene": .string(scene), "grammar": .string("spiral")])
    guard let actions = sampler.scene(seed: seed, index: UInt64(index)).program else {
      throw ValidationError("\(scene) has no grammar 'spiral'")
    }
    let source = ProgramSource(
      backend: configuration.backend.name, version: configuration.backend.version,
      options: configuration.options.values, seed: seed, episode: UInt64(index),
      parts: configuration.engine.action.columns(of: actions))
    return PaintingProgram(source: source, strokes: [], background: nil)
  }

  private func built(by path: String) throws -> Scene {
    let source = try PaintingProgram(readingFrom: path).source
    guard source.backend == Scene3DBackend().name else {
      throw ValidationError("\(path) is a program of \(source.backend), not of scene3d")
    }
    var options = source.options
    if let scene { options["scene"] = .string(scene) }
    let configuration = try EnvironmentConfiguration(backend: Scene3DBackend(), given: options)
    let file = try SceneFile.load(options["scene"]?.description ?? "spiral")
    let actions = try configuration.engine.action.table(of: source.parts)
    let isVoxel = file.voxelActions.map { $0.parts == configuration.engine.action.parts } ?? false
    return isVoxel ? try file.scene(afterVoxel: actions) : try file.scene(afterSpiral: actions)
  }
}

extension PaintingProgram {
  /// Reads a `program.json`.
  ///
  /// - Throws: an error with the path.
  init(readingFrom path: String) throws {
    let bytes: [UInt8]
    do { bytes = [UInt8](try Data(contentsOf: URL(filePath: path))) } catch {
      throw ValidationError("\(path) cannot be read: \(error.localizedDescription)")
    }
    do { try self.init(json: bytes) } catch { throw ValidationError("\(path), \(error)") }
  }
}
