import EnvironmentAPI
import Foundation
import JSONText
import ProcessTesting
import StrokeProgram

@testable import ForeignBackends

/// The folder of the package.
let packageFolder = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().path

/// The example that is a Python program.
let dotsProgram = packageFolder + "/Plugins/Examples/python-backend/spiral-backend-dots"

/// What starts a rehearsal.
let prober = [programFolder + "/spiral-env", "probe-plugin"]

/// A folder of its own, removed at the end.
final class ScratchFolder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Compiles C sources of the package to a shared object here.
  func compile(_ source: String, flags: [String] = []) throws -> String {
    let object = "\(path)/\(UUID().uuidString).so"
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["cc", "-std=gnu11", "-O2", "-shared", "-fPIC", "-I", packageFolder + "/Plugins/CABI"] + flags
      + ["-o", object, packageFolder + "/" + source]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CompilerFailed(source: source) }
    return object
  }

  /// A copy of the misbehaving program that goes by the name of its misbehaviour.
  func hostileProgram(_ mode: String) throws -> String {
    let program = "\(path)/spiral-backend-\(mode)"
    try FileManager.default.copyItem(
      atPath: packageFolder + "/Tests/Support/hostile-engines/hostile.py", toPath: program)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    return program
  }

  /// Writes a file and returns its path.
  func write(_ text: String, to name: String, executable: Bool = false) throws -> String {
    let file = "\(path)/\(name)"
    try Data(text.utf8).write(to: URL(filePath: file))
    if executable {
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
    }
    return file
  }
}

struct CompilerFailed: Error {
  let source: String
}

/// The ways in which `hostile.c` misbehaves, in its own order.
enum Misbehaviour: Int, CaseIterable {
  case none, crashWhenLoaded, crashInDescribe, crashInStep, hangInOpen, noSymbol, otherMajor
  case newerHostNeeded, shortDescriptor, badName, noStep, specIsNoJSON, specIsTooLarge
  case specClaimsMore, openWithoutLane, drawBeyondTheEnd, saveBeyondTheEnd, saveClaimsMore
  case infoIsNoNumber, prints, failInFifthStep, refuseALoad, invalidOption, specDiffers
}

/// A hostile engine in a shared object.
func hostileBackend(
  _ mode: Misbehaviour, in folder: ScratchFolder, patienceSeconds: Double = 20
) throws -> LibraryBackend {
  try LibraryBackend(
    path: hostileObject(mode, in: folder), prober: prober, patienceSeconds: patienceSeconds)
}

/// The file of a hostile engine.
func hostileObject(_ mode: Misbehaviour, in folder: ScratchFolder) throws -> String {
  try folder.compile(
    "Tests/Support/hostile-engines/hostile.c", flags: ["-w", "-DMODE=\(mode.rawValue)"])
}

/// Lanes of a backend, each of them reset.
func lanes(
  _ backend: any PaintingBackend, count: Int = 1, options: [String: OptionValue] = [:]
) throws -> VectorEnvironment {
  let configuration = try EnvironmentConfiguration(backend: backend, given: options)
  let lanes = try VectorEnvironment(configuration, laneCount: count)
  _ = try lanes.reset(seeds: (0..<count).map { UInt64($0) })
  return lanes
}
