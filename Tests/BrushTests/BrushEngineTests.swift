import Foundation
import Testing

@testable import Brush

@Suite struct BrushEngineTests {
  /// A brush that uses every part of the dynamics.
  static func busyBrush() throws -> BrushDefinition {
    func curve(_ input: BrushInput, _ low: Float, _ high: Float) throws -> BrushCurve {
      try #require(BrushCurve(input: input, points: [SIMD2(0, low), SIMD2(1, high)]))
    }
    var brush = BrushDefinition()
    brush[.opaque] = BrushMapping(baseValue: 0.7, curves: [try curve(.pressure, 0, 0.3)])
    brush[.opaqueMultiply] = BrushMapping(baseValue: 1)
    brush[.opaqueLinearize] = BrushMapping(baseValue: 0.9)
    brush[.radiusLogarithmic] = BrushMapping(
      baseValue: 1, curves: [try curve(.speed1, 0, 0.2), try curve(.stroke, -0.2, 0.2)])
    brush[.hardness] = BrushMapping(baseValue: 0.5, curves: [try curve(.speed2, 0, 0.1)])
    brush[.dabsPerActualRadius] = BrushMapping(baseValue: 3)
    brush[.dabsPerSecond] = BrushMapping(baseValue: 20)
    brush[.offsetByRandom] = BrushMapping(baseValue: 0.3)
    brush[.offsetBySpeed] = BrushMapping(baseValue: 0.3)
    brush[.radiusByRandom] = BrushMapping(baseValue: 0.1)
    brush[.trackingNoise] = BrushMapping(baseValue: 0.2)
    brush[.slowTracking] = BrushMapping(baseValue: 1)
    brush[.ellipticalDabRatio] = BrushMapping(baseValue: 2)
    brush[.ellipticalDabAngle] = BrushMapping(curves: [try curve(.direction, 0, 1)])
    brush[.smudge] = BrushMapping(baseValue: 0.5)
    brush[.smudgeLength] = BrushMapping(baseValue: 0.5)
    brush[.customInput] = BrushMapping(curves: [try curve(.tiltAscension, 0, 0.01)])
    brush[.changeColorV] = BrushMapping(curves: [try curve(.custom, 0, 0.5)])
    return brush
  }

  static func engine(_ brush: BrushDefinition, seed: Int = 1000) -> BrushEngine {
    engine(BrushProgram(brush), seed: seed)
  }

  static func engine(_ program: BrushProgram, seed: Int) -> BrushEngine {
    BrushEngine(program: program, width: 70, height: 50, background: .white, seed: seed)
  }

  static func paint(_ engine: BrushEngine, from start: Int, count: Int) {
    for index in start..<(start + count) {
      let t = Double(index)
      engine.stroke(
        to: PenEvent(
          x: Float(35 + 30 * sin(t / 7)), y: Float(25 + 20 * cos(t / 5)),
          pressure: Float(0.5 + 0.5 * sin(t)), tiltX: Float(0.3 * sin(t / 3)), tiltY: 0.1,
          time: 0.02))
    }
  }

  @Test func `a restored engine continues bit by bit`() throws {
    let program = BrushProgram(try Self.busyBrush())
    let engine = Self.engine(program, seed: 1000)
    engine.setBaseValue(.radiusLogarithmic, 1.3)
    engine.setBaseValue(.colorV, 0.4)
    Self.paint(engine, from: 0, count: 60)
    var bytes: [UInt8] = []
    engine.save(into: &bytes)

    let restored = Self.engine(try Self.busyBrush(), seed: 5)
    var slice = bytes[...]
    try restored.load(from: &slice)
    #expect(slice.isEmpty)
    let copied = Self.engine(program, seed: 6)
    copied.copyState(from: engine)
    let before = engine.canvas.fnv16
    for other in [engine, restored, copied] { Self.paint(other, from: 60, count: 60) }
    #expect(engine.canvas.fnv16 != before)
    #expect(restored.canvas.fnv16 == engine.canvas.fnv16)
    #expect(copied.canvas.fnv16 == engine.canvas.fnv16)
    var again: [UInt8] = []
    var restoredBytes: [UInt8] = []
    engine.save(into: &again)
    restored.save(into: &restoredBytes)
    #expect(again == restoredBytes)
  }

