import EnvironmentAPI
import PaintCore

/// One lane of the brush environment: an engine, and the pen as the environment remembers it.
///
/// An action that paints is a quadratic Bezier curve from the pen, cut into 50 pen events 0.1 s
/// apart; one that moves lifts the pen (SPIRAL, Ganin et al. 2018; deepmind/spiral,
/// `libmypaint.py`).
final class BrushEnvironment: PaintingEnvironment {
  /// Pen events of one stroke.
  private static let eventsPerStroke = 50
  /// Seconds between pen events. The published environment narrows it to a float, and the engine
  /// notices: 0.1f is above 0.1.
  private static let eventTime = Double(Float(0.1))
  /// Where along the curve each event is, the start included.
  private static let curveParameters = linearSpace(from: 0, to: 1, count: eventsPerStroke + 1)

  private let configured: ConfiguredBrush
  let engine: BrushEngine
  private var pen: Pen
  private var actionMask: [UInt8]

  init(_ configured: ConfiguredBrush) {
    self.configured = configured
    engine = BrushEngine(
      program: configured.program, width: configured.options.canvas,
      height: configured.options.canvas, background: configured.options.background)
    pen = Pen(pressure: configured.grammar.restingPressure)
    actionMask = configured.idleMask
  }

  // MARK: Episodes

  func reset(random: RandomStream) {
    if configured.options.compatibility == .none {
      var random = random
      engine.renew(seed: random.integer(below: 1 << 30))
    }
    engine.clear()
    pen = Pen(pressure: configured.grammar.restingPressure)
    actionMask = configured.idleMask
    movePen(to: SIMD2(0, 0))
    engine.setBaseValue(.radiusLogarithmic, Float(configured.grammar.firstLogRadius))
    setColor(SIMD3(0, 0, 0))
  }

  func step(_ action: ActionRow) -> Bool {
    let action = configured.grammar.decode(action)
    if action.paints { paint(action) } else { movePen(to: action.end) }
    actionMask = configured.grammar.mask(paints: action.paints)
    pen.follow(action, compatibility: configured.options.compatibility)
    return false
  }

  private func movePen(to place: SIMD2<Double>) {
    engine.reset()
    event(at: place, pressure: 0)
  }

  private func paint(_ action: BrushGrammar.Action) {
    engine.setBaseValue(.radiusLogarithmic, Float(action.logRadius))
    if configured.grammar.hasColor { setColor(action.color) }
    let startPressure = pen.isPainting ? pen.pressure : action.pressure
    if !pen.isPainting { event(at: pen.position, pressure: startPressure) }
    for index in 1...Self.eventsPerStroke {
      let fraction = Double(index) / Double(Self.eventsPerStroke)
      event(
        at: point(of: action, at: Self.curveParameters[index]),
        pressure: startPressure * (1 - fraction) + action.pressure * fraction)
    }
  }

  /// The quadratic Bezier curve from the pen, in the published environment's order of operations.
  private func point(of action: BrushGrammar.Action, at t: Double) -> SIMD2<Double> {
    let rest = 1 - t
    return rest * rest * pen.position + 2 * rest * t * action.control + t * t * action.end
  }

  private func event(at place: SIMD2<Double>, pressure: Double) {
    engine.stroke(
      to: PenEvent(
        x: Float(place.x), y: Float(place.y), pressure: Float(pressure), time: Self.eventTime))
  }

  private func setColor(_ color: SIMD3<Double>) {
    let hsv = ColorConversion.hsv(red: color.x, green: color.y, blue: color.z)
    engine.setBaseValue(.colorH, Float(hsv.hue))
    engine.setBaseValue(.colorS, Float(hsv.saturation))
    engine.setBaseValue(.colorV, Float(hsv.value))
  }

  // MARK: Observation

  func writeObservation(leaf index: Int, into bytes: UnsafeMutableRawBufferPointer) {
    switch index {
    case 0:
      guard let pixels = bytes.assumingMemoryBound(to: UInt8.self).baseAddress else { return }
      engine.writePixels(channels: configured.options.channels, into: pixels)
    case 1: bytes.copyBytes(from: actionMask)
    default:
      let place = pen.position / Double(configured.options.canvas)
      for (offset, part) in [(0, place.x), (4, place.y)] {
        bytes.storeBytes(
          of: Float(part).bitPattern.littleEndian, toByteOffset: offset, as: UInt32.self)
      }
    }
  }

  // MARK: Copies

  func copyState(from other: any PaintingEnvironment) {
    guard let other = other as? BrushEnvironment else {
      preconditionFailure("copyState from a \(type(of: other))")
    }
    engine.copyState(from: other.engine)
    pen = other.pen
    actionMask = other.actionMask
  }

  func save(into writer: inout StateWriter) {
    pen.save(into: &writer)
    writer.write(actionMask)
    var bytes: [UInt8] = []
    engine.save(into: &bytes)
    writer.write(bytes)
  }

  func load(from reader: inout StateReader) throws(EnvironmentError) {
    pen = try Pen(from: &reader, canvas: Double(configured.options.canvas))
    actionMask = try reader.readBlock()
    guard actionMask.count == configured.action.parts.count, actionMask.allSatisfy({ $0 < 2 })
    else { throw reader.damaged("an action mask", "\(actionMask)") }
    var bytes = try reader.readBlock()[...]
    do { try engine.load(from: &bytes) } catch { throw reader.damaged("an engine", "\(error)") }
    guard bytes.isEmpty else { throw reader.damaged("an engine", "\(bytes.count) more bytes") }
  }

  /// The brush of the published environment lives as long as the lane.
  func carriedState() -> [UInt8]? {
    guard configured.options.compatibility == .deepmind else { return nil }
    var bytes: [UInt8] = []
    engine.saveBrush(into: &bytes)
    return bytes
  }

  func adopt(carriedState: [UInt8]) throws(EnvironmentError) {
    var bytes = carriedState[...]
    do { try engine.loadBrush(from: &bytes) } catch {
      throw .stateIncompatible(expected: "the brush before the episode", got: "\(error)")
    }
  }
}

extension Pen {
  func save(into writer: inout StateWriter) {
    writer.write(position.x)
    writer.write(position.y)
    writer.write(pressure)
    writer.write(isPainting)
  }

  init(from reader: inout StateReader, canvas: Double) throws(EnvironmentError) {
    let x = try reader.readDouble()
    let y = try reader.readDouble()
    self.init(pressure: try reader.readDouble())
    guard (0...canvas).contains(x), (0...canvas).contains(y), (0...1).contains(pressure) else {
      throw reader.damaged("a pen on the canvas", "(\(x), \(y)), pressure \(pressure)")
    }
    position = SIMD2(x, y)
    isPainting = try reader.readBool()
  }
}
