/// The brushes that ship with the package, embedded in the program.
enum BrushPresets {
  /// The names, the default first.
  static let names = ["ink", "dry", "marker", "pencil"]

  /// The text of a preset's `.myb` file; nil when there is no such preset.
  static func bytes(named name: String) -> [UInt8]? {
    switch name {
    case "ink": PackageResources.ink_myb
    case "dry": PackageResources.dry_myb
    case "marker": PackageResources.marker_myb
    case "pencil": PackageResources.pencil_myb
    default: nil
    }
  }
}
