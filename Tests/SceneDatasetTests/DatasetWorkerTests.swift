import EnvironmentAPI
import ImageFiles
import JSONText
import PaintCore
import Scene3D
import Testing

@testable import SceneDataset

@Suite struct DatasetWorkerTests {
  private func configuration(_ scene: String, count: Int = 6) -> DatasetConfiguration {
    var configuration = DatasetConfiguration(
      scene: scene, sceneDigest: "", program: "test", seed: 5, count: count, size: 64)
    configuration.height = 48
    configuration.channels = DatasetChannel.allCases
    return configuration
  }

  private func content(_ entry: DatasetEntry, _ channel: DatasetChannel) throws -> [UInt8] {
    try #require(entry.files.first { $0.channel == channel }).content
  }

  /// The elements of a `.npy` file, whose data are its last bytes.
  private func elements<Element>(
    of file: [UInt8], count: Int, as type: Element.Type
  ) -> [Element] {
    let size = MemoryLayout<Element>.size
    return file.suffix(count * size).withUnsafeBytes { bytes in
      (0..<count).map { bytes.loadUnaligned(fromByteOffset: $0 * size, as: type) }
    }
  }

  // MARK: Masks, boxes, areas

  @Test(arguments: ["spiral", "clevr"])
  func `annotations agree with the object numbers pixel by pixel`(scene: String) throws {
    let worker = try DatasetWorker(configuration(scene), SceneFile.load(scene))
    for index in 0..<6 {
      let entry = try worker.entry(index)
      let ids = elements(of: try content(entry, .objectId), count: 64 * 48, as: Int32.self)
      #expect(entry.annotations.count == Set(ids.filter { $0 > 0 }).count)
      for annotation in try entry.annotations.map({ try JSON.parse($0) }) {
        let number = try annotation.member("object_id").integer()
        #expect(try annotation.member("id").integer() == index * 1000 + number)
        #expect(try annotation.member("image_id").integer() == index)
        let expected = ids.map { Int($0) == number }
        let segmentation = try annotation.member("segmentation")
        #expect(try integers(segmentation.member("size")) == [48, 64])
        let mask = MaskReading.mask(
          try integers(segmentation.member("counts")), width: 64, height: 48)
        #expect(mask == expected)
        let inside = mask.indices.filter { mask[$0] }
        #expect(try annotation.member("area").integer() == inside.count)
        let (columns, rows) = (inside.map { $0 % 64 }, inside.map { $0 / 64 })
        let box = try integers(annotation.member("bbox"))
        #expect(box[0] == columns.min() && box[0] + box[2] - 1 == columns.max())
        #expect(box[1] == rows.min() && box[1] + box[3] - 1 == rows.max())
      }
    }
  }

  private func integers(_ node: JSONNode) throws -> [Int] {
    try node.array().map { try $0.integer() }
  }

  // MARK: Programs

  @Test func `the program of an image builds its scene, pixel by pixel`() throws {
    let file = try SceneFile.load("spiral")
    let worker = try DatasetWorker(configuration("spiral"), file)
    let space = try #require(file.spiralActions)
    let renderer = SceneRenderer(RenderSettings(width: 64, height: 48, samples: 4))
    var frame = RenderedFrame(width: 64, height: 48)
    for index in 0..<6 {
      let entry = try worker.entry(index)
      let program = try JSON.parse(entry.image).member("program")
      #expect(try program.object().map(\.name) == space.parts.map(\.name))
      let columns = try space.parts.map { try integers(program.member($0.name)) }
      let numbers = columns[0].indices.flatMap { row in columns.map { Double($0[row]) } }
      let scene = try file.scene(
        afterSpiral: ActionTable(width: space.width, numbers: numbers))
      renderer.render(scene, into: &frame)
      #expect(try PNG.decode(content(entry, .rgb)).pixels == frame.rgb)
    }
  }

  // MARK: Channels

