import ArgumentParser
import Glibc
import PaintCore
import Scene3D
import SceneDataset
import Terminal

/// `spiral-env dataset`: random scenes as pictures with everything that is true of them.
struct DatasetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dataset", abstract: "Make a dataset of random 3D scenes with exact truth.",
    discussion: """
      Pictures are PNG files, the other channels NumPy arrays, and annotations.json is in COCO's
      shape. Image i depends on nothing but the scene file, the seed and i. After Ctrl-C or a kill
      the same command goes on where it was. The formats are described in docs/dataset.md.

      EXAMPLES
        spiral-env dataset --scene spiral --count 50000 --seed 1 --out spiral-50k
        spiral-env dataset --scene clevr --count 1000 --objects 3...10 --width 480 --height 320 \\
          --channels rgb,depth,objectId --out clevr-1k
        spiral-env dataset --scene spiral --count 50000 --shards 8 --out spiral-tar
      """)

  @Option(help: "A scene that ships, or the path of a scene file; see 'spiral-env list'.")
  var scene = "spiral"

  @Option(help: "How many images.")
  var count: Int

  @Option(help: "What the random scenes depend on, with the number of the image.")
  var seed: UInt64 = 0

  @Option(help: "The number of the first image.")
  var start = 0

  @Option(help: "How many objects a scene has, such as 1...5; what the scene file says otherwise.")
  var objects: CountRange?

  @OptionGroup var picture: PictureSize

  @Option(help: "Samples a pixel: 1, 4, 9 or 16.")
  var samples = 4

  @Option(
    help: ArgumentHelp(
      "What is stored: rgb and any of alpha, depth, distance, normals, objectId, materialId.",
      valueName: "list"))
  var channels = "rgb"

  @Flag(help: "Write tar archives of a thousand images, as WebDataset reads them, and no folders.")
  var tar = false

  @Option(help: "Write so many tar archives of equal size.")
  var shards: Int?

  @Option(help: "The folder of the dataset.")
  var out: String

  func run() throws {
    let file = try SceneFile.load(scene)
    let configuration = try datasetConfiguration(file)
    let workers = try (0..<Parallel.coreCount).map { _ in
      try DatasetWorker(configuration, file)
    }
    let run = try DatasetRun(configuration, folder: out)
    let done = run.doneCount
    let interruption = Interruption()
    let progress = ProgressLine(
      "rendering", startFraction: Double(done) / Double(configuration.count))
    let outcome = try run.run(
      header: configuration.annotationHeader(file), shouldStop: { interruption.signal != nil },
      progress: { share in
        progress.show(share, figures: "\(Int(share * Double(count))) of \(count) images")
      }, entry: { (index, worker) throws(SceneDatasetError) in try workers[worker].entry(index) })
    progress.clear()
    try report(outcome, progress.elapsedSeconds, interruption.signal)
  }

  private func datasetConfiguration(_ file: SceneFile) throws -> DatasetConfiguration {
    let name = scene.split(separator: "/").last.map(String.init) ?? scene
    var configuration = DatasetConfiguration(
      scene: name.hasSuffix(".json") ? name : name + ".json", sceneDigest: file.digest,
      program: "spiral-env \(SpiralEnv.version)", seed: seed, count: count, size: 64)
    (configuration.width, configuration.height) = picture.pixels(otherwise: 64)
    configuration.start = start
    configuration.objects = objects?.range
    configuration.samples = samples
    configuration.channels = try DatasetChannel.parse(channels)
    configuration.shards = shards ?? (tar ? max(1, (count + 999) / 1000) : nil)
    return configuration
  }

  private func report(
    _ outcome: DatasetRun.Outcome, _ seconds: Double, _ signal: Int32?
  ) throws {
    switch outcome {
    case .finished(made: 0): print("\(out): all \(count) images are there")
    case .finished(let made):
      let rate = Int(Double(made) / max(seconds, 1e-6))
      let earlier = made < count ? ", \(count - made) were there" : ""
      print("\(out): \(made) images in \(tenths(seconds)) s (\(rate) a second)\(earlier)")
    case .stopped(let done):
      print("\(out): stopped with \(done) of \(count) images; the same command goes on")
      throw ExitCode(128 + (signal ?? SIGINT))
    }
  }

  private func tenths(_ seconds: Double) -> Double { (seconds * 10).rounded() / 10 }
}
