import EnvironmentAPI
import EnvironmentTestKit
import Foundation
import PaintCore
import StrokeProgram
import Testing

@testable import Scene3D

@Suite struct Scene3DBackendTests {
  private func configuration(
    _ options: [String: OptionValue] = [:]
  ) throws -> EnvironmentConfiguration {
    try EnvironmentConfiguration(backend: Scene3DBackend(), given: options)
  }

  private static let truth = "alpha,depth,distance,normals,objectId,materialId"

  private static let variants: [[String: OptionValue]] = [
    [:],
    ["truth": .string(truth), "canvas": .integer(32)],
    ["reward": .string("l2"), "target": .boolean(true), "shadows": .boolean(false)],
    ["scene": .string("clevr"), "samples": .string("1"), "reward": .string("l1")],
    ["scene": .string("voxel-garden"), "truth": .string("depth")],
  ]

  @Test(arguments: variants) func `the contract holds`(options: [String: OptionValue]) throws {
    #expect(try BackendContract(Scene3DBackend(), options: options).violations() == [])
  }

  // MARK: Spaces

  @Test func `the parts are those of the paper, in its order`() throws {
    let space = try configuration().engine.action
    #expect(
      space.parts.map(\.name)
        == ["kind", "type", "location", "size", "red", "green", "blue"])
    #expect(space.decodeOrder == space.parts.map(\.name))
    #expect(
      space.parts.map(\.space)
        == [3, 4, 256, 3, 4, 4, 4].map { LeafSpace.discrete(count: $0) })
    #expect(try configuration().maximumActions == 20)
    #expect(try configuration().canvasShape == [64, 64, 3])
  }

  @Test func `a scene with several materials and a palette has parts for them`() throws {
    let space = try configuration(["scene": .string("clevr")]).engine.action
    #expect(
      space.parts.map(\.name) == ["kind", "type", "location", "size", "material", "color"])
  }

  // MARK: Building

  /// Steps actions on one lane and returns it.
  private func lane(
    _ actions: [[Double]], _ options: [String: OptionValue] = [:]
  ) throws -> VectorEnvironment {
    let lanes = try VectorEnvironment(configuration(options), laneCount: 1)
    _ = try lanes.reset(seeds: [1])
    for action in actions {
      _ = try lanes.step(ActionTable(width: action.count, numbers: action))
    }
    return lanes
  }

  private static let red: [Double] = [0, 0, 100, 2, 3, 0, 0]
  private static let blue: [Double] = [0, 1, 150, 1, 0, 0, 3]

  @Test func `adding adds, skipping does nothing, changing replaces the last`() throws {
    let both = try lane([Self.red, Self.blue]).render(lane: 0)
    var skip = Self.red
    skip[0] = 1
    #expect(try lane([Self.red, skip, Self.blue, skip]).render(lane: 0) == both)
    var change = Self.blue
    change[0] = 2
    #expect(try lane([Self.red, [0, 3, 7, 0, 1, 1, 1], change]).render(lane: 0) == both)
    #expect(try lane([change]).render(lane: 0) == lane([]).render(lane: 0))
    #expect(try lane([Self.red]).render(lane: 0) != both)
  }

  @Test func `a lane shows what rendering its scene from nothing shows`() throws {
    let lanes = try lane([])
    let engine = try #require(lanes.configuration.engine as? ConfiguredScene)
    let grammar = try #require(engine.grammar as? SpiralGrammar)
    let renderer = SceneRenderer(engine.options.renderSettings)
    var scene = engine.file.stage
    for action in [Self.red, Self.blue, [0, 2, 80, 0, 1, 2, 3], [2, 3, 200, 2, 3, 3, 0]] {
      let table = ActionTable(width: 7, numbers: action)
      _ = try lanes.step(table)
      let choice = table.withRow(0) { grammar.decode($0).choice }
      if action[0] == 2 { scene.objects.removeLast() }
      scene.objects.append(grammar.object(choice))
      var frame = RenderedFrame(width: 64, height: 64)
      renderer.render(scene, into: &frame)
      let isSame = try lanes.render(lane: 0).pixels == frame.rgb
      #expect(isSame, "after \(action)")
    }
  }

  @Test func `the mask says which parts were used`() throws {
    func mask(_ actions: [[Double]]) throws -> [UInt8] {
      var bytes = [UInt8](repeating: 9, count: 7)
      let view = try lane(actions).view(0)
      bytes.withUnsafeMutableBytes { view.writeObservation(leaf: 1, into: $0) }
      return bytes
    }
    #expect(try mask([]) == [0, 0, 0, 0, 0, 0, 0])
    #expect(try mask([Self.red]) == [1, 1, 1, 1, 1, 1, 1])
    #expect(try mask([[1, 0, 0, 0, 0, 0, 0]]) == [1, 0, 0, 0, 0, 0, 0])
  }

  @Test func `blocks are placed, filled and erased`() throws {
    let options: [String: OptionValue] = ["scene": .string("voxel-garden")]
    let empty = try lane([], options).render(lane: 0)
    let box: [Double] = [1, 130, 0, 3, 2, 1, 4]
    let filled = try lane([box], options).render(lane: 0)
    #expect(filled != empty)
    #expect(try lane([box, [2, 130, 0, 3, 2, 1, 0]], options).render(lane: 0) == empty)
    #expect(try lane([[3, 130, 0, 3, 2, 1, 4]], options).render(lane: 0) == empty)
    // a box is the same as its blocks, here four wide, three long and two high
    let blocks = (0..<24).map { index -> [Double] in
      let (x, y, z) = (index % 4, index / 4 % 3, index / 12)
      return [0, Double(130 + x - 16 * y), Double(z), 0, 0, 0, 4]
    }
    let lanes = try lane(blocks, options.merging(["episodeLength": .integer(99)]) { $1 })
    #expect(try lanes.render(lane: 0) == filled)
  }

  @Test func `truth is told on request`() throws {
    let lanes = try lane([Self.red], ["truth": .string("objectId,depth,normals")])
    #expect(
      lanes.configuration.observation.prefix(5).map(\.name)
        == ["canvas", "action_mask", "objectId", "depth", "normals"])
    var ids = [Int32](repeating: 9, count: 64 * 64)
    var depth = [Float](repeating: -1, count: 64 * 64)
    let view = try lanes.view(0)
    ids.withUnsafeMutableBytes { view.writeObservation(leaf: 2, into: $0) }
    depth.withUnsafeMutableBytes { view.writeObservation(leaf: 3, into: $0) }
    #expect(Set(ids) == [-1, 0, 1])
    let isZeroOutside = zip(ids, depth).allSatisfy { ($0 == -1) == ($1 == 0) }
    #expect(isZeroOutside)
  }

  // MARK: Programs

  @Test func `a program replays to the byte, and larger in proportion`() throws {
    let lanes = try lane([Self.red, Self.blue])
    let program = try PaintingProgram(json: lanes.program(of: 0).json())
    let configuration = try configuration()
    let small = try configuration.replay(program.source, size: nil)
    #expect(try small == lanes.render(lane: 0))
    let large = try configuration.replay(program.source, size: 256).resized(toWidth: 64, height: 64)
    let difference = zip(large.pixels, small.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    #expect(difference < 3 * small.pixels.count)
  }

  // MARK: Bad options

  @Test(
    arguments: [
      (["canvas": .integer(7)], "8...2048"), (["canvas": .integer(5000)], "at most 2048"),
      (["samples": .string("5")], "1, 4, 9, 16"), (["truth": .string("depht")], "depht"),
      (["truth": .string("depth,depth")], "different"), (["truth": .string("depth,")], "\"\""),
      (["scene": .string("nope")], "a scene that ships"),
      (["scene": .string("/nowhere/x.json")], "a readable scene file"),
      (["grammar": .string("voxel")], "what spiral has: spiral"),
      (["grammar": .string("both")], "auto, spiral, voxel"),
    ] as [([String: OptionValue], String)])
  func `a wrong option is named with what is expected`(
    options: [String: OptionValue], words: String
  ) {
    #expect { try configuration(options) } throws: { error in "\(error)".contains(words) }
  }

  @Test func `a broken scene file is refused with its place`() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
    try Data("{\"version\": 1,\n \"camera\": 3, \"materials\": {}}".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    #expect { try configuration(["scene": .string(file.path)]) } throws: { error in
      "\(error)".contains("\(file.lastPathComponent):2:")
    }
  }
}
