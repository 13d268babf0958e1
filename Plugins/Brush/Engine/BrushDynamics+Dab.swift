import Glibc

/// The opacity of one dab such that overlapping dabs reach the wanted opacity together.
struct LinearizedOpacity: Sendable {
  private var wanted: Float = 0
  private var exponent: Float = 0
  private var result: Float = 0

  /// `1 - (1 - wanted)^exponent`, remembered for repeated arguments.
  @inline(__always)
  mutating func callAsFunction(_ newWanted: Float, exponent newExponent: Float) -> Float {
    if newWanted == wanted && newExponent == exponent { return result }
    wanted = newWanted
    exponent = newExponent
    result = 1 - powf(1 - newWanted, newExponent)
    return result
  }
}

extension BrushDynamics {
  /// The dab at the present state; draws random numbers and updates the smudge colour.
  @inline(__always)
  mutating func makeDab(on surface: some DabSurface) -> Dab {
    var opacity = dabOpacity()
    var (x, y) = dabPosition()
    var radius = state.actualRadius
    if values[.radiusByRandom] != 0 { varyRadius(&radius, &opacity) }
    if features.smudge { pickUpColor(x: x, y: y, radius: radius, surface: surface) }
    var targetAlpha: Float = 1
    let color = features.plainColor ? brushColor : changedColor(&targetAlpha)
    if values[.eraser] != 0 {
      targetAlpha = Float(Double(targetAlpha) * (1 - Double(values[.eraser])))
    }
    var hardness = FixedCanvas.clampUnit(values[.hardness])
    soften(&hardness, &radius)
    if values[.snapToPixel] > 0 { snap(&x, &y, &radius) }
    return Dab(
      x: x, y: y, radius: radius, red: color.first, green: color.second, blue: color.third,
      opacity: opacity, hardness: hardness, targetAlpha: targetAlpha,
      aspectRatio: state.ellipticalRatio, angle: state.ellipticalAngle,
      lockAlpha: values[.lockAlpha], colorize: values[.colorize])
  }

  @inline(__always)
  private mutating func dabOpacity() -> Float {
    // two negative factors must not give a positive opacity
    let opaque = values[.opaque] < 0 ? 0 : values[.opaque]
    let opacity = FixedCanvas.clampUnit(opaque * values[.opaqueMultiply])
    guard values[.opaqueLinearize] != 0 else { return opacity }
    let spacing = base[.dabsPerActualRadius] + base[.dabsPerBasicRadius]
    let dabsPerPixel = max(Float(Double(spacing) * 2), 1)
    let weighted = Float(1 + Double(base[.opaqueLinearize]) * (Double(dabsPerPixel) - 1))
    return linearized(opacity, exponent: Float(1 / Double(weighted)))
  }

  /// The filtered pen position, offset by speed and at random.
  @inline(__always)
  private mutating func dabPosition() -> (x: Float, y: Float) {
    var x = state.actualX
    var y = state.actualY
    let bySpeed = values[.offsetBySpeed]
    if bySpeed != 0 {
      x = Float(Double(x) + Double(state.slowDX * bySpeed) * 0.1 * Double(baseRadius))
      y = Float(Double(y) + Double(state.slowDY * bySpeed) * 0.1 * Double(baseRadius))
    }
    let atRandom = values[.offsetByRandom]
    if atRandom != 0 {
      let amplitude = atRandom < 0 ? 0 : atRandom
      x += nextGaussian() * amplitude * baseRadius
      y += nextGaussian() * amplitude * baseRadius
    }
    return (x, y)
  }

  /// Log-normal radius; dabs that come out larger get fainter so that the ink stays the same.
  @inline(__always)
  private mutating func varyRadius(_ radius: inout Float, _ opacity: inout Float) {
    let logarithm = values[.radiusLogarithmic] + nextGaussian() * values[.radiusByRandom]
    radius = min(max(expf(logarithm), Self.radii.low), Self.radii.high)
    let correction = square(state.actualRadius / radius)
    if correction <= 1 { opacity *= correction }
  }

  /// Lowers hardness and raises radius, keeping the optical radius, until the edge fades over
  /// `anti_aliasing` pixels.
  @inline(__always)
  private func soften(_ hardness: inout Float, _ radius: inout Float) {
    let fade = values[.antiAliasing]
    let softness = 1 - Double(hardness)
    guard Float(Double(radius) * softness) < fade else { return }
    let optical = Double(Float(Double(radius) - softness * Double(radius) / 2))
    let half = Double(fade) / 2
    hardness = Float((optical - half) / (optical + half))
    radius = Float(Double(fade) / (1 - Double(hardness)))
  }

  /// Moves centre and radius towards whole pixels by the share `snap_to_pixel`.
  private func snap(_ x: inout Float, _ y: inout Float, _ radius: inout Float) {
    let share = values[.snapToPixel]
    x += (Float(Double(x.rounded(.down)) + 0.5) - x) * share
    y += (Float(Double(y.rounded(.down)) + 0.5) - y) * share
    var snapped = max((radius * 2).rounded(.toNearestOrAwayFromZero) / 2, 0.5)
    if Double(share) > 0.9999 { snapped = Float(Double(snapped) - 0.0001) }
    radius += (snapped - radius) * share
  }
}
