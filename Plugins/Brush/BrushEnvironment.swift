import EnvironmentAPI
import PaintCore

/// One lane of the brush environment: a canvas, an engine for each brush, and the pen as the
/// environment remembers it.
///
/// An action that paints is a quadratic Bezier curve from the pen, cut into 50 pen events 0.1 s
/// apart; one that moves lifts the pen (SPIRAL, Ganin et al. 2018; deepmind/spiral,
/// `libmypaint.py`).
final class BrushEnvironment: PaintingEnvironment {
  /// Pen events of one stroke.
  private static let eventsPerStroke = 50
  /// Where along the curve each event is, the start included.
  private static let curveParameters = linearSpace(from: 0, to: 1, count: eventsPerStroke + 1)

  private let configured: ConfiguredBrush
  /// One for each brush, all on one canvas.
  private let engines: [BrushEngine]
  private var brush = 0
  private var pen: Pen
  private var actionMask: [UInt8]
  private let reducer: CanvasReducer?
  private(set) var lastCost = 0.0

  init(_ configured: ConfiguredBrush) {
    self.configured = configured
    let options = configured.options
    let canvas = FixedCanvas(
      width: options.surface, height: options.surface, background: options.background,
      hasAlpha: configured.programs.contains(where: \.changesAlpha))
    engines = configured.programs.map { BrushEngine(program: $0, canvas: canvas) }
    reducer =
      options.renderScale > 1
      ? CanvasReducer(
        side: options.canvas, scale: options.renderScale, channels: options.channels) : nil
    pen = Pen(pressure: configured.grammar.restingPressure)
    actionMask = configured.idleMask
  }

  /// The engine of the brush that painted last.
  var engine: BrushEngine { engines[brush] }

  private var otherEngines: [BrushEngine] {
    engines.indices.filter { $0 != brush }.map { engines[$0] }
  }

  // MARK: Episodes

  func reset(random: RandomStream) {
    if configured.options.compatibility == .none {
      var random = random
      for engine in engines { engine.renew(seed: random.integer(below: 1 << 30)) }
    }
    brush = 0
    engine.clear()
    pen = Pen(pressure: configured.grammar.restingPressure)
    actionMask = configured.idleMask
    movePen(to: SIMD2(0, 0))
    for engine in engines {
      engine.setBaseValue(.radiusLogarithmic, Float(configured.grammar.firstLogRadius))
      setColor(SIMD3(0, 0, 0), of: engine)
    }
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
    engine.event(at: place, pressure: 0)
  }

  private func paint(_ stroke: BrushStroke) {
    let look = stroke.look
    let changesBrush = look.brush != brush
    brush = look.brush
    if changesBrush || configured.options.actions == .compound { movePen(to: stroke.start) }
    let engine = engines[brush]
    engine.setBaseValue(.radiusLogarithmic, Float(look.logRadius))
    if configured.grammar.hasColor { setColor(look.color, of: engine) }
    if stroke.begins || changesBrush {
      engine.event(at: stroke.start, pressure: stroke.startPressure)
    }
    stroke.forEachPiece { start, piece, startPressure in
      for index in 1...Self.eventsPerStroke {
        let fraction = Double(index) / Double(Self.eventsPerStroke)
        engine.event(
          at: piece.point(from: start, at: Self.curveParameters[index]),
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

  private func setColor(_ color: SIMD3<Double>, of engine: BrushEngine) {
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
      if let reducer {
        engine.writePixels(channels: configured.options.channels, into: reducer.source)
        reducer.writeMeans(into: pixels)
      } else {
        engine.writePixels(channels: configured.options.channels, into: pixels)
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
    engine.canvas.copyPixels(from: other.engine.canvas)
    for (engine, source) in zip(engines, other.engines) { engine.copyBrush(from: source) }
    brush = other.brush
    pen = other.pen
    actionMask = other.actionMask
  }

  func save(into writer: inout StateWriter) {
    pen.save(into: &writer)
    writer.write(actionMask)
    if engines.count > 1 { writer.write(UInt64(brush)) }
    var bytes: [UInt8] = []
    engine.save(into: &bytes)
    for other in otherEngines { other.saveBrush(into: &bytes) }
    writer.write(bytes)
  }

  func load(from reader: inout StateReader) throws(EnvironmentError) {
    pen = try Pen(
      from: &reader, canvas: Double(configured.options.surface), configured.grammar)
    actionMask = try reader.readBlock()
    guard actionMask.count == configured.grammar.components.count, actionMask.allSatisfy({ $0 < 2 })
    else { throw reader.damaged("an action mask", "\(actionMask)") }
    brush = engines.count > 1 ? try configured.grammar.brush(from: &reader) : 0
    var bytes = try reader.readBlock()[...]
    do {
      try engine.load(from: &bytes)
      for other in otherEngines { try other.loadBrush(from: &bytes) }
    } catch { throw reader.damaged("an engine", "\(error)") }
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

extension BrushEngine {
  /// Seconds between pen events. The published environment narrows it to a float, and the engine
  /// notices: 0.1f is above 0.1.
  private static let eventTime = Double(Float(0.1))

  /// Moves the pen as an action does; px.
  fileprivate func event(at place: SIMD2<Double>, pressure: Double) {
    stroke(
      to: PenEvent(
        x: Float(place.x), y: Float(place.y), pressure: Float(pressure), time: Self.eventTime))
  }
}
