import Glibc

/// Between sRGB levels (IEC 61966-2-1), as files hold colours, and linear light.
enum DisplayLevel {
  /// The linear light of each level.
  static let light: [Float] = (0...255).map { level in
    let display = Double(level) / 255
    return Float(display <= 0.04045 ? display / 12.92 : pow((display + 0.055) / 1.055, 2.4))
  }

  /// Returns the level whose light is nearest, the darker of two.
  static func nearest(_ value: Float) -> UInt8 {
    let above = light.firstIndex { $0 >= value } ?? 255
    guard above > 0, value - light[above - 1] <= light[above] - value else {
      return UInt8(clamping: above)
    }
    return UInt8(clamping: above - 1)
  }

  /// Returns the linear colour of three levels.
  static func linear(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Vector3 {
    Vector3(light[Int(red)], light[Int(green)], light[Int(blue)])
  }
}
