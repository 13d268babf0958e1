/// Everything a brush file says: one mapping per setting of libmypaint 1.3.0.
///
/// A setting the file leaves out has base value 0 and no curve, as in the library.
struct BrushDefinition: Equatable, Sendable {
  private var mappings: [BrushMapping]
  /// What the file contained and 1.3.0 does not know, one sentence each.
  var warnings: [String]

  /// A definition whose settings are all 0.
  init() {
    mappings = Array(repeating: BrushMapping(), count: BrushSetting.allCases.count)
    warnings = []
  }

  subscript(setting: BrushSetting) -> BrushMapping {
    get { mappings[setting.rawValue] }
    set { mappings[setting.rawValue] = newValue }
  }

  /// Whether some curve reads `input`.
  func reads(_ input: BrushInput) -> Bool {
    mappings.contains { $0.curves.contains { $0.input == input } }
  }

  /// Whether `setting` can differ from 0.
  func uses(_ setting: BrushSetting) -> Bool {
    self[setting].baseValue != 0 || !self[setting].isConstant
  }

  /// Whether the brush can lower the alpha of an opaque canvas.
  var changesAlpha: Bool { uses(.eraser) || uses(.smudge) }
}
