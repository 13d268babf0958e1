import ArgumentParser
import EnvironmentAPI
import ImageFiles
import PaintCore
import Scene3D
import SceneDataset
import StrokeProgram

/// `spiral-env render`: a 3D scene as a picture of any size, or as a file for other programs.
struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Render a 3D scene, or hand it to another program.",
    discussion: """
      The name of the output says what it becomes: .png is a picture, .glb a glTF 2.0 file, .xml a
      model of MuJoCo, .vox the blocks of the first voxel object, and .json the program that builds a
      random scene. --scene also takes an .obj or a .vox, which stands on a stage of its own; without
      --seed a scene file shows its example. With --channels the truth is written beside a picture in
      colours for people: scene-depth.png and so on.

      EXAMPLES
        spiral-env render --scene gallery --size 1024 -o gallery.png
        spiral-env render --scene clevr --seed 1 --index 7 --width 480 --height 320 -o seven.png
        spiral-env render --scene spiral --seed 1 --channels depth,normals,objectId -o scene.png
        spiral-env render --scene spiral --seed 1 -o scene.glb
        spiral-env render --program program.json --size 1024 -o rebuilt.png
      """)

  @OptionGroup var source: SceneArguments

  @OptionGroup var picture: PictureSize

  @Option(help: "Samples a pixel: 1, 4, 9 or 16.")
  var samples = 16

  @Option(
    help: ArgumentHelp(
      "Truth to write beside the picture: alpha, depth, distance, normals, objectId, materialId.",
      valueName: "list"))
  var channels: String?

  @Option(name: .shortAndLong, help: "Where to write: .png, .glb, .xml, .vox or .json.")
  var output: String

  func validate() throws {
    guard [1, 4, 9, 16].contains(samples) else {
      throw ValidationError("--samples must be 1, 4, 9 or 16")
    }
    let (width, height) = picture.pixels(otherwise: 1024)
    guard (8...8192).contains(width), (8...8192).contains(height) else {
      throw ValidationError("a picture must be 8 to 8192 pixels wide and high")
    }
  }

  func run() throws {
    switch output.split(separator: ".").last {
    case "png": try writePicture(of: source.chosenScene())
    case "json": try FileBytes.write(source.randomProgram().json(), to: output)
    case "glb": try FileBytes.write(GLBWriter().bytes(source.chosenScene()), to: output)
    case "xml": try writeModel(of: source.chosenScene())
    case "vox": try writeVoxels(of: source.chosenScene())
    default:
      throw ValidationError(
        "'\(output)': expected a name that ends in .png, .glb, .xml, .vox or .json")
    }
  }

  /// Writes MuJoCo's model and the meshes that it refers to, which stand beside it.
  private func writeModel(of scene: Scene) throws {
    let parts = output.split(separator: "/", omittingEmptySubsequences: false)
    let folder = parts.dropLast().map { $0 + "/" }.joined()
    let name = String(parts[parts.count - 1].dropLast(4))
    for file in MJCFWriter(name: name).files(scene) {
      try FileBytes.write(file.bytes, to: folder + file.name)
    }
  }

  private func writeVoxels(of scene: Scene) throws {
    for object in scene.objects {
      if case .voxels(let grid) = object.shape {
        return try FileBytes.write(VoxFile(grid).bytes(), to: output)
      }
    }
    throw ValidationError("'\(output)': the scene has no voxels; .glb takes any scene")
  }

  private func writePicture(of scene: Scene) throws {
    let truth = try channels.map { try DatasetChannel.parse("rgb,\($0)").dropFirst() } ?? []
    let (width, height) = picture.pixels(otherwise: 1024)
    let renderer = SceneRenderer(
      RenderSettings(width: width, height: height, samples: samples, shadowSamples: 16))
    var frame = RenderedFrame(width: width, height: height)
    renderer.render(
      scene, channels: truth.reduce(.rgb) { $0.union($1.rendered) }, into: &frame)
    try ImageFile.write(TruthPicture.picture(of: .rgb, frame), to: output)
    for channel in truth {
      try ImageFile.write(
        TruthPicture.picture(of: channel, frame),
        to: "\(output.dropLast(4))-\(channel.rawValue).png")
    }
  }
}
