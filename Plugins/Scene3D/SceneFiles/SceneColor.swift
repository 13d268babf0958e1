import Glibc
import JSONText

/// Colours as scene files write them: sRGB, as `#rrggbb` or as three numbers in `0...1`.
enum SceneColor {
  /// Returns the linear light of an sRGB channel in `0...1` (IEC 61966-2-1).
  static func linear(_ channel: Double) -> Float {
    Float(channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4))
  }

  /// Returns the linear colour of three sRGB channels in `0...1`.
  static func linear(red: Double, green: Double, blue: Double) -> Vector3 {
    Vector3(linear(red), linear(green), linear(blue))
  }

  /// Returns the linear colour of a text `#rrggbb`; nil for any other text.
  static func linear(hexadecimal text: String) -> Vector3? {
    let bytes = Array(text.utf8)
    guard bytes.count == 7, bytes[0] == UInt8(ascii: "#") else { return nil }
    let digits = bytes.dropFirst().compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    guard digits.count == 6 else { return nil }
    func channel(_ index: Int) -> Double { Double(digits[index] * 16 + digits[index + 1]) / 255 }
    return linear(red: channel(0), green: channel(2), blue: channel(4))
  }

  /// Returns a linear colour as `#rrggbb`, sRGB, rounded.
  static func hexadecimal(_ color: Vector3) -> String {
    let digits = Array("0123456789abcdef")
    return (0..<3).reduce(into: "#") { text, index in
      let light = Double(min(max(color[index], 0), 1))
      let channel = light <= 0.0031308 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055
      let level = Int((channel * 255).rounded())
      text.append(digits[level / 16])
      text.append(digits[level % 16])
    }
  }
}

extension JSONNode {
  /// A colour, as linear light.
  func color() throws(JSONError) -> Vector3 {
    if case .string(let text) = value, let color = SceneColor.linear(hexadecimal: text) {
      return color
    }
    guard case .array(let parts) = value, parts.count == 3 else {
      throw error(expected: "a colour: \"#rrggbb\" or three numbers in 0...1")
    }
    return SceneColor.linear(
      red: try parts[0].double(in: 0...1), green: try parts[1].double(in: 0...1),
      blue: try parts[2].double(in: 0...1))
  }
}
