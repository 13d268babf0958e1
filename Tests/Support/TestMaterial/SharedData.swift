import Foundation

/// The data shared by all checkouts, beside the package. Tests that need it are skipped where it is
/// missing, which the test log shows.
public enum SharedData {
  /// The package's folder.
  public static let package =
    #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()
  /// The folder of real pictures, meshes and drawings.
  public static let folder = package + "/../shared/data"
  /// Whether it is there.
  public static let isPresent = FileManager.default.fileExists(atPath: folder + "/README.md")
}
