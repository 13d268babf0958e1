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
  private let reducer: CanvasReducer?
  private(set) var lastCost = 0.0

  init(_ configured: ConfiguredBrush) {
    self.configured = configured
    let options = configured.options
    engine = BrushEngine(
      program: configured.program, width: options.surface, height: options.surface,
      background: options.background)
    reducer =
      options.renderScale > 1
      ? CanvasReducer(
        side: options.canvas, scale: options.renderScale, channels: options.channels) : nil
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
    let isFirstPoint = pen.points.isEmpty
    lastCost = 0
    if let stroke = pen.follow(action, configured.options) {
      paint(stroke)
      lastCost = cost(of: stroke)
    } else if configured.options.actions != .compound {
      movePen(to: action.end)
    }
    let isCompound = configured.options.actions == .compound
    actionMask =
      (isCompound ? isFirstPoint : action.paints)
      ? configured.grammar.completeMask : configured.grammar.movingMask
    return false
  }

  private func movePen(to place: SIMD2<Double>) {
    engine.reset()
    event(at: place, pressure: 0)
  }

  private func paint(_ stroke: BrushStroke) {
    if configured.options.actions == .compound { movePen(to: stroke.start) }
    let look = stroke.look
    engine.setBaseValue(.radiusLogarithmic, Float(look.logRadius))
    if configured.grammar.hasColor { setColor(look.color) }
    if stroke.begins { event(at: stroke.start, pressure: stroke.startPressure) }
    stroke.forEachPiece { start, piece, startPressure in
      let parameters = Self.curveParameters
      engine.stroke(count: Self.eventsPerStroke) { index in
        let fraction = Double(index + 1) / Double(Self.eventsPerStroke)
        return Self.event(
          at: piece.point(from: start, at: parameters[index + 1]),
          pressure: startPressure * (1 - fraction) + look.pressure * fraction)
      }
    }
  }

  /// What a stroke takes off the reward.
  private func cost(of stroke: BrushStroke) -> Double {
    let options = configured.options
    var cost = stroke.begins ? options.strokeCost : 0
    guard options.lengthCost > 0 else { return cost }
    stroke.forEachPiece { start, piece, _ in
      var last = start
      for t in Self.curveParameters.dropFirst() {
        let next = piece.point(from: start, at: t)
        let way = next - last
        cost += options.lengthCost * (way * way).sum().squareRoot() / Double(options.surface)
        last = next
      }
    }
    return cost
  }

  private func event(at place: SIMD2<Double>, pressure: Double) {
    engine.stroke(to: Self.event(at: place, pressure: pressure))
  }

  private static func event(at place: SIMD2<Double>, pressure: Double) -> PenEvent {
    PenEvent(x: Float(place.x), y: Float(place.y), pressure: Float(pressure), time: eventTime)
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
      let pixels = engine.pixels(channels: configured.options.channels)
      if let reducer {
        reducer.writeMeans(of: pixels, into: bytes)
      } else {
        bytes.copyMemory(from: UnsafeRawBufferPointer(pixels))
      }
    case 1: bytes.copyBytes(from: actionMask)
    default:
      let place = pen.position / Double(configured.options.surface)
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
    pen = try Pen(
      from: &reader, canvas: Double(configured.options.surface),
      radii: configured.grammar.radiusRange)
    actionMask = try reader.readBlock()
    guard actionMask.count == configured.grammar.components.count, actionMask.allSatisfy({ $0 < 2 })
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
