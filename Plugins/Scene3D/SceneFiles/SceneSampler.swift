import EnvironmentAPI
public import JSONText
import PaintCore

/// Draws random scenes from a scene file with the rules of CLEVR (Johnson et al. 2017, section 3):
/// objects neither touch nor hide each other, and left, right, before and behind are never in doubt.
///
/// Scene `index` depends only on the file, the range of object counts, the seed and the index. A
/// sampler belongs to one thread at a time.
public final class SceneSampler {
  private let file: SceneFile
  private let rules: SamplerRules
  private let counts: ClosedRange<Int>
  private let grammar: SpiralGrammar?
  /// The cells in whose middle objects may stand.
  private let cells: [Int]
  /// The directions to the right and away in the picture, on the ground.
  private let viewAxes: (right: SIMD2<Float>, away: SIMD2<Float>)
  private let renderer: SceneRenderer
  private var frame: RenderedFrame

  /// The side of the picture that hidden objects are looked for in, px.
  private static let viewSide = 64

  /// Prepares the sampler of a file.
  ///
  /// - Parameter objects: How many objects a scene has; nil for what the file says.
  /// - Throws: an error when the file has no sampler.
  public init(_ file: SceneFile, objects: ClosedRange<Int>? = nil) throws(JSONFileError) {
    guard let rules = file.sampler else {
      throw JSONFileError(
        file: file.title, expected: "a scene file with a sampler of random scenes", got: "none")
    }
    self.file = file
    self.rules = rules
    counts = objects ?? rules.objects
    grammar = file.spiral.map { SpiralGrammar(file, $0) }
    cells = Self.cells(file.spiral, rules)
    guard !rules.isOnGrid || !cells.isEmpty else {
      throw JSONFileError(
        file: file.title, expected: "a sampler with a cell of the grid in its x and y", got: "none")
    }
    viewAxes = Self.viewAxes(file.stage.camera)
    renderer = SceneRenderer(
      RenderSettings(width: Self.viewSide, height: Self.viewSide, samples: 1, shadows: false))
    frame = RenderedFrame(width: Self.viewSide, height: Self.viewSide)
  }

  private static func cells(_ spiral: SpiralRules?, _ rules: SamplerRules) -> [Int] {
    guard let spiral else { return [] }
    return (0..<(spiral.grid * spiral.grid)).filter { cell in
      let center = spiral.center(of: cell)
      return rules.x.contains(center.x) && rules.y.contains(center.y)
    }
  }

  private static func viewAxes(
    _ camera: Camera
  ) -> (right: SIMD2<Float>, away: SIMD2<Float>) {
    let view = camera.target - camera.position
    let right = cross(view, camera.up).normalized
    // seen straight from above, up in the picture is away
    let flat = Vector3(view.x, view.y, 0).length > 1e-3 ? view : camera.up
    let away = Vector3(flat.x, flat.y, 0).normalized
    return (SIMD2(right.x, right.y), SIMD2(away.x, away.y))
  }

  // MARK: Drawing

  /// Returns scene `index` of a seed.
  public func scene(seed: UInt64, index: UInt64) -> RandomScene {
    var random = RandomStream(key: seed, stream: index)
    let count = counts.lowerBound + random.integer(below: counts.count)
    var objects: [PlacedObject] = []
    for _ in 0..<rules.attempts {
      objects = draw(count, &random)
      if objects.count == count, allAreVisible(objects) {
        return randomScene(objects, keepsRules: true)
      }
    }
    return randomScene(objects, keepsRules: false)
  }

  /// Draws objects one after the other until one finds no room.
  private func draw(_ count: Int, _ random: inout RandomStream) -> [PlacedObject] {
    var objects: [PlacedObject] = []
    while objects.count < count {
      var object = drawLook(&random)
      var attempt = 0
      while attempt < rules.attempts {
        drawPlace(&object, &random)
        if objects.allSatisfy({ areApart($0, object) }) { break }
        attempt += 1
      }
      if attempt == rules.attempts { return objects }
      objects.append(object)
    }
    return objects
  }

