import ArgumentParser
import EnvironmentAPI
import Foundation
import PaintCore

/// `spiral-env doctor`: what is installed, what is missing, and the line that installs it.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what is installed and what is missing.",
    discussion: """
      EXAMPLES
        spiral-env doctor
      """)

  /// One thing that may be there.
  private struct Finding {
    var name: String
    var present: String?
    /// What it is for and what installs it, when it is missing.
    var purpose: String
    var package: String?
  }

  func run() {
    let findings = [
      brushes(), file("/usr/include/png.h", "libpng-dev", "building this package"),
      file("/usr/include/zlib.h", "zlib1g-dev", "building this package"),
      file("/usr/include/freetype2/ft2build.h", "libfreetype6-dev", "building this package"),
      file("/usr/include/x86_64-linux-gnu/cblas.h", "libopenblas-dev", "building this package"),
      file(
        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "fonts-dejavu-core",
        "--data glyphs and labels on plots"),
      program("python3", "the Python example of the README"), processor(),
    ]
    for finding in findings {
      let mark = finding.present == nil ? "missing" : "ok     "
      print("\(mark)  \(finding.name): \(finding.present ?? "needed for \(finding.purpose)")")
    }
    print("engines: \(BackendCatalog.backends.map(\.name).joined(separator: ", "))")
    let packages = findings.filter { $0.present == nil }.compactMap(\.package)
    if !packages.isEmpty {
      print("install with: apt-get install \(packages.joined(separator: " "))")
    }
  }

  private func brushes() -> Finding {
    let folders = ["1.0", "2.0"].map { "/usr/share/mypaint-data/\($0)/brushes" }
    let found = folders.filter { FileManager.default.fileExists(atPath: $0) }
    return Finding(
      name: "MyPaint brushes", present: found.isEmpty ? nil : found.joined(separator: ", "),
      purpose: "--option brush=classic/pen and the like", package: "mypaint-brushes")
  }

  private func file(_ path: String, _ package: String, _ purpose: String) -> Finding {
    let exists = FileManager.default.fileExists(atPath: path)
    return Finding(name: package, present: exists ? path : nil, purpose: purpose, package: package)
  }

  private func program(_ name: String, _ purpose: String) -> Finding {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let path = folders.map { "\($0)/\(name)" }.first(where: FileManager.default.isExecutableFile)
    return Finding(name: name, present: path, purpose: purpose, package: name)
  }

  private func processor() -> Finding {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let flags = text.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
    let hasV3 = ["avx2", "bmi2", "fma"].allSatisfy { flags.split(separator: " ").contains($0[...]) }
    return Finding(
      name: "processor",
      present: "\(Parallel.coreCount) cores"
        + (hasV3 ? ", x86-64-v3: SPIRAL_CPU=v3 swift build -c release is faster here" : ""),
      purpose: "everything", package: nil)
  }
}
