import Glibc

/// Colour conversions, each in exactly the widths of its source so that results agree in bits.
enum ColorConversion {
  /// The environment's own conversion, all in doubles; arguments are clipped to `0...1`.
  ///
  /// Source: `rgb_to_hsv` of the published SPIRAL environment (`utils.py`).
  static func hsv(
    red: Double, green: Double, blue: Double
  ) -> (hue: Double, saturation: Double, value: Double) {
    let red = min(max(red, 0), 1)
    let green = min(max(green, 0), 1)
    let blue = min(max(blue, 0), 1)
    let value = max(red, green, blue)
    let delta = value - min(red, green, blue)
    guard delta > 0.0001 else { return (0, 0, value) }
    var hue: Double
    if red == value {
      hue = (green - blue) / delta
      if hue < 0 { hue += 6 }
    } else if green == value {
      hue = 2 + (blue - red) / delta
    } else {
      hue = 4 + (red - green) / delta
    }
    return (hue / 6, delta / value, value)
  }
}

/// Three floats that stand for RGB, HSV or HSL in turn, `0...1`; hue wraps.
struct ColorTriple: Equatable, Sendable {
  var first: Float
  var second: Float
  var third: Float

  init(_ first: Float, _ second: Float, _ third: Float) {
    self.first = first
    self.second = second
    self.third = third
  }

  @inline(__always)
  static func clampUnit(_ value: Float) -> Float { value > 1 ? 1 : (value < 0 ? 0 : value) }
}

// MARK: HSV

extension ColorTriple {
  /// RGB of this HSV; saturation and value are clamped first.
  func rgbFromHSV() -> ColorTriple {
    let hue = Float(Double(first) - Double(first.rounded(.down)))
    let saturation = Self.clampUnit(second)
    let value = Self.clampUnit(third)
    guard saturation != 0, hue.isFinite else { return ColorTriple(value, value, value) }
    let sixth = hue == 1 ? 0 : Double(hue) * 6
    let sector = Int(sixth)
    let fraction = sixth - Double(sector)
    let strength = Double(saturation)
    let low = Float(Double(value) * (1 - strength))
    let falling = Float(Double(value) * (1 - strength * fraction))
    let rising = Float(Double(value) * (1 - strength * (1 - fraction)))
    switch sector {
    case 0: return ColorTriple(value, rising, low)
    case 1: return ColorTriple(falling, value, low)
    case 2: return ColorTriple(low, value, rising)
    case 3: return ColorTriple(low, falling, value)
    case 4: return ColorTriple(rising, low, value)
    default: return ColorTriple(value, low, falling)
    }
  }

  /// HSV of this RGB, clamped first.
  func hsvFromRGB() -> ColorTriple {
    let red = Self.clampUnit(first)
    let green = Self.clampUnit(second)
    let blue = Self.clampUnit(third)
    let value = max(red, green, blue)
    let delta = value - min(red, green, blue)
    guard Double(delta) > 0.0001 else { return ColorTriple(0, 0, value) }
    var hue: Float
    if red == value {
      hue = (green - blue) / delta
      if hue < 0 { hue += 6 }
    } else if green == value {
      hue = Float(2.0 + Double((blue - red) / delta))
    } else {
      hue = Float(4.0 + Double((red - green) / delta))
    }
    return ColorTriple(hue / 6, delta / value, value)
  }
}

// MARK: HSL

extension ColorTriple {
  /// HSL of this RGB, clamped first.
  func hslFromRGB() -> ColorTriple {
    let red = Self.clampUnit(first)
    let green = Self.clampUnit(second)
    let blue = Self.clampUnit(third)
    let high = max(red, green, blue)
    let highest = Double(high)
    let lowest = Double(min(red, green, blue))
    let lightness = Float((highest + lowest) / 2)
    guard highest != lowest else { return ColorTriple(0, 0, lightness) }
    let delta = highest - lowest
    let sum = lightness <= 0.5 ? highest + lowest : 2 - highest - lowest
    var hue: Float
    if red == high {
      hue = Float(Double(green - blue) / delta)
    } else if green == high {
      hue = Float(2 + Double(blue - red) / delta)
    } else {
      hue = Float(4 + Double(red - green) / delta)
    }
    hue /= 6
    if hue < 0 { hue += 1 }
    return ColorTriple(hue, Float(delta / sum), lightness)
  }

  /// RGB of this HSL; saturation and lightness are clamped first.
  func rgbFromHSL() -> ColorTriple {
    let hue = Float(Double(first) - Double(first.rounded(.down)))
    let saturation = Self.clampUnit(second)
    let lightness = Self.clampUnit(third)
    guard saturation != 0 else { return ColorTriple(lightness, lightness, lightness) }
    let upper =
      lightness <= 0.5
      ? Double(lightness) * (1 + Double(saturation))
      : Double(lightness + saturation - lightness * saturation)
    let lower = 2 * Double(lightness) - upper
    let position = Double(hue) * 6
    return ColorTriple(
      Self.ramp(lower, upper, position + 2),
      Self.ramp(lower, upper, position),
      Self.ramp(lower, upper, position - 2))
  }

  /// One channel of HSL to RGB at `position` sixths of the circle.
  private static func ramp(_ lower: Double, _ upper: Double, _ position: Double) -> Float {
    var position = position
    if position > 6 { position -= 6 } else if position < 0 { position += 6 }
    if position < 1 { return Float(lower + (upper - lower) * position) }
    if position < 3 { return Float(upper) }
    if position < 4 { return Float(lower + (upper - lower) * (4 - position)) }
    return Float(lower)
  }
}
