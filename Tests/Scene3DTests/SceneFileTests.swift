import Foundation
import JSONText
import PaintCore
import Testing

@testable import Scene3D

@Suite struct SceneFileTests {
  static func parse(_ text: String) throws -> SceneFile {
    try SceneFile.parse(Array(text.utf8), name: "test.json")
  }

  /// A small file in which one line may be replaced.
  static func text(_ changes: [String: String] = [:]) -> String {
    let lines: [(String, String)] = [
      ("camera", #"{"position": [0, -5, 5], "target": [0, 0, 0]}"#),
      ("lights", #"[{"kind": "directional", "towards": [0, 1, -2], "color": [1, 0.5, 0]}]"#),
      ("ground", #"{"material": "floor"}"#),
      ("materials", ##"{"paint": {"diffuse": "#ff8000"}, "floor": {"diffuse": [0, 0, 0]}}"##),
      ("kinds", #"[{"name": "ball", "shape": "sphere", "materials": ["paint"]}]"#),
      ("sizes", #"[{"name": "one", "scale": 0.5}]"#),
      ("grammars", #"{"spiral": {"x": [-2, 2], "y": [-2, 2], "colorLevels": [0, 255]}}"#),
      ("sampler", #"{"objects": [1, 2], "placement": "grid"}"#),
      ("objects", "[]"),
      ("example", #"{"seed": 1}"#),
    ]
    let members = lines.map { "\"\($0)\": \(changes[$0] ?? $1)" }
    return "{\"version\": 1,\n" + members.joined(separator: ",\n") + "}"
  }

  @Test(arguments: ShippedScenes.names) func `scenes that ship load`(name: String) throws {
    let file = try SceneFile.load(name)
    #expect(!file.title.isEmpty)
    #expect(file.digest.count == 16)
  }

  @Test func `every scene file of the folder ships`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let folder = root.deletingLastPathComponent().appending(path: "scenes")
    guard let found = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      return
    }
    let names = found.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
    #expect(Set(names) == Set(ShippedScenes.names))
  }

  @Test func `a file on the disk and the one that ships are the same scene`() throws {
    let bytes = try #require(ShippedScenes.bytes(named: "spiral.json"))
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
    try Data(bytes).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    #expect(try SceneFile.load(path.path).digest == SceneFile.load("spiral").digest)
  }

  @Test func `the paper's scene has the paper's numbers`() throws {
    let file = try SceneFile.load("spiral")
    #expect(file.kinds.count == 4 && file.sizes.count == 3)
    #expect(file.spiral?.grid == 16 && file.spiral?.colorLevels.count == 4)
    #expect(file.sampler?.objects == 1...5)
  }

  @Test func `colours become linear, angles radians, directions unit vectors`() throws {
    let file = try Self.parse(
      Self.text([
        "lights": """
        [{"kind": "spot", "at": [0, 0, 3], "towards": [0, 0, -2], "inner": 10, "outer": 90e-1}]
        """.replacingOccurrences(of: "90e-1", with: "45")
      ]))
    let orange = file.materials[0].material.diffuse
    #expect(orange.x == 1 && abs(orange.y - 0.21586) < 1e-4 && orange.z == 0)
    guard case .spot(let place, let towards, let inner, let outer) = file.stage.lights[0].source
    else {
      Issue.record("not a spot")
      return
    }
    #expect(place == Vector3(0, 0, 3) && towards == Vector3(0, 0, -1))
    #expect(abs(inner - 0.17453) < 1e-4 && abs(outer - 0.78540) < 1e-4)
  }

  @Test func `cells are rows from the far side and columns from the left`() throws {
    let rules = try #require(try Self.parse(Self.text()).spiral)
    #expect(rules.center(of: 0) == SIMD2(-1.875, 1.875))
    #expect(rules.center(of: 255) == SIMD2(1.875, -1.875))
    for cell in 0..<256 { #expect(rules.cell(at: rules.center(of: cell)) == cell) }
    #expect(rules.cell(at: SIMD2(-99, 99)) == 0)
    #expect(rules.cell(at: SIMD2(99, -99)) == 255)
  }

  @Test func `objects stand on the ground`() throws {
    let file = try Self.parse(
      Self.text([
        "kinds": """
        [{"name": "post", "shape": "cylinder", "proportions": [1, 1, 3], "materials": ["paint"]}]
        """,
        "objects": ##"[{"kind": "post", "size": "one", "at": [1, 2], "color": "#0000ff"}]"##,
      ]))
    let object = try #require(file.stage.objects.first)
    #expect(object.scale == Vector3(0.5, 0.5, 1.5))
    #expect(object.pose.position == Vector3(1, 2, 1.5))
    #expect(object.material.diffuse == Vector3(0, 0, 1) && object.materialIndex == 1)
  }

  @Test(arguments: [
    ("", "test.json:1:1: expected"),
    ("[]", "test.json:1:1: expected an object"),
    ("{\"version\": 2}", "test.json:1:13: expected version 1"),
    ("{\"version\": 1}", "a member \"materials\""),
    ("{\"versions\": 1}", "test.json:1:2: expected one of the members"),
    (text(["camera": "{}"]), "test.json:2:11: expected a member \"position\""),
    (text(["camera": #"{"position": [0, 0], "target": [0, 0, 0]}"#]), "three numbers [x, y, z]"),
    (text(["camera": #"{"position": [0, 0, 1e9], "target": [0, 0, 0]}"#]), "2:31: expected a num"),
    (text(["camera": #"{"position": [0, 0, 1], "target": [0, 0, 1]}"#]), "a target away from"),
    (text(["camera": #"{"position": [0, 0, 1], "target": [0, 0, 0]}"#]), "not along the up"),
    (text(["lights": #"[{"kind": "lamp"}]"#]), "kind of light: directional, point, spot"),
    (text(["lights": #"[{"kind": "point", "towards": [0, 0, 1]}]"#]), "one of the members"),
    (text(["lights": #"[{"kind": "directional", "towards": [0, 0, 0]}]"#]), "not all 0"),
    (text(["ground": #"{"material": "grass"}"#]), "4:24: expected the name of a material: paint"),
    (text(["materials": "{}"]), "1 to 255 materials"),
    (text(["materials": ##"{"paint": {"diffuse": "#ff80"}}"##]), "a colour"),
    (text(["materials": ##"{"paint": {"diffuse": [0, 2, 0]}}"##]), "a number in 0.0...1.0"),
    (text(["kinds": #"[{"name": "x", "shape": "ring", "materials": ["paint"]}]"#]), "sphere, box"),
    (text(["kinds": #"[{"name": "x", "mesh": "no.obj", "materials": ["paint"]}]"#]), "json:6:33"),
    (text(["kinds": #"[{"name": "x", "voxels": "no.vox", "materials": ["paint"]}]"#]), "json:6:35"),
    (
      text([
        "kinds":
          #"[{"name": "x", "shape": "capsule", "proportions": [2, 2, 1], "materials": ["paint"]}]"#
      ]), "r at most h"
    ),
    (text(["sizes": "[]"]), "1 to 16 sizes"),
    (text(["sizes": #"[{"name": "one", "scale": 0}]"#]), "a number in 0.001"),
    (text(["grammars": #"{"spiral": {"x": [2, -2], "y": [-2, 2]}}"#]), "colorLevels, or a pal"),
    (
      text(["grammars": #"{"spiral": {"x": [2, -2], "y": [-2, 2], "colorLevels": [0, 9]}}"#]),
      "from < to"
    ),
    (text(["grammars": #"{"voxel": {"cellSize": 1, "material": "paint"}}"#]), "a palette in"),
    (text(["sampler": #"{"objects": [2, 1], "placement": "grid"}"#]), "an integer in 2...64"),
    (text(["sampler": #"{"objects": [1, 2], "placement": "heap"}"#]), "grid, free"),
    (text(["example": #"{"seed": -1}"#]), "an integer in 0..."),
    (text(["example": #"{"seed": 1, "voxels": "no.vox"}"#]), "seed or voxels, not both"),
    (text(["example": #"{"voxels": "no.vox"}"#]), "no.vox"),
    (text(["example": #"{"picture": 1}"#]), "one of the members"),
    (text(["objects": #"[{"kind": "cube", "size": 1, "at": [0, 0]}]"#]), "kind: ball"),
    (text(["objects": #"[{"kind": "ball", "size": "two", "at": [0, 0]}]"#]), "size: one"),
  ])
  func `a wrong file is an error that says where and why`(text: String, part: String) {
    let error = #expect(throws: JSONFileError.self) { try Self.parse(text) }
    #expect(error?.description.contains(part) == true, "\(error?.description ?? "none")")
  }

  @Test(arguments: ShippedScenes.names)
  func `a scene that ships shows objects`(name: String) throws {
    #expect(try SceneFile.load(name).exampleScene().objects.isEmpty == false)
  }

  @Test func `a random example needs a sampler`() throws {
    let text = Self.text().replacing(
      #""sampler": {"objects": [1, 2], "placement": "grid"},\#n"#, with: "")
    let error = #expect(throws: JSONFileError.self) { try Self.parse(text) }
    #expect(error?.description.contains("a sampler in a file with random scenes") == true)
  }

  @Test func `mutated files are refused or usable, and never trap`() throws {
    var random = RandomStream(key: 7, stream: 0)
    var accepted = 0
    for name in ShippedScenes.names {
      let original = try #require(ShippedScenes.bytes(named: name + ".json"))
      for _ in 0..<1500 {
        let bytes = mutated(original, &random)
        guard let file = try? SceneFile.parse(bytes, name: name, asset: ShippedScenes.bytes) else {
          continue
        }
        accepted += 1
        if let sampler = try? Scene3D.SceneSampler(file, objects: 1...2), accepted % 8 == 0 {
          _ = sampler.scene(seed: 1, index: 0)
        }
      }
    }
    #expect(accepted > 100)
  }

  /// Changes a few bytes: digits most often, so that many mutants still are JSON.
  private func mutated(_ original: [UInt8], _ random: inout RandomStream) -> [UInt8] {
    var bytes = original
    for _ in 0...random.integer(below: 3) {
      let place = random.integer(below: bytes.count)
      switch random.integer(below: 6) {
      case 0: bytes[place] = UInt8(random.integer(below: 256))
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(bytes[random.integer(below: bytes.count)], at: place)
      default:
        let digits = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
        let signs = Array("0123456789-.e".utf8)
        let digit = digits[random.integer(below: digits.count)]
        bytes[digit] = signs[random.integer(below: signs.count)]
      }
    }
    return bytes
  }
}
