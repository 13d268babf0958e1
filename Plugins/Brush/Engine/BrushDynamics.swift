import Glibc

/// The stroke engine: turns pen events into dabs, bit by bit as libmypaint 1.3.0 does.
///
/// The library evaluates every setting and every filter at each step; this one computes only what
/// the brush reads. Random numbers are drawn exactly as there. Owned by one thread at a time.
struct BrushDynamics {
  /// Seed of every brush object of the library.
  static let defaultSeed = 1000
  /// Radii a dab may have, pixels.
  static let radii: (low: Float, high: Float) = (0.2, 1000)
  /// Dabs one event may cause. The library has no bound and with absurd spacing settings never
  /// returns; the remaining way is then travelled without dabs.
  static let dabLimit = 262_144

  let program: BrushProgram
  let features: BrushFeatures
  private(set) var state = BrushState()
  private(set) var random: KnuthRandom
  private(set) var resetRequested = true
  /// Base values, of which radius and colour may change.
  private(set) var base: BrushProgram.Values
  /// Current values of all settings.
  var values: BrushProgram.Values

  // derived from the base values
  private(set) var baseRadius: Float = 1
  private(set) var brushColor = ColorTriple(0, 0, 0)

  // remembered results of pure functions; not part of the state
  var trackingShare = FilterShare()
  private var dabTrackingShare = FilterShare()
  private var speed1Share = FilterShare()
  private var speed2Share = FilterShare()
  private var offsetShare = FilterShare()
  private var customShare = FilterShare()
  var linearized = LinearizedOpacity()

  init(program: BrushProgram, seed: Int = BrushDynamics.defaultSeed) {
    self.program = program
    features = program.features
    random = KnuthRandom(seed: seed)
    base = program.baseValues
    values = program.baseValues
    deriveFromBase()
  }

  private mutating func deriveFromBase() {
    values[.radiusLogarithmic] = base[.radiusLogarithmic]
    baseRadius = expf(base[.radiusLogarithmic])
    brushColor = ColorTriple(base[.colorH], base[.colorS], base[.colorV])
    brushColor = features.plainColor ? brushColor.rgbFromHSV() : brushColor
  }

  /// The brush's own colour: RGB when nothing changes it from dab to dab, else HSV.
  var ownColor: ColorTriple { brushColor }

  /// Asks the next event to start afresh at its own position.
  mutating func reset() { resetRequested = true }

  /// Changes a setting from the next dab on; values that are not finite are refused silently.
  mutating func setBaseValue(_ setting: ChangeableSetting, _ value: Float) {
    guard value.isFinite else { return }
    base[setting.setting] = value
    deriveFromBase()
  }

  mutating func nextGaussian() -> Float { random.nextGaussian() }
}

/// The settings an engine lets change while it paints.
///
/// The others decide which filters run, so they are fixed by the definition.
enum ChangeableSetting: Sendable {
  case radiusLogarithmic
  case colorH
  case colorS
  case colorV

  var setting: BrushSetting {
    switch self {
    case .radiusLogarithmic: .radiusLogarithmic
    case .colorH: .colorH
    case .colorS: .colorS
    case .colorV: .colorV
    }
  }
}

/// One step of the simulation, to a dab or to the end of an event.
struct StrokeStep {
  /// Fraction of the distance between two dabs.
  var dabs: Float
  var dx: Float
  var dy: Float
  var pressure: Float
  var declination: Float
  var ascension: Float
  /// Seconds.
  var time: Float
}

// MARK: State access for the other files of the engine

extension BrushDynamics {
  /// Starts at a position as if the last stroke had ended long ago.
  mutating func restart(x: Float, y: Float, pressure: Float) {
    resetRequested = false
    state = BrushState()
    state.x = x
    state.y = y
    state.pressure = pressure
    state.actualX = x
    state.actualY = y
    state.stroke = 1
  }

  mutating func setPartialDabs(_ partial: Float) { state.partialDabs = partial }

  mutating func setActualRadius(_ radius: Float) { state.actualRadius = radius }

