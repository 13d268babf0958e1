import EnvironmentAPI
import Foundation
import JSONText
import StrokeProgram
import Testing

@testable import Brush

/// A lane with `compat: deepmind`, stepped with recorded actions, its engine in sight.
final class PublishedLane {
  let environment: BrushEnvironment
  let recorder: BrushRecorder
  private let lanes: VectorEnvironment
  private let space: ActionSpace
  /// Whether the last step ended the episode.
  private(set) var isLast = false

  init(_ options: [String: OptionValue]) throws {
    let configuration = try EnvironmentConfiguration(
      backend: BrushBackend(), given: options.merging(["compat": .string("deepmind")]) { $1 })
    lanes = try VectorEnvironment(configuration, laneCount: 1, autoreset: .disabled)
    space = configuration.engine.action
    environment = try #require(lanes.engine(of: 0) as? BrushEnvironment)
    recorder = BrushRecorder(canvas: environment.engine.canvas)
    environment.engine.recorder = recorder
  }

  var canvas: FixedCanvas { environment.engine.canvas }

  func reset() throws {
    isLast = false
    _ = try lanes.reset(seeds: [nil])
  }

  func step(_ action: JSONNode) throws {
    let numbers = try space.parts.map { try action.member($0.name).number() }
    isLast = try lanes.step(ActionTable(width: space.width, numbers: numbers)).truncated[0]
  }

  /// The leaf `episode_step`.
  func episodeStep() throws -> Int {
    var value: Int32 = 0
    let view = try lanes.view(0)
    withUnsafeMutableBytes(of: &value) { view.writeObservation(leaf: 3, into: $0) }
    return Int(value)
  }

  /// The name of the leaf `action_mask`'s value.
  func mask() throws -> String {
    var bytes = [UInt8](repeating: 9, count: space.parts.count)
    let view = try lanes.view(0)
    bytes.withUnsafeMutableBytes { view.writeObservation(leaf: 1, into: $0) }
    let moves = space.parts.map { $0.activeWhen == nil ? 1 as UInt8 : 0 }
    return bytes == moves ? "move" : bytes.allSatisfy { $0 == 1 } ? "paint" : "neither"
  }
}

/// A recorded run of the published environment.
struct GoldenTrace {
  static let names = ["a-dry-64", "b-pen-64-mono", "f-watercolor-128-onesize"]

  let options: [String: OptionValue]
  /// One row per environment call.
  let rows: [JSONNode]

  init(_ name: String) throws {
    let lines = try GoldenFiles.lines("v1.3.0/\(name).jsonl")
    let config = try lines[0].member("config")
    rows = Array(lines.dropFirst())
    options = [
      "canvas": .integer(try config.member("canvas_width").integer()),
      "grid": .integer(try config.member("grid_width").integer()),
      "episodeLength": .integer(try config.member("episode_length").integer()),
      "sizes": .numbers(try config.member("brush_sizes").array().map { try $0.number() }),
      "color": .boolean(try config.member("use_color").boolean()),
      "pressure": .boolean(try config.member("use_pressure").boolean()),
      "alpha": .boolean(try config.member("use_alpha").boolean()),
      "background": .string(try config.member("background").string()),
      "brush": .string(GoldenFiles.brushPath(try config.member("brush_type").string())),
    ]
  }
}
