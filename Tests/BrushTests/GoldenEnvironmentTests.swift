import EnvironmentAPI
import Foundation
import JSONText
import StrokeProgram
import Testing

@testable import Brush

/// The product's environment against the published one, all 25 episodes of one object.
@Suite(.enabled(if: GoldenFiles.exist)) struct GoldenEnvironmentTests {
  @Test(arguments: GoldenEpisodeTests.traces)
  func `with compat deepmind every observation is the published one`(trace: String) throws {
    let lines = try GoldenFiles.lines("v1.3.0/\(trace).jsonl")
    let configuration = try Self.configuration(try lines[0].member("config"))
    let lane = try PublishedLane(configuration)
    for row in lines.dropFirst() {
      try lane.perform(row)
      let place = "episode \(try row.member("ep").integer()) t \(try row.member("t").integer())"
      let canvas = lane.canvas
      try #require(try canvas.fnv8 == row.member("fnv8").string(), "\(place)")
      try #require(try canvas.fnv16 == row.member("fnv16").string(), "\(place)")
      #expect(try lane.episodeStep() == row.member("obs_episode_step").integer(), "\(place)")
      #expect(try lane.mask() == row.member("mask").string(), "\(place)")
      #expect(try lane.isLast == (row.member("step_type").integer() == 2), "\(place)")
    }
  }

  private static func configuration(_ config: JSONNode) throws -> EnvironmentConfiguration {
    try EnvironmentConfiguration(
      backend: BrushBackend(),
      given: [
        "compat": .string("deepmind"),
        "canvas": .integer(try config.member("canvas_width").integer()),
        "grid": .integer(try config.member("grid_width").integer()),
        "episodeLength": .integer(try config.member("episode_length").integer()),
        "sizes": .numbers(try config.member("brush_sizes").array().map { try $0.number() }),
        "color": .boolean(try config.member("use_color").boolean()),
        "pressure": .boolean(try config.member("use_pressure").boolean()),
        "alpha": .boolean(try config.member("use_alpha").boolean()),
        "background": .string(try config.member("background").string()),
        "brush": .string(
          GoldenFiles.folder.path + "/brushes/\(try config.member("brush_type").string()).myb"),
      ])
  }
}

/// A lane of the core with the engine kept in sight.
private final class PublishedLane {
  private let lanes: VectorEnvironment
  private let environment: BrushEnvironment
  private let space: ActionSpace
  private(set) var isLast = false

  init(_ configuration: EnvironmentConfiguration) throws {
    lanes = try VectorEnvironment(configuration, laneCount: 1, autoreset: .disabled)
    space = configuration.engine.action
    environment = try #require(lanes.engine(of: 0) as? BrushEnvironment)
  }

  var canvas: FixedCanvas { environment.engine.canvas }

  func perform(_ row: JSONNode) throws {
    isLast = false
    if try row.member("call").string() == "reset" {
      _ = try lanes.reset(seeds: [nil])
      return
    }
    let action = try row.member("action")
    let numbers = try space.parts.map { try action.member($0.name).number() }
    isLast = try lanes.step(ActionTable(width: space.width, numbers: numbers)).truncated[0]
  }

  func episodeStep() throws -> Int {
    var value: Int32 = 0
    let view = try lanes.view(0)
    withUnsafeMutableBytes(of: &value) { view.writeObservation(leaf: 3, into: $0) }
    return Int(value)
  }

  func mask() throws -> String {
    var bytes = [UInt8](repeating: 9, count: space.parts.count)
    let view = try lanes.view(0)
    bytes.withUnsafeMutableBytes { view.writeObservation(leaf: 1, into: $0) }
    let moves = space.parts.map { $0.activeWhen == nil ? 1 as UInt8 : 0 }
    return bytes == moves ? "move" : bytes.allSatisfy { $0 == 1 } ? "paint" : "neither"
  }
}
