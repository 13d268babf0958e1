import Foundation
import JSONText

@testable import Brush

/// The published environment's way from actions to brush calls, for replaying its traces.
final class ReferenceEnvironment {
  struct Configuration {
    var brush: String
    var width: Int
    var grid: Int
    var sizes: [Double]
    var useColor: Bool
    var usePressure: Bool
    var background: CanvasBackground
  }

  static let time = Double(Float(0.1))

  let configuration: Configuration
  let engine: BrushEngine
  let recorder: DabRecorder
  private(set) var strokeCount = 0

  private var pen = (y: 0.0, x: 0.0)
  private var pressure = 0.0
  private var isPainting = false

  init(_ configuration: Configuration) throws {
    self.configuration = configuration
    engine = BrushEngine(
      program: BrushProgram(try GoldenFiles.brush(configuration.brush)), width: configuration.width,
      height: configuration.width, background: configuration.background)
    recorder = DabRecorder(canvas: engine.canvas)
  }

  func reset() {
    startCall()
    engine.clear()
    pen = (0, 0)
    pressure = configuration.usePressure ? 0 : 1
    isPainting = false
    move(y: 0, x: 0)
    setAppearance(size: configuration.sizes[0], color: (0, 0, 0))
  }

  func step(_ action: JSONNode) throws {
    startCall()
    let end = try location("end", action)
    guard try action.member("flag").integer() == 1 else {
      pen = (end.y, end.y)  // the published environment remembers y twice
      isPainting = false
      return move(y: end.y, x: end.x)
    }
    try paint(action, to: end)
  }

  private func startCall() {
    strokeCount = 0
    recorder.clear()
  }

  private func paint(_ action: JSONNode, to end: (y: Double, x: Double)) throws {
    let control = try location("control", action)
    let level = try action["pressure"]?.integer()
    let newPressure = level.map { $0 == 9 ? 1.0 : 0.1 + Double($0) * (0.9 / 9) } ?? 1
    let size = configuration.sizes[try action["size"]?.integer() ?? 0]
    let color = try configuration.useColor ? color(action) : nil
    setAppearance(size: size, color: color)
    let start = pen
    let startPressure = isPainting ? pressure : newPressure
    if !isPainting { stroke(x: start.x, y: start.y, pressure: startPressure) }
    for index in 1...50 {
      let t = index == 50 ? 1.0 : Double(index) * (1.0 / 50)
      let u = 1 - t
      let alpha = Double(index) / 50
      stroke(
        x: u * u * start.x + 2 * u * t * control.x + t * t * end.x,
        y: u * u * start.y + 2 * u * t * control.y + t * t * end.y,
        pressure: startPressure * (1 - alpha) + newPressure * alpha)
    }
    pen = end
    pressure = newPressure
    isPainting = true
  }

  private func location(_ name: String, _ action: JSONNode) throws -> (y: Double, x: Double) {
    let index = try action.member(name).integer()
    let width = Double(configuration.width)
    let grid = Double(configuration.grid)
    let scale = { (cell: Int) in width * Double(cell) / grid }
    return (scale(index / configuration.grid), scale(index % configuration.grid))
  }

  private func color(_ action: JSONNode) throws -> (Double, Double, Double) {
    func level(_ name: String) throws -> Double {
      Self.twentieth(try action.member(name).integer())
    }
    let hsv = ColorConversion.hsv(
      red: try level("red"), green: try level("green"), blue: try level("blue"))
    return (hsv.hue, hsv.saturation, hsv.value)
  }

  /// `linspace(0, 1, 20)[index]`.
  static func twentieth(_ index: Int) -> Double { index == 19 ? 1 : Double(index) * (1.0 / 19) }

  private func setAppearance(size: Double, color: (Double, Double, Double)?) {
    engine.setBaseValue(.radiusLogarithmic, Float(log(size)))
    guard let color else { return }
    engine.setBaseValue(.colorH, Float(color.0))
    engine.setBaseValue(.colorS, Float(color.1))
    engine.setBaseValue(.colorV, Float(color.2))
  }

  private func move(y: Double, x: Double) {
    engine.reset()
    stroke(x: x, y: y, pressure: 0)
  }

  private func stroke(x: Double, y: Double, pressure: Double) {
    strokeCount += 1
    let event = PenEvent(
      x: Float(x), y: Float(y), pressure: Float(pressure), time: Self.time)
    engine.stroke(to: event, on: recorder)
  }
}