  @Test func `the seed decides what a random brush paints`() throws {
    let digests = try [1000, 1000, 7].map { seed in
      let engine = Self.engine(try Self.busyBrush(), seed: seed)
      Self.paint(engine, from: 0, count: 40)
      return engine.canvas.fnv16
    }
    #expect(digests[0] == digests[1])
    #expect(digests[0] != digests[2])
  }

  @Test func `every truncation of a saved state is refused and changes nothing`() throws {
    let engine = Self.engine(try Self.busyBrush())
    Self.paint(engine, from: 0, count: 10)
    var bytes: [UInt8] = []
    engine.save(into: &bytes)
    for length in [0, 1, 50, 115, 116, 200, 210, 230, bytes.count - 1] {
      var slice = bytes.prefix(length)
      #expect(throws: BrushStateError.self) { try engine.load(from: &slice) }
      #expect(slice.count == length)
    }
    var after: [UInt8] = []
    engine.save(into: &after)
    #expect(after == bytes)
  }

  @Test func `damaged states are refused or painted with, never trapped on`() throws {
    let engine = Self.engine(try Self.busyBrush())
    Self.paint(engine, from: 0, count: 10)
    var bytes: [UInt8] = []
    engine.save(into: &bytes)
    var random = KnuthRandom(seed: 3)
    var accepted = 0
    for _ in 0..<400 {
      var damaged = bytes
      for _ in 0..<3 { damaged[Int(random.next() * 225)] = UInt8(random.next() * 256) }
      var slice = damaged[...]
      guard (try? engine.load(from: &slice)) != nil else { continue }
      accepted += 1
      Self.paint(engine, from: 0, count: 3)
    }
    #expect(accepted > 10 && accepted < 400)
  }

  @Test func `absurd pen events and settings neither trap nor hang`() throws {
    var brush = try Self.busyBrush()
    brush[.dabsPerSecond].baseValue = 1e6
    brush[.radiusLogarithmic].baseValue = 1e6
    brush[.strokeDurationLogarithmic].baseValue = -1e6
    brush[.speed1Gamma].baseValue = 1e6
    brush[.smudge].baseValue = 0
    let engine = Self.engine(brush)
    let numbers: [Float] = [.nan, .infinity, -1e30, 1e9, 0, 3]
    for x in numbers {
      for pressure in [Float.nan, -1, 1e30, 0.5] {
        let time = x.isNaN ? Double.infinity : 0.001
        engine.stroke(
          to: PenEvent(x: x, y: 5, pressure: pressure, tiltX: x, tiltY: -x, time: time))
      }
    }
    var bytes: [UInt8] = []
    engine.save(into: &bytes)
    var slice = bytes[...]
    try engine.load(from: &slice)
  }

  @Test(arguments: [0, 6.5] as [Float], [0, 1] as [Float])
  func `one event does bounded work`(logRadius: Float, smudge: Float) throws {
    var brush = BrushDefinition()
    brush[.opaque].baseValue = 1
    brush[.opaqueMultiply].baseValue = 1
    brush[.hardness].baseValue = 0.5
    brush[.radiusLogarithmic].baseValue = logRadius
    brush[.dabsPerSecond].baseValue = 1e6
    brush[.smudge].baseValue = smudge
    brush[.smudgeLength].baseValue = 0.5
    let engine = Self.engine(brush)
    let recorder = BrushRecorder(canvas: engine.canvas)
    engine.recorder = recorder
    engine.stroke(to: PenEvent(x: 3, y: 3, pressure: 1, time: 0.1))
    engine.stroke(to: PenEvent(x: 9, y: 3, pressure: 1, time: 4))
    #expect(recorder.dabs.count > 10)
    #expect(recorder.dabs.count <= BrushDynamics.workLimit)
    engine.stroke(to: PenEvent(x: 3, y: 3, pressure: 1, time: 0.0001))
  }

  @Test func `the length of a vector is that of the C library`() {
    var random = KnuthRandom(seed: 9)
    for _ in 0..<20000 {
      let x = Float((random.next() - 0.5) * 500)
      let y = Float((random.next() - 0.5) * 0.7)
      #expect(hypotenuse(x, y) == hypotf(x, y))
    }
  }
}
