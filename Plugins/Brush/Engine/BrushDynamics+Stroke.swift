import Glibc

/// One position of the pen.
struct PenEvent: Equatable, Sendable {
  /// Pixels.
  var x: Float
  var y: Float
  /// `0...1`.
  var pressure: Float
  /// Tilt, `-1...1`; values beyond are clamped.
  var tiltX: Float = 0
  var tiltY: Float = 0
  /// Seconds since the last event.
  var time: Double
}

/// A pen event after clean-up, with tilt as angles in degrees.
private struct PenTarget {
  var x: Float
  var y: Float
  var pressure: Float
  var declination: Float = 90
  var ascension: Float = 0
  var time: Double

  init(_ event: PenEvent) {
    x = event.x
    y = event.y
    pressure = event.pressure > 0 && event.pressure.isFinite ? event.pressure : 0
    time = event.time > 0 && event.time.isFinite ? event.time : 0.0001
    // the library aborts beyond 1e8 and ignores what is not a number
    if !(abs(x) < 1e8 && abs(y) < 1e8) {
      x = 0
      y = 0
      pressure = 0
    }
    if event.tiltX != 0 || event.tiltY != 0 { setTilt(event.tiltX, event.tiltY) }
  }

  private mutating func setTilt(_ x: Float, _ y: Float) {
    guard x.isFinite, y.isFinite else { return }
    let x = min(max(x, -1), 1)
    let y = min(max(y, -1), 1)
    ascension = Float(180 * atan2(Double(-x), Double(y)) / Double.pi)
    declination = 90 - Float(hypot(Double(x), Double(y))) * 60
  }
}

extension BrushDynamics {
  /// Moves the pen from event to event.
  @inline(__always)
  mutating func stroke(count: Int, event: (Int) -> PenEvent, on surface: some DabSurface) {
    for index in 0..<count { stroke(to: event(index), on: surface) }
  }

  /// Moves the pen to `event`, drawing the dabs on the way.
  mutating func stroke(to event: PenEvent, on surface: some DabSurface) {
    var target = PenTarget(event)
    if target.time > 0.1 && target.pressure > 0 && state.pressure == 0 {
      // a tablet that reports nothing while hovering: arrive first, press then
      let arrival = PenEvent(
        x: target.x, y: target.y, pressure: 0, tiltX: 90, tiltY: 0, time: target.time - 0.0001)
      stroke(toward: PenTarget(arrival), on: surface)
      target.time = 0.0001
    }
    stroke(toward: target, on: surface)
  }

  private mutating func stroke(toward event: PenTarget, on surface: some DabSurface) {
    var target = event
    track(&target)
    var done = state.partialDabs
    var pending = dabCount(to: target, time: target.time)
    if target.time > 5 || resetRequested {
      return restart(x: target.x, y: target.y, pressure: target.pressure)
    }
    startWork()
    let pixelLimit = Float(surface.pixelCount)
    while done + pending >= 1 {
      let part = done > 0 ? 1 - done : 1
      done = 0
      let step = step(to: target, fraction: part / pending, dabs: part)
      advance(step)
      let dab = makeDab(on: surface)
      surface.draw(dab)
      countWork(radius: dab.radius, limit: pixelLimit)
      target.time -= Double(step.time)
      pending = dabCount(to: target, time: target.time)
      if isExhausted { pending = 0 }
    }
    advance(finalStep(to: target, dabs: pending))
    state.partialDabs = done + pending
    discardBrokenState()
  }

  /// Replaces the target by what noise and slow tracking make of it.
  @inline(__always)
  private mutating func track(_ target: inout PenTarget) {
    let noise = base[.trackingNoise]
    if noise != 0 {
      target.x += nextGaussian() * noise * baseRadius
      target.y += nextGaussian() * noise * baseRadius
    }
    let share = trackingShare(base[.slowTracking], Float(100 * target.time))
    target.x = state.x + (target.x - state.x) * share
    target.y = state.y + (target.y - state.y) * share
  }

  @inline(__always)
  private func step(to target: PenTarget, fraction: Float, dabs: Float) -> StrokeStep {
    var step = StrokeStep(
      dabs: dabs, dx: fraction * (target.x - state.x), dy: fraction * (target.y - state.y),
      pressure: fraction * (target.pressure - state.pressure), declination: 0, ascension: 0,
      time: Float(Double(fraction) * target.time))
    if features.tilt {
      step.declination = fraction * (target.declination - state.declination)
      step.ascension = fraction * Self.turn(from: state.ascension, to: target.ascension)
    }
    return step
  }

  /// The rest of the way, without a dab.
  @inline(__always)
  private func finalStep(to target: PenTarget, dabs: Float) -> StrokeStep {
    var step = StrokeStep(
      dabs: dabs, dx: target.x - state.x, dy: target.y - state.y,
      pressure: target.pressure - state.pressure, declination: 0, ascension: 0,
      time: Float(target.time))
    if features.tilt {
      step.declination = target.declination - state.declination
      step.ascension = Self.turn(from: state.ascension, to: target.ascension)
    }
    return step
  }

  /// How many dabs lie between here and the target; also settles the radius after a reset.
  @inline(__always)
  private mutating func dabCount(to target: PenTarget, time: Double) -> Float {
    let radius = state.actualRadius == 0 ? baseRadius : state.actualRadius
    let actualRadius = min(max(radius, Self.radii.low), Self.radii.high)
    state.actualRadius = actualRadius
    let spacingRadius = min(max(baseRadius, Self.radii.low), Self.radii.high)
    let distance = distance(toX: target.x - state.x, y: target.y - state.y)
    let byActualRadius = distance / actualRadius * base[.dabsPerActualRadius]
    let byBasicRadius = distance / spacingRadius * base[.dabsPerBasicRadius]
    let byTime = Float(time) * base[.dabsPerSecond]
    return byActualRadius + byBasicRadius + byTime
  }

  /// Distance in pixels, longer across an elliptical dab.
  @inline(__always)
  private func distance(toX x: Float, y: Float) -> Float {
    guard state.ellipticalRatio > 1 else { return hypotenuse(x, y) }
    let axis = DabAngle(degrees: state.ellipticalAngle)
    let across = (y * axis.cosine - x * axis.sine) * state.ellipticalRatio
    let along = y * axis.sine + x * axis.cosine
    return (across * across + along * along).squareRoot()
  }

  /// The shorter way round from one angle to another, degrees; clockwise is positive.
  private static func turn(from start: Float, to end: Float) -> Float {
    let start = fmodf(start, 360)
    let end = fmodf(end, 360)
    let clockwise: Float
    let counterclockwise: Float
    if start > end {
      clockwise = start - end
      counterclockwise = Float(Double(end) + 360 - Double(start))
    } else {
      clockwise = Float(Double(start) + 360 - Double(end))
      counterclockwise = end - start
    }
    return clockwise < counterclockwise ? -clockwise : counterclockwise
  }
}