  private func drawLook(_ random: inout RandomStream) -> PlacedObject {
    let kind = random.integer(below: file.kinds.count)
    let size = random.integer(below: file.sizes.count)
    let material = random.integer(below: file.kinds[kind].materials.count)
    let levels = file.spiral?.colorLevels.count ?? 0
    let choice =
      levels > 0
      ? (0..<3).map { _ in random.integer(below: levels) }
      : [random.integer(below: file.palette.count)]
    let color = grammar?.color(choice) ?? file.palette[choice[0]].color
    let object = file.object(
      kind: file.kinds[kind], material: file.kinds[kind].materials[material], color: color,
      size: file.sizes[size].scale, pose: Pose())
    return PlacedObject(
      kind: kind, size: size, material: material, colorChoice: choice, color: color,
      colorText: SceneColor.hexadecimal(color), place: .zero, yaw: 0, object: object,
      halfExtents: file.kinds[kind].halfExtents(size: file.sizes[size].scale), center: .zero)
  }

  private func drawPlace(_ object: inout PlacedObject, _ random: inout RandomStream) {
    let (kind, size) = (file.kinds[object.kind], file.sizes[object.size].scale)
    if rules.isOnGrid, let spiral = file.spiral {
      object.place = spiral.center(of: cells[random.integer(below: cells.count)])
    } else {
      object.place.x = Self.draw(in: rules.x, &random)
      object.place.y = Self.draw(in: rules.y, &random)
      object.yaw = Self.draw(in: 0...(2 * .pi), &random)
    }
    object.cell = file.spiral?.cell(at: object.place)
    object.object.pose = kind.pose(at: object.place, yaw: object.yaw, size: size)
    object.center = Vector3(object.place.x, object.place.y, object.halfExtents.z)
  }

  private static func draw(in range: ClosedRange<Float>, _ random: inout RandomStream) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * Float(random.uniform())
  }

  // MARK: Rules

  private func areApart(_ first: PlacedObject, _ second: PlacedObject) -> Bool {
    let difference = first.place - second.place
    let distance = (difference * difference).sum().squareRoot()
    let gap = distance - radius(first) - radius(second)
    let right = abs((difference * viewAxes.right).sum())
    let away = abs((difference * viewAxes.away).sum())
    return gap >= rules.minimumDistance && right >= rules.margin && away >= rules.margin
  }

  private func radius(_ object: PlacedObject) -> Float {
    file.kinds[object.kind].radius(size: file.sizes[object.size].scale)
  }

  private func allAreVisible(_ objects: [PlacedObject]) -> Bool {
    guard rules.minimumVisiblePixels > 0 else { return true }
    renderer.render(scene(objects), channels: [.rgb, .objectId], into: &frame)
    let first = Int32(clamping: file.stage.objects.count + 1)
    var counts = [Int](repeating: 0, count: objects.count)
    for id in frame.objectId where id >= first { counts[Int(id - first)] += 1 }
    return counts.allSatisfy { $0 >= rules.minimumVisiblePixels }
  }

  // MARK: Results

  private func scene(_ objects: [PlacedObject]) -> Scene {
    var scene = file.stage
    scene.objects += objects.map(\.object)
    return scene
  }

  private func randomScene(_ objects: [PlacedObject], keepsRules: Bool) -> RandomScene {
    RandomScene(
      scene: scene(objects), objects: objects, program: program(objects),
      isRebuiltExactly: rules.isOnGrid && grammar != nil, keepsRules: keepsRules)
  }

  private func program(_ objects: [PlacedObject]) -> ActionTable? {
    guard let grammar else { return nil }
    let numbers = objects.flatMap { object in
      grammar.action(
        adding: SpiralGrammar.Choice(
          kind: object.kind, cell: object.cell ?? 0, size: object.size, material: object.material,
          color: object.colorChoice))
    }
    return ActionTable(width: grammar.space.width, numbers: numbers)
  }
}
