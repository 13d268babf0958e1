import Glibc

extension BrushDynamics {
  /// The dab's RGB after smudging and colour change; lowers `targetAlpha` where the smudge colour
  /// is transparent.
  func changedColor(_ targetAlpha: inout Float) -> ColorTriple {
    var color = brushColor
    if values[.smudge] > 0 { color = mixedWithSmudge(color, &targetAlpha) }
    color.first += values[.changeColorH]
    color.second += values[.changeColorHsvS]
    color.third += values[.changeColorV]
    if values[.changeColorL] != 0 || values[.changeColorHslS] != 0 {
      var lightness = color.rgbFromHSV().hslFromRGB()
      lightness.third += values[.changeColorL]
      lightness.second += values[.changeColorHslS]
      color = lightness.rgbFromHSL().hsvFromRGB()
    }
    return color.rgbFromHSV()
  }

  /// HSV of the brush colour mixed in RGB with what was picked up.
  private func mixedWithSmudge(_ hsv: ColorTriple, _ targetAlpha: inout Float) -> ColorTriple {
    let brush = hsv.rgbFromHSV()
    let share = values[.smudge] > 1 ? 1 : values[.smudge]
    let rest = 1 - share
    targetAlpha = FixedCanvas.clampUnit(rest + share * state.smudgeAlpha)
    guard targetAlpha > 0 else { return ColorTriple(1, 0, 0).hsvFromRGB() }
    return ColorTriple(
      (share * state.smudgeRed + rest * brush.first) / targetAlpha,
      (share * state.smudgeGreen + rest * brush.second) / targetAlpha,
      (share * state.smudgeBlue + rest * brush.third) / targetAlpha
    ).hsvFromRGB()
  }

  /// Lets the smudge colour follow the canvas under the dab, read at most at every second dab.
  mutating func pickUpColor(x: Float, y: Float, radius: Float, surface: some DabSurface) {
    guard values[.smudgeLength] < 1 else { return }
    var kept = values[.smudgeLength]
    if Double(kept) < 0.01 { kept = 0.01 }
    let recentness = state.readRecentness * kept
    state.readRecentness = recentness
    if Double(recentness) < 0.5 * Double(kept) {
      if recentness == 0 { kept = 0 }  // the first reading replaces the smudge colour
      readColor(x: x, y: y, radius: radius, surface: surface)
    }
    let fresh = 1 - kept
    state.smudgeAlpha = FixedCanvas.clampUnit(kept * state.smudgeAlpha + fresh * state.readAlpha)
    state.smudgeRed = kept * state.smudgeRed + fresh * state.readRed * state.readAlpha
    state.smudgeGreen = kept * state.smudgeGreen + fresh * state.readGreen * state.readAlpha
    state.smudgeBlue = kept * state.smudgeBlue + fresh * state.readBlue * state.readAlpha
  }

  private mutating func readColor(
    x: Float, y: Float, radius: Float, surface: some DabSurface
  ) {
    let scaled = radius * expf(values[.smudgeRadiusLog])
    let discRadius = min(max(scaled, Self.radii.low), Self.radii.high)
    countWork(radius: 2 * discRadius, limit: .greatestFiniteMagnitude)  // pixel by pixel is slow
    let color = surface.color(
      x: Self.wholePixel(x), y: Self.wholePixel(y), radius: discRadius)
    state.readRecentness = 1
    state.readRed = color.red
    state.readGreen = color.green
    state.readBlue = color.blue
    state.readAlpha = color.alpha
  }

  /// `value + 0.5` truncated towards zero, as a C conversion to int does.
  private static func wholePixel(_ value: Float) -> Float {
    Float((Double(value) + 0.5).rounded(.towardZero))
  }
}
