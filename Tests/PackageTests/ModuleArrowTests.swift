import Foundation
import Testing

/// The module map: which of our modules each target may import directly. A new arrow is a decision,
/// made here.
private let allowedDependencies: [String: Set<String>] = [
  "CSIMD": [], "CPNG": [], "CZlib": [], "CSystem": [], "COpenBLAS": [], "CFreeType": [],
  "CPluginABI": [],
  "PaintCore": ["CSIMD"],
  "JSONText": [],
  "Learning": ["NeuralNet", "TensorKernels"],
  "Evaluation": ["Datasets", "JSONText", "NeuralNet", "PaintCore", "TensorKernels"],
  "StrokeProgram": ["PaintCore", "JSONText"],
  "ImageFiles": ["PaintCore", "CPNG", "CFreeType", "CZlib"],
  "Datasets": ["ImageFiles", "PaintCore", "CZlib"],
  "TrainingLog": [], "Terminal": [],
  // A dataset is files about scenes: the one library that knows an engine.
  "SceneDataset": ["EnvironmentAPI", "ImageFiles", "JSONText", "PaintCore", "Scene3D"],
  "EnvironmentAPI": ["PaintCore", "StrokeProgram"],
  "EnvironmentTestKit": ["EnvironmentAPI", "PaintCore", "StrokeProgram"],
  "WireProtocol": ["EnvironmentAPI", "JSONText", "PaintCore", "StrokeProgram"],
  "EnvironmentServer": ["WireProtocol", "EnvironmentAPI", "CSystem"],
  "EnvironmentClient": [
    "WireProtocol", "EnvironmentAPI", "JSONText", "PaintCore", "StrokeProgram", "CSystem",
  ],
  // What people look at: it paints episodes again, whatever the engine.
  "LiveView": [
    "WireProtocol", "EnvironmentAPI", "StrokeProgram", "PaintCore", "JSONText", "ImageFiles",
    "CSystem",
  ],
  "Conformance": ["EnvironmentClient", "JSONText", "CSystem"],
  "Agent": [
    "EnvironmentAPI", "EnvironmentClient", "PaintCore", "StrokeProgram", "TensorKernels",
    "NeuralNet", "Learning", "Discriminator", "ImageFiles", "JSONText",
  ],
  "TensorKernels": ["COpenBLAS", "CSIMD"],
  // JSONText is a leaf: the header of a safetensors file is JSON.
  "NeuralNet": ["TensorKernels", "JSONText"],
  // The wire is here because a critic's session is one of its own, beside the critic.
  "Discriminator": [
    "NeuralNet", "TensorKernels", "Learning", "Datasets", "ImageFiles", "WireProtocol",
    "EnvironmentAPI", "PaintCore", "JSONText",
  ],
  // Engines outside this program: they are reached like any other peer, over a pipe.
  "ForeignBackends": [
    "EnvironmentAPI", "EnvironmentClient", "JSONText", "PaintCore", "StrokeProgram",
    "CPluginABI",
  ],
  "ProcessTesting": ["EnvironmentClient"], "TestMaterial": [],
  "TensorTesting": ["TensorKernels"],
  // The example of docs/writing-a-backend.md.
  "TilesExample": ["EnvironmentAPI", "PaintCore", "StrokeProgram"],
  "Brush": ["EnvironmentAPI", "PaintCore", "StrokeProgram", "JSONText", "CSIMD"],
  "Scene3D": ["EnvironmentAPI", "PaintCore", "StrokeProgram", "JSONText", "CSIMD"],
  "Plotter": ["EnvironmentAPI", "PaintCore", "StrokeProgram", "JSONText", "CSIMD"],
  "Noop": ["EnvironmentAPI", "PaintCore", "StrokeProgram"],
]

/// What each program must not import: the agent never learns which engine is behind the pipe.
private let forbiddenDependencies: [String: Set<String>] = [
  // It has the client's side of the wire only to talk to the critic of --reward-from, and no network.
  "spiral-env": ["Agent", "NeuralNet", "Discriminator"],
  "spiral-discriminator": ["Agent", "Brush", "Scene3D", "Plotter", "EnvironmentClient"],
  "spiral-agent": ["Brush", "Scene3D", "Plotter", "EnvironmentServer"],
]

private struct PackageDescription: Decodable {
  struct Target: Decodable {
    let name: String
    let type: String
    let target_dependencies: [String]?
  }
  let targets: [Target]
}

@Suite(.serialized) struct ModuleArrowTests {
  @Test func `every arrow between modules is one of the module map`() throws {
    let description = try describePackage()
    #expect(description.targets.count > allowedDependencies.count)
    for target in description.targets
    where target.type == "library" || target.type == "system-target" {
      let allowed = try #require(
        allowedDependencies[target.name], "module \(target.name) is not in the module map")
      let wrong = Set(target.target_dependencies ?? []).subtracting(allowed)
      #expect(wrong.isEmpty, "\(target.name) must not import \(wrong.sorted())")
    }
  }

  @Test func `programs keep to their side of the wire`() throws {
    for target in try describePackage().targets {
      let wrong = forbiddenDependencies[target.name, default: []]
        .intersection(target.target_dependencies ?? [])
      #expect(wrong.isEmpty, "\(target.name) must not import \(wrong.sorted())")
    }
  }

  private func describePackage() throws -> PackageDescription {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    // The build folder is locked while the tests run, so the description gets one of its own.
    let scratch = FileManager.default.temporaryDirectory.appending(path: "spiral-describe")
    process.arguments = [
      "swift", "package", "--package-path", root.path, "--scratch-path", scratch.path,
      "describe", "--type", "json",
    ]
    process.standardOutput = output
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return try JSONDecoder().decode(PackageDescription.self, from: text)
  }
}