  @Test func `every channel holds what was rendered`() throws {
    let file = try SceneFile.load("clevr")
    let entry = try DatasetWorker(configuration("clevr"), file).entry(3)
    let scene = try SceneSampler(file).scene(seed: 5, index: 3).scene
    let renderer = SceneRenderer(RenderSettings(width: 64, height: 48, samples: 4))
    var frame = RenderedFrame(width: 64, height: 48)
    renderer.render(scene, channels: RenderChannels(rawValue: 127), into: &frame)
    let pixels = 64 * 48
    #expect(try PNG.decode(content(entry, .rgb)).pixels == frame.rgb)
    #expect(Array(try content(entry, .alpha).suffix(pixels)) == frame.alpha)
    for (channel, values) in [
      (DatasetChannel.depth, frame.depth), (.distance, frame.distance), (.normals, frame.normals),
    ] {
      let stored = elements(
        of: try content(entry, channel), count: values.count, as: Float.self)
      #expect(stored == values, "\(channel)")
    }
    for (channel, values) in [
      (DatasetChannel.objectId, frame.objectId), (.materialId, frame.materialId),
    ] {
      let stored = elements(of: try content(entry, channel), count: pixels, as: Int32.self)
      #expect(stored == values, "\(channel)")
    }
  }

  @Test func `an image depends on the seed and its number alone`() throws {
    let file = try SceneFile.load("spiral")
    let worker = try DatasetWorker(configuration("spiral"), file)
    let forwards = try (0..<6).map { try worker.entry($0).lines }
    let backwards = try (0..<6).reversed().map { try worker.entry($0).lines }
    #expect(forwards == backwards.reversed())
    #expect(Set(forwards).count == 6)
    var other = configuration("spiral")
    other.seed = 6
    #expect(try DatasetWorker(other, file).entry(2).lines != forwards[2])
  }

  @Test func `a scene file without a sampler is refused`() throws {
    let file = try SceneFile.load("voxel-garden")
    #expect(throws: JSONFileError.self) {
      try DatasetWorker(configuration("voxel-garden"), file)
    }
  }

  // MARK: The header

  @Test func `the camera's matrix puts the middles of spheres into their boxes`() throws {
    let file = try SceneFile.load("spiral")
    let configuration = configuration("spiral")
    let header = [UInt8(ascii: "{")] + configuration.annotationHeader(file) + [0x7D]
    let root = try JSON.parse(header)
    let names = try root.member("categories").array().map { try $0.member("name").string() }
    #expect(names == file.kinds.map(\.name))
    let sphere = try #require(names.firstIndex(of: "sphere")) + 1
    let camera = try root.member("info").member("camera")
    let worker = try DatasetWorker(configuration, file)
    var count = 0
    for annotation in try (0..<20).flatMap({ try worker.entry($0).annotations }).map({
      try JSON.parse($0)
    }) where try annotation.member("category_id").integer() == sphere {
      let middle = try vector(annotation.member("box3d").member("center"))
      let seen = try projected(middle, camera)
      let box = try integers(annotation.member("bbox")).map(Double.init)
      // perspective and other objects move the middle of what is seen a little
      #expect(abs(box[0] + box[2] / 2 - seen.x) < 1.5 && abs(box[1] + box[3] / 2 - seen.y) < 2.5)
      count += 1
    }
    #expect(count > 5)
  }

  private func vector(_ node: JSONNode) throws -> SIMD3<Double> {
    let parts = try node.array().map { try $0.number() }
    return SIMD3(parts[0], parts[1], parts[2])
  }

  /// Where a point of the world is in the picture, by the book.
  private func projected(_ point: SIMD3<Double>, _ camera: JSONNode) throws -> SIMD2<Double> {
    func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
      SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
    }
    func unit(_ a: SIMD3<Double>) -> SIMD3<Double> { a / (a * a).sum().squareRoot() }
    let position = try vector(camera.member("position"))
    let ahead = unit(try vector(camera.member("target")) - position)
    let right = unit(cross(ahead, try vector(camera.member("up"))))
    let down = cross(ahead, right)
    let matrix = try camera.member("intrinsics").array().map { try vector($0) }
    let place = SIMD3(
      (right * (point - position)).sum(), (down * (point - position)).sum(),
      (ahead * (point - position)).sum())
    return SIMD2((matrix[0] * place).sum() / place.z, (matrix[1] * place).sum() / place.z)
  }
}
