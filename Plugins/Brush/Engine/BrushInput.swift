/// An input that may drive a setting in libmypaint 1.3.0, in the order of its
/// `brushsettings.json`.
enum BrushInput: Int, CaseIterable, Sendable {
  case pressure
  case speed1
  case speed2
  case random
  case stroke
  case direction
  case tiltDeclination
  case tiltAscension
  case custom

  /// The name the brush file format uses.
  var fileName: String { Self.fileNames[rawValue] }

  /// The case a brush file means by `fileName`; nil when 1.3.0 has none of that name.
  init?(fileName: String) {
    guard let index = Self.fileNames.firstIndex(of: fileName) else { return nil }
    self.init(rawValue: index)
  }

  private static let fileNames = [
    "pressure",
    "speed1",
    "speed2",
    "random",
    "stroke",
    "direction",
    "tilt_declination",
    "tilt_ascension",
    "custom",
  ]
}
