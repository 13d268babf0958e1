/// The scene files that ship with the package, embedded in the program.
enum ShippedScenes {
  /// The names, the default first.
  static let names = ["spiral", "clevr", "voxel-garden"]

  /// The bytes of a shipped file; nil when there is none of that name.
  static func bytes(named name: String) -> [UInt8]? {
    switch name {
    case "spiral.json": PackageResources.spiral_json
    case "clevr.json": PackageResources.clevr_json
    case "voxel-garden.json": PackageResources.voxel_garden_json
    default: nil
    }
  }
}
