import Brush
import EnvironmentAPI
import EnvironmentTestKit
import PaintCore
import Plotter
import Scene3D
import StrokeProgram
import Testing

@testable import LiveView

/// Lanes of `backend` after `count` random steps; every seed gives other actions.
func painted(
  _ backend: any PaintingBackend, steps count: Int, laneCount: Int = 1, seed: UInt64 = 1
) throws -> VectorEnvironment {
  let configuration = try EnvironmentConfiguration(
    backend: backend, given: ["episodeLength": .integer(400)])
  let lanes = try VectorEnvironment(configuration, laneCount: laneCount, autoreset: .disabled)
  _ = try lanes.reset(seeds: (0..<laneCount).map { seed + UInt64($0) })
  var random = RandomStream(key: seed, stream: 9)
  for _ in 0..<count {
    _ = try lanes.step(configuration.engine.action.sample(count: laneCount, from: &random))
  }
  return lanes
}

@Suite struct EpisodeFilmTests {
  static let backends: [any PaintingBackend] = [
    StampBackend(), BrushBackend(), Scene3DBackend(), PlotterBackend(),
  ]

  @Test(arguments: backends) func `a film ends with the picture that was painted`(
    backend: any PaintingBackend
  ) throws {
    let lanes = try painted(backend, steps: 25)
    let engine = lanes.configuration.engine
    let film = try EpisodeFilm(lanes.record(of: 0), on: engine, identifier: 1)
    try film.paint()
    #expect(film.isComplete && film.steps.count == 25)
    let pictures = try pictures(of: film)
    #expect(try checksum(pictures[25]) == checksum(lanes.render(lane: 0)))
    #expect(Set(pictures.map(checksum)).count > 5)
    let program = try lanes.program(of: 0)
    #expect(film.steps.flatMap(\.strokes) == program.strokes)
    #expect(film.steps.flatMap(\.action) == film.record.actions.numbers)
  }

  @Test func `a film that grows is the film of the whole`() throws {
    let lanes = try painted(StampBackend(), steps: 5)
    let film = try EpisodeFilm(
      lanes.record(of: 0), on: lanes.configuration.engine, identifier: 1)
    try film.paint()
    let space = lanes.configuration.engine.action
    var random = RandomStream(key: 5, stream: 0)
    for _ in 0..<7 { _ = try lanes.step(space.sample(count: 1, from: &random)) }
    #expect(try film.extend(to: lanes.record(of: 0)))
    #expect(!film.isComplete)
    // A deadline in the past still gives one step, so that a slow engine gets on.
    try film.paint(until: .now - .seconds(1))
    #expect(film.steps.count == 6)
    try film.paint()
    #expect(try checksum(film.picture) == checksum(lanes.render(lane: 0)))
  }

  @Test func `a film of a server that runs on and on is limited`() throws {
    let lanes = try painted(StampBackend(), steps: 30)
    let (record, engine) = (try lanes.record(of: 0), lanes.configuration.engine)
    let few = try EpisodeFilm(record, on: engine, identifier: 1, limits: .init(stepCount: 3))
    try few.paint()
    #expect(few.isComplete && few.steps.count == 3)
    let small = try EpisodeFilm(record, on: engine, identifier: 1, limits: .init(byteCount: 600))
    try small.paint()
    let bytes = small.steps.reduce(0) { $0 + ($1.change?.png.count ?? 0) }
    #expect(small.isComplete && (600..<1200).contains(bytes))
  }

  @Test func `another episode, a rewound lane and another engine are refused`() throws {
    let lanes = try painted(StampBackend(), steps: 5)
    let film = try EpisodeFilm(
      lanes.record(of: 0), on: lanes.configuration.engine, identifier: 1)
    try film.paint()
    let other = try painted(StampBackend(), steps: 5, seed: 2)
    #expect(try !film.extend(to: other.record(of: 0)))
    let shorter = try painted(StampBackend(), steps: 4)
    #expect(try !film.extend(to: shorter.record(of: 0)))
    #expect(film.steps.count == 5)
    let brush = try painted(BrushBackend(), steps: 1).configuration.engine
    #expect(throws: EnvironmentError.self) {
      try EpisodeFilm(lanes.record(of: 0), on: brush, identifier: 1)
    }
  }
}
