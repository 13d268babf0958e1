import EnvironmentAPI
import JSONText
import PaintCore
import Testing

@testable import Scene3D

@Suite struct SceneSamplerTests {
  private func render(_ scene: Scene, channels: RenderChannels = .rgb) -> RenderedFrame {
    var frame = RenderedFrame(width: 64, height: 64)
    SceneRenderer(RenderSettings(width: 64, height: 64)).render(
      scene, channels: channels, into: &frame)
    return frame
  }

  @Test(arguments: ["spiral", "clevr"])
  func `a scene depends on the seed and its index alone`(name: String) throws {
    let file = try SceneFile.load(name)
    let sampler = try Scene3D.SceneSampler(file)
    for index in 0..<10 { _ = sampler.scene(seed: 3, index: UInt64(index)) }
    let late = sampler.scene(seed: 3, index: 4)
    let alone = try Scene3D.SceneSampler(file).scene(seed: 3, index: 4)
    #expect(render(late.scene).rgb == render(alone.scene).rgb)
    #expect(late.program == alone.program)
    #expect(late.program != sampler.scene(seed: 4, index: 4).program)
    #expect(late.program != sampler.scene(seed: 3, index: 5).program)
  }

  @Test func `the program rebuilds the scene to the byte`() throws {
    let sampler = try Scene3D.SceneSampler(SceneFile.load("spiral"))
    let configuration = try EnvironmentConfiguration(backend: Scene3DBackend(), given: [:])
    let lanes = try VectorEnvironment(configuration, laneCount: 1)
    for index in 0..<20 {
      let random = sampler.scene(seed: 1, index: UInt64(index))
      let program = try #require(random.program)
      let isComplete = random.isRebuiltExactly && program.rowCount == random.objects.count
      #expect(isComplete)
      _ = try lanes.reset(seeds: [1])
      for row in 0..<program.rowCount {
        let action = program.withRow(row) { Array($0.numbers) }
        _ = try lanes.step(ActionTable(width: program.width, numbers: action))
      }
      let isSame = try lanes.render(lane: 0).pixels == render(random.scene).rgb
      #expect(isSame, "scene \(index)")
    }
  }

  @Test(arguments: ["spiral", "clevr"])
  func `objects keep their distance and are seen`(name: String) throws {
    let file = try SceneFile.load(name)
    let rules = try #require(file.sampler)
    let sampler = try Scene3D.SceneSampler(file)
    var counts: Set<Int> = []
    for index in 0..<100 {
      let random = sampler.scene(seed: 9, index: UInt64(index))
      let keepsRules = random.keepsRules
      #expect(keepsRules, "scene \(index)")
      counts.insert(random.objects.count)
      for (place, first) in random.objects.enumerated() {
        let (x, y) = (first.place.x, first.place.y)
        #expect(rules.x.contains(x) && rules.y.contains(y))
        for second in random.objects[..<place] {
          let difference = first.place - second.place
          let distance = (difference * difference).sum().squareRoot()
          let reach = [first, second].reduce(rules.minimumDistance) {
            $0 + file.kinds[$1.kind].radius(size: file.sizes[$1.size].scale)
          }
          #expect(distance >= reach - 1e-4)
        }
      }
      let ids = render(random.scene, channels: [.rgb, .objectId]).objectId
      for id in 1...random.objects.count {
        let count = ids.count { $0 == id }
        #expect(count >= rules.minimumVisiblePixels)
      }
    }
    #expect(counts == Set(rules.objects))
  }

  @Test func `too many objects for the ground end with fewer`() throws {
    let random = try Scene3D.SceneSampler(SceneFile.load("spiral"), objects: 60...60).scene(
      seed: 1, index: 0)
    let (keepsRules, count) = (random.keepsRules, random.objects.count)
    #expect(!keepsRules && count < 60 && count > 3)
  }

  @Test func `a file without a sampler is refused`() throws {
    let garden = try SceneFile.load("voxel-garden")
    #expect(throws: JSONFileError.self) { try Scene3D.SceneSampler(garden) }
  }
}