  mutating func updateState(_ change: (inout BrushState) -> Void) { change(&state) }

  /// Gives up a state that absurd settings have driven out of the numbers.
  mutating func discardBrokenState() {
    if !state.isFinite { state = BrushState() }
  }
}

// MARK: One step

extension BrushDynamics {
  /// Moves the pen by `step`, evaluates the settings there, then lets the filters follow.
  @inline(__always)
  mutating func advance(_ step: StrokeStep) {
    // the library's own workaround against division by zero
    let time = step.time <= 0 ? 0.001 : step.time
    movePen(step)
    var velocity = SIMD2<Float>()
    var speed: Float = 0
    if features.speed || features.offsetBySpeed {
      velocity = SIMD2(step.dx / time / baseRadius, step.dy / time / baseRadius)
      speed = hypotenuse(velocity.x, velocity.y)
    }
    evaluateSettings()
    followPen(step)
    followSpeed(speed, time: time)
    if features.offsetBySpeed { followVelocity(velocity, time: time) }
    if features.direction { followDirection(step) }
    if features.customInput { followCustomInput() }
    if features.stroke { followStroke(distance: speed * time) }
    let radius = expf(values[.radiusLogarithmic])
    state.actualRadius = min(max(radius, Self.radii.low), Self.radii.high)
    state.ellipticalRatio = values[.ellipticalDabRatio]
    state.ellipticalAngle = values[.ellipticalDabAngle]
  }

  @inline(__always)
  private mutating func movePen(_ step: StrokeStep) {
    state.x += step.dx
    state.y += step.dy
    state.pressure += step.pressure
    if state.pressure <= 0 { state.pressure = 0 }
    if features.tilt {
      state.declination += step.declination
      state.ascension += step.ascension
    }
    if features.stroke { startOrEndStroke() }
  }

  private mutating func startOrEndStroke() {
    let threshold = Double(base[.strokeThreshold])
    if state.strokeStarted == 0 {
      if Double(state.pressure) > threshold + 0.0001 {
        state.strokeStarted = 1
        state.stroke = 0
      }
    } else if Double(state.pressure) <= threshold * 0.9 + 0.0001 {
      state.strokeStarted = 0
    }
  }

  @inline(__always)
  private mutating func evaluateSettings() {
    var inputs = BrushProgram.Inputs(repeating: 0)
    inputs[.pressure] = state.pressure * program.pressureGain
    if features.speed1 { inputs[.speed1] = program.speed1Scale.input(speed: state.slowSpeed1) }
    if features.speed2 { inputs[.speed2] = program.speed2Scale.input(speed: state.slowSpeed2) }
    inputs[.random] = Float(random.next())  // drawn at each step, read or not
    if features.stroke { inputs[.stroke] = state.stroke < 1 ? state.stroke : 1 }
    if features.direction { inputs[.direction] = directionInput() }
    if features.tilt {
      inputs[.tiltDeclination] = state.declination
      let turned = fmodf(Float(Double(state.ascension) + 180), 360)
      inputs[.tiltAscension] = Float(Double(turned) - 180)
    }
    inputs[.custom] = state.customInput
    program.evaluate(inputs, base: base, into: &values)
  }

  /// Direction of the stroke in degrees, `0..<180`.
  private func directionInput() -> Float {
    let angle = Double(atan2f(state.directionY, state.directionX))
    return fmodf(Float(angle / (2 * Double.pi) * 360 + 180), 180)
  }
}

// MARK: Filters

extension BrushDynamics {
  @inline(__always)
  private mutating func followPen(_ step: StrokeStep) {
    let share = dabTrackingShare(values[.slowTrackingPerDab], step.dabs)
    state.actualX += (state.x - state.actualX) * share
    state.actualY += (state.y - state.actualY) * share
  }

  @inline(__always)
  private mutating func followSpeed(_ speed: Float, time: Float) {
    if features.speed1 {
      let share = speed1Share(values[.speed1Slowness], time)
      state.slowSpeed1 += (speed - state.slowSpeed1) * share
    }
    if features.speed2 {
      let share = speed2Share(values[.speed2Slowness], time)
      state.slowSpeed2 += (speed - state.slowSpeed2) * share
    }
  }

