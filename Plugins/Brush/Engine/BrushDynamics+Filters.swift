import Glibc

extension BrushDynamics {
  @inline(__always)
  mutating func followPen(_ step: StrokeStep) {
    let share = dabTrackingShare(values[.slowTrackingPerDab], step.dabs)
    state.actualX += (state.x - state.actualX) * share
    state.actualY += (state.y - state.actualY) * share
  }

  @inline(__always)
  mutating func followSpeed(_ speed: Float, time: Float) {
    if features.speed1 {
      let share = speed1Share(values[.speed1Slowness], time)
      state.slowSpeed1 += (speed - state.slowSpeed1) * share
    }
    if features.speed2 {
      let share = speed2Share(values[.speed2Slowness], time)
      state.slowSpeed2 += (speed - state.slowSpeed2) * share
    }
  }

  mutating func followVelocity(_ velocity: SIMD2<Float>, time: Float) {
    let slowness = Float(Double(values[.offsetBySpeedSlowness]) * 0.01)
    let timeConstant = Float(Double(expf(slowness)) - 1)
    let share = offsetShare(Double(timeConstant) < 0.002 ? 0.002 : timeConstant, time)
    state.slowDX += (velocity.x - state.slowDX) * share
    state.slowDY += (velocity.y - state.slowDY) * share
  }

  /// Follows the step's direction, or its opposite where that is nearer.
  mutating func followDirection(_ step: StrokeStep) {
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

  mutating func followCustomInput() {
    let share = customShare(values[.customInputSlowness], 0.1)
    state.customInput += (values[.customInput] - state.customInput) * share
  }

  /// Advances the stroke input by a distance in base radii.
  mutating func followStroke(distance: Float) {
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
