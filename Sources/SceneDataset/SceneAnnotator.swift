import EnvironmentAPI
import Glibc
import JSONText
import Scene3D

/// What is true of pictures of random scenes, in COCO's shape (cocodataset.org, data format): images,
/// objects with boxes and masks, categories; names in its snake case, and more members than it has.
struct SceneAnnotator {
  private let file: SceneFile
  private let actions: ActionSpace?
  /// The objects of the stage, which are in every picture and are not annotated.
  private let fixedCount: Int

  /// Annotation numbers of one image.
  private static let numbersPerImage = 1000

  init(_ file: SceneFile) {
    self.file = file
    actions = file.spiralActions
    fixedCount = file.stage.objects.count
  }

  // MARK: The dataset

  /// The members `info` and `categories` of the annotation file, without braces.
  func header(_ configuration: DatasetConfiguration) -> [UInt8] {
    var writer = JSONWriter()
    writer.key("info")
    writer.beginObject()
    writer.key("description")
    writer.string("\(configuration.count) random scenes of \(configuration.scene)")
    writer.key("version")
    writer.string(configuration.program)
    writer.key("camera")
    writeCamera(configuration, &writer)
    writer.endObject()
    writer.key("categories")
    writer.beginArray()
    for (index, kind) in file.kinds.enumerated() {
      writer.beginObject()
      writer.key("id")
      writer.integer(index + 1)
      writer.key("name")
      writer.string(kind.name)
      writer.key("supercategory")
      writer.string("object")
      writer.endObject()
    }
    writer.endArray()
    return writer.bytes
  }

  /// The camera, which all pictures share: where it is, and the pinhole's matrix in pixels (Hartley
  /// and Zisserman, "Multiple view geometry", 6.1) with `x` right, `y` down and `z` ahead.
  private func writeCamera(_ configuration: DatasetConfiguration, _ writer: inout JSONWriter) {
    let camera = file.stage.camera
    let (width, height) = (Double(configuration.width), Double(configuration.height))
    let focus = height / 2 / tan(Double(camera.verticalFieldOfView) * .pi / 360)
    writer.beginObject()
    writer.key("position")
    writer.vector(camera.position)
    writer.key("target")
    writer.vector(camera.target)
    writer.key("up")
    writer.vector(camera.up)
    writer.key("vertical_field_of_view")
    writer.number(camera.verticalFieldOfView)
    writer.key("intrinsics")
    writer.beginArray()
    for row in [[focus, 0, width / 2], [0, focus, height / 2], [0, 0, 1]] {
      writer.beginArray()
      for number in row { writer.number(number) }
      writer.endArray()
    }
    writer.endArray()
    writer.endObject()
  }

  // MARK: An image

  /// The entry of an image.
  func image(
    _ index: Int, named name: String, _ random: RandomScene, _ frame: RenderedFrame
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("id")
    writer.integer(index)
    writer.key("file_name")
    writer.string(name)
    writer.key("width")
    writer.integer(frame.width)
    writer.key("height")
    writer.integer(frame.height)
    writer.key("object_count")
    writer.integer(random.objects.count)
    writer.key("keeps_rules")
    writer.boolean(random.keepsRules)
    if let program = random.program, let actions {
      writer.key("program")
      writeProgram(program, actions, &writer)
      writer.key("program_is_exact")
      writer.boolean(random.isRebuiltExactly)
    }
    writer.endObject()
    return writer.bytes
  }

  /// The actions as columns, as the wire takes them.
  private func writeProgram(
    _ program: ActionTable, _ actions: ActionSpace, _ writer: inout JSONWriter
  ) {
    writer.beginObject()
    for (part, offset) in zip(actions.parts, actions.offsets) {
      writer.key(escaping: part.name)
      writer.beginArray()
      for row in 0..<program.rowCount {
        writer.integer(program.withRow(row) { $0.integer(at: offset) })
      }
      writer.endArray()
    }
    writer.endObject()
  }

  // MARK: Its objects

  /// The entries of the objects that the picture shows.
  func annotations(_ index: Int, _ random: RandomScene, _ frame: RenderedFrame) -> [[UInt8]] {
    VisibleObject.all(in: frame.objectId, width: frame.width).compactMap { seen in
      let place = seen.number - fixedCount - 1
      guard random.objects.indices.contains(place) else { return nil }
      var writer = JSONWriter()
      writer.beginObject()
      writer.key("id")
      writer.integer(index * Self.numbersPerImage + seen.number)
      writer.key("image_id")
      writer.integer(index)
      writeMask(seen, frame, &writer)
      writeTruth(of: random.objects[place], number: seen.number, &writer)
      writer.endObject()
      return writer.bytes
    }
  }

  private func writeMask(
    _ seen: VisibleObject, _ frame: RenderedFrame, _ writer: inout JSONWriter
  ) {
    writer.key("bbox")
    writer.integers([
      seen.columns.lowerBound, seen.rows.lowerBound, seen.columns.count, seen.rows.count,
    ])
    writer.key("area")
    writer.integer(seen.area)
    writer.key("iscrowd")
    writer.integer(0)
    writer.key("segmentation")
    writer.beginObject()
    writer.key("size")
    writer.integers([frame.height, frame.width])
    writer.key("counts")
    writer.integers(seen.runLengths(in: frame.objectId, width: frame.width))
    writer.endObject()
  }

  private func writeTruth(of object: PlacedObject, number: Int, _ writer: inout JSONWriter) {
    let material = file.kinds[object.kind].materials[object.material]
    writer.key("category_id")
    writer.integer(object.kind + 1)
    writer.key("object_id")
    writer.integer(number)
    writer.key("size")
    writer.string(file.sizes[object.size].name)
    writer.key("material")
    writer.string(file.materials[material].name)
    writer.key("color")
    writer.string(object.colorText)
    writer.key("position")
    writer.vector(object.object.pose.position)
    writer.key("yaw")
    writer.number(object.yaw)
    writer.key("box3d")
    writer.beginObject()
    writer.key("center")
    writer.vector(object.center)
    writer.key("half_extents")
    writer.vector(object.halfExtents)
    writer.endObject()
  }
}

extension JSONWriter {
  fileprivate mutating func vector(_ vector: Vector3) {
    beginArray()
    for axis in 0..<3 { number(vector[axis]) }
    endArray()
  }

  fileprivate mutating func integers(_ values: [Int]) {
    beginArray()
    for value in values { integer(value) }
    endArray()
  }
}
