public import EnvironmentAPI
import Glibc
public import PaintCore
import StrokeProgram

/// A brush that can be named, what a stroke of it costs, and how one looks.
public struct BrushSpecimen: Sendable {
  /// What the option `brush` calls it, or `group/name` in a folder of brushes.
  public let name: String
  /// Where its file is; nil for a preset.
  public let path: String?
  private let definition: BrushDefinition
  private let program: BrushProgram

  init(name: String, path: String?, _ definition: BrushDefinition) {
    self.name = name
    self.path = path
    self.definition = definition
    program = BrushProgram(definition)
  }

  /// Whether it smudges: every dab then reads the canvas back first.
  public var readsCanvas: Bool { program.features.smudge }

  /// What its file says that libmypaint 1.3.0 does not know, one sentence each.
  public var warnings: [String] { definition.warnings }

  /// The radius its file gives it, px.
  public var radius: Double { exp(Double(definition[.radiusLogarithmic].baseValue)) }

  /// The dabs of one stroke of the environment with radius 4 px: an arch across 64 px in 50 pen
  /// events, 0.1 s apart, with a pressure that rises from a half to 1.
  public func dabsPerStroke() -> Int {
    let engine = BrushEngine(program: program, width: 64, height: 64, background: .white)
    let recorder = BrushRecorder(canvas: engine.canvas)
    engine.setBaseValue(.radiusLogarithmic, Float(log(4.0)))
    paint(on: engine, events: 50, eventTime: Double(Float(0.1)), recorder: recorder) { t in
      PenPlace(x: 8 + 48 * t, y: 56 - 160 * t * (1 - t), pressure: 0.5 + 0.5 * t)
    }
    return recorder.dabs.count
  }

  /// Where the pen is at one moment of a stroke.
  private struct PenPlace {
    var x: Double
    var y: Double
    var pressure: Double
  }

  /// Puts the pen down at the start of a curve and follows it; `place` takes `0...1`.
  ///
  /// A stroke of more dabs than one event may have is left unfinished: a file can ask for as many at
  /// every event, and a catalogue of files must come to an end.
  private func paint(
    on engine: BrushEngine, events: Int, eventTime: Double, recorder: BrushRecorder? = nil,
    along place: (Double) -> PenPlace
  ) {
    func event(_ place: PenPlace, pressure: Double) {
      engine.stroke(
        to: PenEvent(
          x: Float(place.x), y: Float(place.y), pressure: Float(pressure), time: eventTime))
    }
    engine.reset()
    event(place(0), pressure: 0)
    engine.recorder = recorder
    for index in 0...events where (recorder?.dabs.count ?? 0) < BrushDynamics.workLimit {
      let place = place(Double(index) / Double(events))
      event(place, pressure: place.pressure)
    }
  }
}

// MARK: Pictures

extension BrushSpecimen {
  /// The largest radius of a pictured stroke, as a share of the picture's height.
  private static let largestShare = 0.19
  /// Colours of the spots under brushes that show little on bare paper, red, green and blue.
  private static let spotColors: [SIMD3<Float>] = [
    SIMD3(0.93, 0.58, 0.16), SIMD3(0.35, 0.68, 0.31), SIMD3(0.83, 0.27, 0.33),
  ]

  /// A stroke in dark blue on white: an S in 1.5 s whose pressure rises to 1 in the middle and falls
  /// again, RGB.
  ///
  /// The radius is the brush's own, unless its dabs would be too large for the picture. Brushes that
  /// smear, erase or recolour have three spots of paint to do it to.
  ///
  /// - Throws: `invalidArgument` for sides outside 16...4096 px.
  public func picture(width: Int, height: Int) throws(EnvironmentError) -> PixelImage {
    let sides = 16...FixedCanvas.sides.upperBound
    guard sides.contains(width), sides.contains(height) else {
      throw .invalidArgument(
        path: "size", expected: "sides of \(sides) px", got: "\(width)x\(height)")
    }
    var drawn = draw(width: width, height: height, radius: radius)
    var tried = radius
    // Inputs widen the dabs of some brushes, speed among them, so the fit is found by trying.
    for _ in 0..<4 {
      let excess = drawn.widest / (Self.largestShare * Double(height))
      guard excess > 1 else { break }
      tried /= excess
      drawn = draw(width: width, height: height, radius: tried)
    }
    let engine = drawn.engine
    let pixels = [UInt8](engine.pixels(channels: 4))
    do {
      return try PixelImage(width: width, height: height, channels: 4, pixels: pixels).rgb()
    } catch { throw .unsupported("the stroke is no picture: \(error)") }
  }

  /// Draws the S with a radius; returns the engine and the radius of the stroke where it is widest, px.
  private func draw(
    width: Int, height: Int, radius: Double
  ) -> (engine: BrushEngine, widest: Double) {
    let engine = BrushEngine(program: program, width: width, height: height, background: .white)
    if needsPaint { drawSpots(on: engine.canvas) }
    engine.setBaseValue(.radiusLogarithmic, Float(log(radius)))
    for (setting, value) in [(ChangeableSetting.colorH, 0.62), (.colorS, 0.75), (.colorV, 0.45)] {
      engine.setBaseValue(setting, Float(value))
    }
    let recorder = BrushRecorder(canvas: engine.canvas)
    let (across, down) = (Double(width), Double(height))
    paint(on: engine, events: 150, eventTime: 0.01, recorder: recorder) { t in
      let bend = t * (1 - t) * (1 - 2 * t)  // at most 0.0962
      return PenPlace(
        x: across * (0.12 + 0.76 * t), y: down * (0.5 - 2.6 * bend), pressure: 4 * t * (1 - t))
    }
    return (engine, widest(recorder.dabs, width: across))
  }

  /// The largest of the median radii in eight columns of the picture: a stroke may widen in its middle,
  /// and a few random dabs may be large everywhere.
  private func widest(_ dabs: [Dab], width: Double) -> Double {
    let columns = Dictionary(grouping: dabs) { dab in
      min(max((Double(dab.x) / width * 8).rounded(.down), 0), 7)
    }
    return columns.values.map { column in
      Double(column.map(\.radius).sorted()[column.count / 2])
    }.max() ?? 0
  }

  private var needsPaint: Bool {
    let settings: [BrushSetting] = [.smudge, .eraser, .lockAlpha, .colorize]
    return settings.contains { definition.uses($0) }
  }

  private func drawSpots(on canvas: FixedCanvas) {
    let (width, height) = (Float(canvas.width), Float(canvas.height))
    for (place, color) in Self.spotColors.enumerated() {
      canvas.draw(
        Dab(
          x: width * (0.3 + 0.2 * Float(place)), y: height / 2, radius: height * 0.3,
          red: color.x, green: color.y, blue: color.z, opacity: 1, hardness: 0.9, targetAlpha: 1,
          aspectRatio: 1, angle: 0, lockAlpha: 0, colorize: 0))
    }
  }
}
