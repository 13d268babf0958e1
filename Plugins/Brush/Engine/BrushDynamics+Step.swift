import Glibc

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

/// `hypotf` of glibc: exact products, one rounding in double, one to float.
@inline(__always)
func hypotenuse(_ x: Float, _ y: Float) -> Float {
  let (x, y) = (Double(x), Double(y))
  return Float((x * x + y * y).squareRoot())
}

@inline(__always)
func square(_ value: Float) -> Float { value * value }
