import EnvironmentAPI
import PaintCore
import StrokeProgram
import Testing

@testable import Brush

/// Every brush of mypaint-brushes 1.3.0 does what an environment needs, traced or not.
@Suite(.enabled(if: GoldenFiles.exist)) struct AllBrushesTests {
  private func lanes(_ name: String) throws -> VectorEnvironment {
    let configuration = try EnvironmentConfiguration(
      backend: BrushBackend(),
      given: [
        "brush": .string(GoldenFiles.brushPath(name)), "strict": .boolean(true),
        "background": .string("#c08040"), "alpha": .boolean(true),
      ])
    return try VectorEnvironment(configuration, laneCount: 2, workerCount: 1)
  }

  /// Two lanes doing the same: random strokes, all of them painting.
  private func paint(_ lanes: VectorEnvironment, count: Int, seed: UInt64) throws {
    let space = lanes.configuration.engine.action
    var random = RandomStream(key: seed, stream: 0)
    for _ in 0..<count {
      var row = space.sample(count: 1, from: &random).numbers
      row[2] = 1
      row[3] = max(row[3], 4)  // a brush may need some pressure
      _ = try lanes.step(ActionTable(width: space.width, numbers: row + row))
    }
  }

  private func picture(_ lanes: VectorEnvironment, _ lane: Int) throws -> [UInt8] {
    try lanes.render(lane: lane).pixels
  }

  @Test func `all 177 load, draw, replay, save and load`() throws {
    let names = try GoldenFiles.brushNames()
    #expect(names.count == 177)
    for name in names {
      let lanes = try lanes(name)
      _ = try lanes.reset(seeds: [5, 5])
      let blank = try picture(lanes, 0)
      try paint(lanes, count: 4, seed: 1)
      let saved = try lanes.save(0)
      let middle = try picture(lanes, 0)
      let definition = try GoldenFiles.brush(name)
      // What only smears leaves bare paper bare.
      #expect(
        Digest.of(middle) != Digest.of(blank) || definition.uses(.smudge), "\(name) draws nothing")
      try paint(lanes, count: 2, seed: 2)
      let end = Digest.of(try picture(lanes, 0))
      let program = try PaintingProgram(json: try lanes.program(of: 0).json())
      let replayed = try lanes.configuration.replay(program.source, size: nil).pixels
      #expect(Digest.of(replayed) == end, "\(name) replays something else")
      try paint(lanes, count: 1, seed: 3)
      try lanes.load([(saved, [1])])
      #expect(Digest.of(try picture(lanes, 1)) == Digest.of(middle), "\(name) loads something else")
      try paint(lanes, count: 2, seed: 2)
      #expect(Digest.of(try picture(lanes, 1)) == end, "\(name) goes on differently")
    }
  }
}

extension Digest {
  fileprivate static func of(_ bytes: [UInt8]) -> String {
    var digest = Digest()
    digest.append(bytes)
    return digest.hexadecimal
  }
}
