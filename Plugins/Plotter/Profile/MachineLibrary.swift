public import JSONText

/// The machines that ship with the package, embedded in the program.
public enum MachineLibrary {
  /// The names of the machines, the default first.
  public static let names = ["axidraw-v3", "grbl-a4", "scara", "arm-2r", "polargraph"]

  /// The text of a machine's profile; nil when there is no such machine.
  public static func bytes(named name: String) -> [UInt8]? {
    switch name {
    case "axidraw-v3": PackageResources.axidraw_v3_json
    case "grbl-a4": PackageResources.grbl_a4_json
    case "scara": PackageResources.scara_json
    case "arm-2r": PackageResources.arm_2r_json
    case "polargraph": PackageResources.polargraph_json
    default: nil
    }
  }

  /// The profile of a machine that ships; nil when there is no such machine.
  ///
  /// - Throws: `JSONFileError`, which the tests rule out for the machines that ship.
  public static func profile(named name: String) throws(JSONFileError) -> MachineProfile? {
    guard let bytes = bytes(named: name) else { return nil }
    return try MachineProfile(json: bytes, name: "\(name).json")
  }
}