  private mutating func followVelocity(_ velocity: SIMD2<Float>, time: Float) {
    let slowness = Float(Double(values[.offsetBySpeedSlowness]) * 0.01)
    let timeConstant = Float(Double(expf(slowness)) - 1)
    let share = offsetShare(Double(timeConstant) < 0.002 ? 0.002 : timeConstant, time)
    state.slowDX += (velocity.x - state.slowDX) * share
    state.slowDY += (velocity.y - state.slowDY) * share
  }

  /// Follows the step's direction, or its opposite where that is nearer.
  private mutating func followDirection(_ step: StrokeStep) {
    var dx = step.dx / baseRadius
    var dy = step.dy / baseRadius
    let timeConstant = Float(exp(Double(values[.directionFilter]) * 0.5) - 1)
    var filter = FilterShare()
    let share = filter(timeConstant, hypotenuse(dx, dy))
    let ahead = square(state.directionX - dx) + square(state.directionY - dy)
    let behind = square(state.directionX + dx) + square(state.directionY + dy)
    if ahead > behind {
      dx = -dx
      dy = -dy
    }
    state.directionX += (dx - state.directionX) * share
    state.directionY += (dy - state.directionY) * share
  }

  private mutating func followCustomInput() {
    let share = customShare(values[.customInputSlowness], 0.1)
    state.customInput += (values[.customInput] - state.customInput) * share
  }

  /// Advances the stroke input by a distance in base radii.
  private mutating func followStroke(distance: Float) {
    let frequency = expf(-values[.strokeDurationLogarithmic])
    state.stroke += distance * frequency
    if state.stroke < 0 { state.stroke = 0 }
    let wrap = 1 + values[.strokeHoldtime]
    guard state.stroke > wrap else { return }
    if Double(wrap) > 9.9 + 1.0 {
      state.stroke = 1  // a hold time this long means for ever
    } else {
      state.stroke = max(fmodf(state.stroke, wrap), 0)
    }
  }
}

/// `hypotf` of glibc: exact products, one rounding in double, one to float.
@inline(__always)
func hypotenuse(_ x: Float, _ y: Float) -> Float {
  let (x, y) = (Double(x), Double(y))
  return Float((x * x + y * y).squareRoot())
}

@inline(__always)
func square(_ value: Float) -> Float { value * value }

// MARK: Saving

extension BrushDynamics {
  /// Appends everything that changes: state, random numbers, pending reset, changeable settings.
  func save(into bytes: inout [UInt8]) {
    state.save(into: &bytes)
    random.save(into: &bytes)
    bytes.append(resetRequested ? 1 : 0)
    for setting in ChangeableSetting.allCases {
      StateBytes.append(base[setting.setting], to: &bytes)
    }
  }

  /// Restores what `save` wrote for the same definition; on error nothing has changed.
  mutating func load(from bytes: inout ArraySlice<UInt8>) throws(BrushStateError) {
    var loaded = self
    loaded.state = try BrushState(from: &bytes)
    try loaded.random.load(from: &bytes)
    let flag: UInt8 = try StateBytes.read(from: &bytes, field: "pending reset")
    guard flag <= 1 else {
      throw BrushStateError(field: "pending reset", expected: "0 or 1", got: "\(flag)")
    }
    loaded.resetRequested = flag == 1
    for setting in ChangeableSetting.allCases {
      let field = setting.setting.fileName
      loaded.base[setting.setting] = try StateBytes.readFinite(from: &bytes, field: field)
    }
    loaded.deriveFromBase()
    self = loaded
  }

  /// Takes over all that changes from a brush of the same program or definition.
  mutating func copyState(from other: BrushDynamics) {
    state = other.state
    random = other.random
    resetRequested = other.resetRequested
    base = other.base
    values = other.values
    baseRadius = other.baseRadius
    brushColor = other.brushColor
  }
}

extension ChangeableSetting: CaseIterable {}
