/// What changes while a brush paints; every field is a Float so that saving is uniform.
struct BrushState: Equatable, Sendable {
  /// The pen after slow tracking, pixels.
  var x: Float = 0
  var y: Float = 0
  var pressure: Float = 0
  /// Fraction of the next dab already travelled.
  var partialDabs: Float = 0
  /// Pixels; 0 until the first stroke event.
  var actualRadius: Float = 0
  /// The pen after the per-dab filter, pixels.
  var actualX: Float = 0
  var actualY: Float = 0
  /// Filtered velocity, base radii per second.
  var slowDX: Float = 0
  var slowDY: Float = 0
  var slowSpeed1: Float = 0
  var slowSpeed2: Float = 0
  /// Position within the stroke input's cycle, and whether a stroke is under way (1) or not (0).
  var stroke: Float = 0
  var strokeStarted: Float = 0
  var customInput: Float = 0
  var ellipticalRatio: Float = 0
  var ellipticalAngle: Float = 0
  var directionX: Float = 0
  var directionY: Float = 0
  /// Tilt of the pen, degrees.
  var declination: Float = 0
  var ascension: Float = 0
  /// Colour picked up, premultiplied.
  var smudgeRed: Float = 0
  var smudgeGreen: Float = 0
  var smudgeBlue: Float = 0
  var smudgeAlpha: Float = 0
  /// The last colour read back and how recent it is.
  var readRed: Float = 0
  var readGreen: Float = 0
  var readBlue: Float = 0
  var readAlpha: Float = 0
  var readRecentness: Float = 0

  /// The number of fields.
  private static let count = MemoryLayout<BrushState>.size / MemoryLayout<Float>.size

  /// The sum of what changes in every brush; not finite when one of it is not.
  @inline(__always)
  var coreSum: Float {
    x + y + pressure + partialDabs + actualRadius + actualX + actualY + slowSpeed1 + slowSpeed2
      + ellipticalRatio + ellipticalAngle
  }

  /// Whether no field is NaN or infinite.
  var isFinite: Bool {
    withUnsafeBytes(of: self) { raw in
      // 0 · v is 0 for finite v and NaN otherwise
      var probe = SIMD4<Float>()
      for index in 0..<Self.count / 4 {
        probe += raw.loadUnaligned(fromByteOffset: 16 * index, as: SIMD4<Float>.self) * 0
      }
      for index in Self.count / 4 * 4..<Self.count {
        probe.x += raw.loadUnaligned(fromByteOffset: 4 * index, as: Float.self) * 0
      }
      return probe == SIMD4()
    }
  }
}

// MARK: Saving

extension BrushState {
  func save(into bytes: inout [UInt8]) {
    withUnsafeBytes(of: self) { raw in
      for field in raw.bindMemory(to: Float.self) { StateBytes.append(field, to: &bytes) }
    }
  }

  init(from bytes: inout ArraySlice<UInt8>) throws(BrushStateError) {
    var fields: [Float] = []
    for index in 0..<Self.count {
      fields.append(try StateBytes.readFinite(from: &bytes, field: "brush state \(index)"))
    }
    self.init()
    withUnsafeMutableBytes(of: &self) { raw in fields.withUnsafeBytes { raw.copyMemory(from: $0) } }
  }
}
