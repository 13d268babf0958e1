public import EnvironmentAPI
import Glibc

/// The engines outside this program, as they can be found: executables `spiral-backend-NAME` on PATH.
/// None is started before somebody asks for it.
///
/// Engines of the program come first, so that no plugin can take the name of one.
public struct ForeignCatalog: Sendable {
  /// The names that are taken.
  public let builtIns: [String]
  private let searchPath: [String]
  private let patienceSeconds: Double

  /// What the file of an executable engine is called, before its name.
  public static let prefix = "spiral-backend-"

  /// Notes where to look.
  ///
  /// - Parameters:
  ///   - searchPath: The folders of PATH, first come first served.
  ///   - patienceSeconds: How long an executable engine may take to answer.
  public init(builtIns: [String], searchPath: [String], patienceSeconds: Double) {
    self.builtIns = builtIns
    self.searchPath = searchPath.filter { !$0.isEmpty }
    self.patienceSeconds = patienceSeconds
  }

  /// The engine called `name`; nil when there is none.
  ///
  /// - Throws: `pluginLoad` when there is one that cannot be used.
  public func find(_ name: String) throws(EnvironmentError) -> (any PaintingBackend)? {
    guard !builtIns.contains(name), Self.isName(name) else { return nil }
    guard let path = searchPath.lazy.map({ "\($0)/\(Self.prefix)\(name)" })
      .first(where: Self.isProgram)
    else { return nil }
    return try ExecutableBackend(name: name, path: path, patienceSeconds: patienceSeconds)
  }

  // MARK: Files

  private static func isName(_ name: String) -> Bool {
    (1...64).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
      }
  }

  private static func isProgram(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
  }
}
