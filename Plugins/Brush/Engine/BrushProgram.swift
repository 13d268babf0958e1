import Glibc

/// A brush definition compiled for speed: constant settings as numbers, curves as segments in one
/// block of memory, and which filters anybody reads. Immutable after `init`, hence Sendable.
final class BrushProgram: @unchecked Sendable {
  /// One value per setting, indexed by ``BrushSetting``.
  typealias Values = InlineArray<45, Float>
  /// One value per input, indexed by ``BrushInput``.
  typealias Inputs = InlineArray<9, Float>

  private struct Segment {
    var startX: Float
    var startY: Float
    var endX: Float
    var endY: Float
    /// 1 over the width where multiplying by it is exactly dividing by the width, else 0.
    var inverseWidth: Float

    init(from start: SIMD2<Float>, to end: SIMD2<Float>) {
      (startX, startY, endX, endY) = (start.x, start.y, end.x, end.y)
      let width = end.x - start.x
      let isPowerOfTwo = width.significandBitPattern == 0 && (1e-3...1e3).contains(width)
      inverseWidth = isPowerOfTwo ? 1 / width : 0
    }
  }

  private struct Curve {
    var input: Int
    var segments: Range<Int>
  }

  private struct Row {
    var setting: Int
    var curves: Range<Int>
  }

  /// The base values of the definition.
  let baseValues: Values
  let features: BrushFeatures
  /// Whether the brush can lower the alpha of an opaque canvas.
  let changesAlpha: Bool
  /// How speed becomes the two speed inputs.
  let speed1Scale: SpeedScale
  let speed2Scale: SpeedScale
  /// Factor from pressure to the pressure input.
  let pressureGain: Float

  private let segments: UnsafeMutableBufferPointer<Segment>
  private let curves: UnsafeMutableBufferPointer<Curve>
  private let rows: UnsafeMutableBufferPointer<Row>

  init(_ definition: BrushDefinition) {
    var values = Values(repeating: 0)
    var allSegments: [Segment] = []
    var allCurves: [Curve] = []
    var allRows: [Row] = []
    for setting in BrushSetting.allCases {
      let mapping = definition[setting]
      values[setting.rawValue] = mapping.baseValue
      guard !mapping.isConstant else { continue }
      let firstCurve = allCurves.count
      for curve in mapping.curves {
        let first = allSegments.count
        allSegments += zip(curve.points, curve.points.dropFirst()).map {
          Segment(from: $0, to: $1)
        }
        allCurves.append(Curve(input: curve.input.rawValue, segments: first..<allSegments.count))
      }
      allRows.append(Row(setting: setting.rawValue, curves: firstCurve..<allCurves.count))
    }
    baseValues = values
    features = BrushFeatures(definition)
    changesAlpha = definition.changesAlpha
    speed1Scale = SpeedScale(logarithmicGamma: values[.speed1Gamma])
    speed2Scale = SpeedScale(logarithmicGamma: values[.speed2Gamma])
    pressureGain = expf(values[.pressureGainLog])
    segments = Self.copy(allSegments)
    curves = Self.copy(allCurves)
    rows = Self.copy(allRows)
  }

  deinit {
    segments.deallocate()
    curves.deallocate()
    rows.deallocate()
  }

  private static func copy<Element>(_ array: [Element]) -> UnsafeMutableBufferPointer<Element> {
    let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: array.count)
    _ = buffer.initialize(from: array)
    return buffer
  }

  /// Sets every setting that has curves: base value plus the curves at `inputs`.
  @inline(__always)
  func evaluate(_ inputs: borrowing Inputs, base: borrowing Values, into values: inout Values) {
    for row in rows {
      var sum = base[row.setting]
      for curve in row.curves {
        sum += height(of: curves[curve].segments, at: inputs[curves[curve].input])
      }
      values[row.setting] = sum
    }
  }

  @inline(__always)
  private func height(of range: Range<Int>, at x: Float) -> Float {
    var index = range.lowerBound
    while index + 1 < range.upperBound && x > segments[index].endX { index += 1 }
    let segment = segments[index]
    guard segment.startX != segment.endX else { return segment.startY }
    let weighted = segment.endY * (x - segment.startX) + segment.startY * (segment.endX - x)
    if segment.inverseWidth != 0 { return weighted * segment.inverseWidth }
    return weighted / (segment.endX - segment.startX)
  }
}

extension InlineArray where Element == Float {
  /// The value of a setting.
  @inline(__always)
  subscript(setting: BrushSetting) -> Float {
    get { self[setting.rawValue] }
    set { self[setting.rawValue] = newValue }
  }

  /// The value of an input.
  @inline(__always)
  subscript(input: BrushInput) -> Float {
    get { self[input.rawValue] }
    set { self[input.rawValue] = newValue }
  }
}

/// Which parts of the dynamics can influence a dab of this brush.
struct BrushFeatures: Equatable, Sendable {
  let speed1: Bool
  let speed2: Bool
  let stroke: Bool
  let direction: Bool
  let tilt: Bool
  let customInput: Bool
  let offsetBySpeed: Bool
  let smudge: Bool
  /// Whether the dab's colour is simply the brush's.
  let plainColor: Bool

  init(_ definition: BrushDefinition) {
    speed1 = definition.reads(.speed1)
    speed2 = definition.reads(.speed2)
    stroke = definition.reads(.stroke)
    direction = definition.reads(.direction)
    tilt = definition.reads(.tiltDeclination) || definition.reads(.tiltAscension)
    customInput = definition.reads(.custom)
    offsetBySpeed = definition.uses(.offsetBySpeed)
    smudge = definition.uses(.smudge)
    let changes: [BrushSetting] = [
      .changeColorH, .changeColorL, .changeColorV, .changeColorHslS, .changeColorHsvS,
    ]
    plainColor = !smudge && !changes.contains { definition.uses($0) }
  }

  /// Whether no more of the state changes than ``BrushState/coreSum`` adds up.
  var isSimple: Bool {
    !(stroke || direction || tilt || customInput || offsetBySpeed || smudge)
  }

  /// Whether anybody reads the speed of the pen.
  var speed: Bool { speed1 || speed2 || stroke }
}

/// `input = log(gamma + speed) · slope + offset`, with input 0.5 and slope 0.015 at speed 45.
struct SpeedScale: Equatable, Sendable {
  let gamma: Float
  let slope: Float
  let offset: Float

  init(logarithmicGamma: Float) {
    gamma = expf(logarithmicGamma)
    slope = 0.015 * (45 + gamma)
    offset = 0.5 - slope * Float(log(Double(45 + gamma)))
  }

  @inline(__always)
  func input(speed: Float) -> Float {
    Float(log(Double(gamma + speed)) * Double(slope) + Double(offset))
  }
}

/// The share of a distance that a low-pass filter covers, remembered for repeated arguments.
struct FilterShare: Sendable {
  private var timeConstant: Float = 0
  private var time: Float = 0
  private var share: Float = 1

  /// `1 - exp(-time / timeConstant)`; 1 when the filter is off.
  @inline(__always)
  mutating func callAsFunction(_ newConstant: Float, _ newTime: Float) -> Float {
    if newConstant == timeConstant && newTime == time { return share }
    timeConstant = newConstant
    time = newTime
    share = Double(newConstant) <= 0.001 ? 1 : 1 - expf(-newTime / newConstant)
    return share
  }
}
