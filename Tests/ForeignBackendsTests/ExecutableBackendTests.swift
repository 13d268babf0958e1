import EnvironmentAPI
import EnvironmentTestKit
import Foundation
import PaintCore
import StrokeProgram
import Testing

@testable import ForeignBackends

/// Engines in processes of their own.
@Suite struct ExecutableBackendTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func dots() throws -> ExecutableBackend {
    try ExecutableBackend(name: "dots", path: dotsProgram)
  }

  private func hostile(_ mode: String, patienceSeconds: Double = 20) throws -> ExecutableBackend {
    try ExecutableBackend(
      name: mode, path: folder.hostileProgram(mode), patienceSeconds: patienceSeconds)
  }

  // MARK: The example

  @Test func `the Python example keeps the contract of backends`() throws {
    let contract = try BackendContract(
      dots(), options: ["canvas": .integer(24), "episodeLength": .integer(6)])
    #expect(try contract.violations() == [])
  }

  @Test func `the Python example paints where its action says`() throws {
    let lanes = try lanes(dots(), options: ["canvas": .integer(32)])
    // The cell in row 8 and column 20 of 32, radius 1.5 px, all blue.
    _ = try lanes.step(ActionTable(width: 5, numbers: [8 * 32 + 20, 2, 0, 0, 5]))
    let picture = try lanes.render(lane: 0)
    let blue = (0..<(32 * 32)).filter {
      Array(picture.pixels[($0 * 3)..<($0 * 3 + 3)]) == [0, 0, 255]
    }
    #expect(blue.contains(8 * 32 + 20))
    #expect((5...9).contains(blue.count))
    let far = blue.filter { abs($0 / 32 - 8) > 1 || abs($0 % 32 - 20) > 1 }
    #expect(far.isEmpty)
  }

  @Test func `the Python example has fewer than 100 lines and only the standard library`() throws {
    let text = try String(contentsOfFile: dotsProgram, encoding: .utf8)
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count - 1 < 100)
    let imports = text.split(separator: "\n").filter {
      $0.hasPrefix("import ") || $0.hasPrefix("from ")
    }
    #expect(imports == ["import base64", "import json", "import sys"])
  }

  @Test func `another size is another canvas option`() throws {
    let lanes = try lanes(dots(), options: ["canvas": .integer(32)])
    _ = try lanes.step(ActionTable(width: 5, numbers: [500, 7, 5, 0, 0]))
    #expect(try lanes.render(lane: 0, size: 64).width == 64)
    #expect(throws: EnvironmentError.self) { try lanes.render(lane: 0, size: 8) }
    let fixed = try self.lanes(hostile("well"))
    #expect(
      throws: EnvironmentError.unsupported(
        "the engine 'well' has no integer option canvas: it paints in one size only")
    ) { try fixed.render(lane: 0, size: 8) }
  }

  private func lanes(
    _ backend: ExecutableBackend, options: [String: OptionValue] = [:]
  ) throws -> VectorEnvironment {
    try ForeignBackendsTests.lanes(backend, options: options)
  }

  @Test func `seeds and the end of a painting reach the engine and come back`() throws {
    let lanes = try lanes(hostile("well"))
    var other = [UInt8](repeating: 0, count: 16)
    let first = try lanes.render(lane: 0).pixels
    _ = try lanes.reset(seeds: [99])
    other = try lanes.render(lane: 0).pixels
    #expect(first != other)
    #expect(try lanes.step(ActionTable(width: 1, numbers: [2])).terminated == [false])
    #expect(try lanes.step(ActionTable(width: 1, numbers: [3])).terminated == [true])
  }

  // MARK: Misbehaviour

  @Test(arguments: [
    ("dies-first", "exited with code 3"), ("refuses-first", "not today"),
    ("no-version", #"a member "version""#), ("garbage-first", "not protocol 1.0"),
  ])
  func `an engine that cannot begin is no plugin`(mode: String, words: String) throws {
    let error = #expect(throws: EnvironmentError.self) { try hostile(mode) }
    guard case .pluginLoad(let place, _, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(place.hasPrefix(folder.path))
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test func `an engine that never begins is given up`() throws {
    let start = ContinuousClock.now
    let error = #expect(throws: EnvironmentError.self) {
      try hostile("hangs-first", patienceSeconds: 0.5)
    }
    #expect(error?.description.contains("within 0.5 s") == true, "\(String(describing: error))")
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  @Test(arguments: [
    ("dies", "was killed by signal 9"), ("exits", "exited with code 7"),
    ("garbage", "not protocol 1.0"), ("refuses", "the paint ran out"),
    ("half", "bytes into a line"),
    ("wrong-shape", "expected [4, 4, 1], got [4, 5, 1]"), ("wrong-type", #"expected "uint8""#),
    ("short-canvas", "expected 16 bytes, got 15"), ("no-base64", "expected base64"),
    ("no-canvas", #"a member "canvas""#), ("truncates", "truncated"),
  ])
  func `an engine that breaks is reported, and only its environment is lost`(
    mode: String, words: String
  ) throws {
    let backend = try hostile(mode)
    let lanes = try lanes(backend)
    let action = ActionTable(width: 1, numbers: [1])
    if !["short-canvas", "wrong-shape", "wrong-type", "no-base64", "no-canvas"].contains(mode) {
      _ = try lanes.step(action)
    }
    let error = try #require(throws: EnvironmentError.self) { try lanes.step(action) }
    guard case .backendFailure(let reason) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(reason.contains(words), "\(reason)")
    // It stays broken in words, and the next environment is as good as the first.
    #expect(throws: error) { try lanes.step(action) }
    #expect(throws: error) { try lanes.reset(seeds: [1]) }
    _ = try self.lanes(backend)
  }

  @Test func `an engine that hangs is given up after the patience`() throws {
    let lanes = try lanes(hostile("hangs", patienceSeconds: 4))
    let action = ActionTable(width: 1, numbers: [1])
    _ = try lanes.step(action)
    let start = ContinuousClock.now
    let error = #expect(throws: EnvironmentError.self) { try lanes.step(action) }
    #expect(error?.description.contains("within 4.0 s") == true, "\(String(describing: error))")
    #expect(ContinuousClock.now - start < .seconds(12))
  }

  @Test func `a damaged state is refused before the engine sees it`() throws {
    let lanes = try lanes(dots(), options: ["canvas": .integer(16)])
    var state = try lanes.save(0)
    state[state.count / 2] ^= 1
    let damaged = state
    let error = #expect(throws: EnvironmentError.self) { try lanes.load([(damaged, [0])]) }
    guard case .stateIncompatible(let expected, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(expected.contains("digest"))
    _ = try lanes.step(ActionTable(width: 5, numbers: [0, 0, 0, 0, 0]))
  }
}
