import EnvironmentAPI
import EnvironmentTestKit
import PaintCore
import StrokeProgram
import Testing

@Suite struct WatchingTests {
  private func lanes(_ autoreset: Autoreset, reward: CanvasReward? = nil) throws
    -> VectorEnvironment
  {
    let options: [String: OptionValue] = [
      "episodeLength": .integer(3), "reward": .string(reward == nil ? "l2" : "critic"),
    ]
    let configuration = try EnvironmentConfiguration(backend: StampBackend(), given: options)
    return try VectorEnvironment(
      configuration, laneCount: 2, autoreset: autoreset, reward: reward)
  }

  private func target(_ lanes: VectorEnvironment) -> [[UInt8]] {
    [[UInt8](repeating: 0, count: lanes.configuration.canvasShape.reduce(1, *))]
  }

  @Test(arguments: [Autoreset.nextStep, .sameStep])
  func `finished episodes are counted with the returns of the results`(
    autoreset: Autoreset
  ) throws {
    let lanes = try lanes(autoreset)
    #expect(lanes.progress(of: 0) == nil && lanes.progress(of: 2) == nil)
    _ = try lanes.reset(seeds: [4, 5], targets: target(lanes))
    var random = RandomStream(key: 1, stream: 0)
    var ended = [[Double]](repeating: [], count: 2)
    for _ in 0..<13 {
      let actions = lanes.configuration.engine.action.sample(count: 2, from: &random)
      let before = [0, 1].map { lanes.progress(of: $0) }
      let result = try lanes.step(actions)
      for lane in 0..<2 {
        let progress = try #require(lanes.progress(of: lane))
        if result.isEnd(lane: lane) {
          ended[lane].append(result.episodeReturns[lane])
          let shown = autoreset == .sameStep ? progress.finishedReturn : progress.episodeReturn
          #expect(shown == result.episodeReturns[lane])
        }
        if progress.finishedCount > before[lane]?.finishedCount ?? 0 {
          #expect(progress.finishedReturn == ended[lane].last)
          #expect(progress.stepCount == 0)
        }
      }
    }
    #expect(lanes.progress(of: 0)?.finishedCount == (autoreset == .sameStep ? 4 : 3))
  }

  @Test func `a record is painted again step by step`() throws {
    let lanes = try lanes(.disabled)
    _ = try lanes.reset(seeds: [4, 5], targets: target(lanes))
    var random = RandomStream(key: 1, stream: 0)
    let space = lanes.configuration.engine.action
    var canvases = [try lanes.render(lane: 1)]
    for _ in 0..<3 {
      _ = try lanes.step(space.sample(count: 2, from: &random))
      canvases.append(try lanes.render(lane: 1))
    }
    let replay = try EpisodeReplay(lanes.record(of: 1), on: lanes.configuration.engine)
    #expect(try replay.canvas() == canvases[0])
    for canvas in canvases[1...] {
      #expect(replay.step())
      #expect(try replay.canvas() == canvas)
    }
    #expect(!replay.step() && replay.stepCount == 3)
  }

  @Test func `actions of another engine are refused`() throws {
    let lanes = try lanes(.disabled)
    let engine = lanes.configuration.engine
    let wide = EpisodeRecord(seed: 1, episode: 0, actions: ActionTable(rowCount: 1, width: 9))
    #expect(throws: EnvironmentError.self) { try EpisodeReplay(wide, on: engine) }
    var table = ActionTable(rowCount: 1, width: engine.action.width)
    table.numbers[0] = -1
    let wrong = EpisodeRecord(seed: 1, episode: 0, actions: table)
    #expect(throws: EnvironmentError.self) { try EpisodeReplay(wrong, on: engine) }
  }
}
