/// The scene files that ship with the package and our own models, embedded in the program.
enum ShippedScenes {
  /// The names, the default first.
  static let names = ["spiral", "clevr", "voxel-garden", "meshes", "gallery"]

  /// The bytes of a shipped file by its path in the folder `scenes`; nil when there is none.
  static func bytes(named name: String) -> [UInt8]? {
    switch name {
    case "spiral.json": PackageResources.spiral_json
    case "clevr.json": PackageResources.clevr_json
    case "voxel-garden.json": PackageResources.voxel_garden_json
    case "meshes.json": PackageResources.meshes_json
    case "gallery.json": PackageResources.gallery_json
    default: model(named: name)
    }
  }

  private static func model(named name: String) -> [UInt8]? {
    switch name {
    case "meshes/gear.obj": PackageResources.gear_obj
    case "meshes/gear.mtl": PackageResources.gear_mtl
    case "meshes/rocket.obj": PackageResources.rocket_obj
    case "meshes/rocket.mtl": PackageResources.rocket_mtl
    case "meshes/star.obj": PackageResources.star_obj
    case "meshes/star.mtl": PackageResources.star_mtl
    case "meshes/teacup.obj": PackageResources.teacup_obj
    case "meshes/teacup.mtl": PackageResources.teacup_mtl
    case "meshes/torus-knot.obj": PackageResources.torus_knot_obj
    case "meshes/torus-knot.mtl": PackageResources.torus_knot_mtl
    case "meshes/tree.obj": PackageResources.tree_obj
    case "meshes/tree.mtl": PackageResources.tree_mtl
    case "voxels/garden.vox": PackageResources.garden_vox
    default: nil
    }
  }
}
