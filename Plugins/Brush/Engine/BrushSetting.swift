/// A setting of libmypaint 1.3.0, in the order of its `brushsettings.json`.
enum BrushSetting: Int, CaseIterable, Sendable {
  case opaque
  case opaqueMultiply
  case opaqueLinearize
  case radiusLogarithmic
  case hardness
  case antiAliasing
  case dabsPerBasicRadius
  case dabsPerActualRadius
  case dabsPerSecond
  case radiusByRandom
  case speed1Slowness
  case speed2Slowness
  case speed1Gamma
  case speed2Gamma
  case offsetByRandom
  case offsetBySpeed
  case offsetBySpeedSlowness
  case slowTracking
  case slowTrackingPerDab
  case trackingNoise
  case colorH
  case colorS
  case colorV
  case restoreColor
  case changeColorH
  case changeColorL
  case changeColorHslS
  case changeColorV
  case changeColorHsvS
  case smudge
  case smudgeLength
  case smudgeRadiusLog
  case eraser
  case strokeThreshold
  case strokeDurationLogarithmic
  case strokeHoldtime
  case customInput
  case customInputSlowness
  case ellipticalDabRatio
  case ellipticalDabAngle
  case directionFilter
  case lockAlpha
  case colorize
  case snapToPixel
  case pressureGainLog

  /// The name the brush file format uses.
  var fileName: String { Self.fileNames[rawValue] }

  /// The case a brush file means by `fileName`; nil when 1.3.0 has none of that name.
  init?(fileName: String) {
    guard let index = Self.fileNames.firstIndex(of: fileName) else { return nil }
    self.init(rawValue: index)
  }

  private static let fileNames = [
    "opaque",
    "opaque_multiply",
    "opaque_linearize",
    "radius_logarithmic",
    "hardness",
    "anti_aliasing",
    "dabs_per_basic_radius",
    "dabs_per_actual_radius",
    "dabs_per_second",
    "radius_by_random",
    "speed1_slowness",
    "speed2_slowness",
    "speed1_gamma",
    "speed2_gamma",
    "offset_by_random",
    "offset_by_speed",
    "offset_by_speed_slowness",
    "slow_tracking",
    "slow_tracking_per_dab",
    "tracking_noise",
    "color_h",
    "color_s",
    "color_v",
    "restore_color",
    "change_color_h",
    "change_color_l",
    "change_color_hsl_s",
    "change_color_v",
    "change_color_hsv_s",
    "smudge",
    "smudge_length",
    "smudge_radius_log",
    "eraser",
    "stroke_threshold",
    "stroke_duration_logarithmic",
    "stroke_holdtime",
    "custom_input",
    "custom_input_slowness",
    "elliptical_dab_ratio",
    "elliptical_dab_angle",
    "direction_filter",
    "lock_alpha",
    "colorize",
    "snap_to_pixel",
    "pressure_gain_log",
  ]
}
