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
  /// The work one event may cause, in dabs; large dabs and colour readings count for more, one per
  /// 1024 pixels. The library has no bound and with absurd settings practically never returns; the
  /// remaining way is then travelled without dabs.
  static let workLimit = 262_144

  let program: BrushProgram
  let features: BrushFeatures
  var state = BrushState()
  var random: KnuthRandom
  var resetRequested = true
  /// Base values, of which radius and colour may change.
  var base: BrushProgram.Values
  /// Current values of all settings.
  var values: BrushProgram.Values

  // derived from the base values
  /// `exp` of the base value, pixels, not clamped.
  private(set) var baseRadius: Float = 1
  /// The brush's own colour: RGB when nothing changes it from dab to dab, else HSV.
  private(set) var brushColor = ColorTriple(0, 0, 0)

  // remembered results of pure functions; not part of the state
  var trackingShare = FilterShare()
  var dabTrackingShare = FilterShare()
  var speed1Share = FilterShare()
  var speed2Share = FilterShare()
  var offsetShare = FilterShare()
  var customShare = FilterShare()
  var linearized = LinearizedOpacity()
  /// Work done for the present event.
  private var work = 0

  init(program: BrushProgram, seed: Int = BrushDynamics.defaultSeed) {
    self.program = program
    features = program.features
    random = KnuthRandom(seed: seed)
    base = program.baseValues
    values = program.baseValues
    deriveFromBase()
  }

  /// Brings what is computed from the base values up to date.
  mutating func deriveFromBase() {
    values[.radiusLogarithmic] = base[.radiusLogarithmic]
    baseRadius = expf(base[.radiusLogarithmic])
    brushColor = ColorTriple(base[.colorH], base[.colorS], base[.colorV])
    brushColor = features.plainColor ? brushColor.rgbFromHSV() : brushColor
  }

  /// Asks the next event to start afresh at its own position.
  mutating func reset() { resetRequested = true }

  /// Changes a setting from the next dab on; values that are not finite are refused silently.
  mutating func setBaseValue(_ setting: ChangeableSetting, _ value: Float) {
    guard value.isFinite else { return }
    base[setting.setting] = value
    deriveFromBase()
  }

  @inline(__always)
  mutating func nextGaussian() -> Float { random.nextGaussian() }
}

/// The settings an engine lets change while it paints.
///
/// The others decide which filters run, so they are fixed by the definition.
enum ChangeableSetting: CaseIterable, Sendable {
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

  var isExhausted: Bool { work >= Self.workLimit }

  mutating func startWork() { work = 0 }

  /// Counts a disc of `radius` of which at most `limit` pixels cost anything.
  @inline(__always)
  mutating func countWork(radius: Float, limit: Float) {
    let pixels = min(4 * radius * radius, limit)
    work += 1 + (pixels > 0 ? Int(pixels) : 0) / 1024
  }

  /// Gives up a state that absurd settings have driven out of the numbers.
  @inline(__always)
  mutating func discardBrokenState() {
    // the few numbers of a simple brush one by one: reading them as vectors would wait for the writes
    if features.isSimple, state.coreSum * 0 == 0 { return }
    if !state.isFinite { state = BrushState() }
  }
}
