// swift-tools-version: 6.3
import PackageDescription

// MARK: Settings shared by every target

/// `SPIRAL_CPU=v3` builds for x86-64-v3 (AVX2); the scripts set it after looking at the CPU.
let architecture = Context.environment["SPIRAL_CPU"] == "v3" ? ["-march=x86-64-v3"] : []

/// Contraction to fused multiply-add would change results, so C is compiled without it, and so are
/// the inline C functions that Swift imports.
let cSettings: [CSetting] = [
  .unsafeFlags(architecture + ["-ffp-contract=off", "-Wall", "-Werror"])
]

let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
  .unsafeFlags((architecture + ["-ffp-contract=off"]).flatMap { ["-Xcc", $0] }),
]

// MARK: Rows: C shims, libraries, backends, programs, tests

let shims: [Target] = [
  .target(name: "CSIMD", path: "Sources/CSupport/CSIMD"),
  .target(
    name: "CPNG", path: "Sources/CSupport/CPNG", linkerSettings: [.linkedLibrary("png")]),
  .target(
    name: "CFreeType", path: "Sources/CSupport/CFreeType",
    cSettings: [.unsafeFlags(["-isystem", "/usr/include/freetype2"])],
    linkerSettings: [.linkedLibrary("freetype")]),
  .target(
    name: "CPluginABI", path: "Plugins/CABI", exclude: ["README.md"], publicHeadersPath: "."),
  .target(
    name: "CSystem", path: "Sources/CSupport/CSystem"),
  .systemLibrary(
    name: "CZlib", path: "Sources/CSupport/CZlib", providers: [.apt(["zlib1g-dev"])]),
  .systemLibrary(
    name: "COpenBLAS", path: "Sources/CSupport/COpenBLAS", providers: [.apt(["libopenblas-dev"])]),
]

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

let libraries: [Target] = [
  .target(name: "PaintCore", dependencies: ["CSIMD"]),
  .target(name: "JSONText"),
  .target(name: "StrokeProgram", dependencies: ["PaintCore", "JSONText"]),
  .target(name: "ImageFiles", dependencies: ["PaintCore", "CPNG", "CFreeType", "CZlib"]),
  .target(name: "Datasets", dependencies: ["ImageFiles", "PaintCore", "CZlib"]),
  .target(name: "Learning", dependencies: ["NeuralNet", "TensorKernels"]),
  .target(name: "TrainingLog"),
  .target(name: "Terminal"),
  .target(
    name: "SceneDataset",
    dependencies: ["EnvironmentAPI", "ImageFiles", "JSONText", "PaintCore", "Scene3D"]),
  .target(
    name: "Evaluation",
    dependencies: ["Datasets", "JSONText", "NeuralNet", "PaintCore", "TensorKernels"],
    resources: [.copy("Weights/digits.safetensors")]),
  .target(name: "EnvironmentAPI", dependencies: ["PaintCore", "StrokeProgram"]),
  .target(
    name: "EnvironmentTestKit", dependencies: ["EnvironmentAPI", "PaintCore", "StrokeProgram"]),
  .target(
    name: "WireProtocol",
    dependencies: ["EnvironmentAPI", "StrokeProgram", "PaintCore", "JSONText"]),
  .target(name: "EnvironmentServer", dependencies: ["WireProtocol", "EnvironmentAPI", "CSystem"]),
  .target(name: "EnvironmentClient", dependencies: ["WireProtocol", "JSONText", "CSystem"]),
  .target(name: "Conformance", dependencies: ["EnvironmentClient", "JSONText", "CSystem"]),
  .target(
    name: "LiveView",
    dependencies: [
      "WireProtocol", "EnvironmentAPI", "StrokeProgram", "PaintCore", "JSONText", "ImageFiles",
      "CSystem",
    ], resources: [.embedInCode("Page")]),
  .target(
    name: "Agent",
    dependencies: [
      "EnvironmentAPI", "EnvironmentClient", "PaintCore", "TensorKernels", "NeuralNet", "Learning",
      "Discriminator", "ImageFiles", "JSONText",
    ]),
  .target(
    name: "ForeignBackends",
    dependencies: [
      "EnvironmentAPI", "EnvironmentClient", "JSONText", "PaintCore", "StrokeProgram",
      "CPluginABI",
    ]),
  .target(name: "TensorKernels", dependencies: ["COpenBLAS", "CSIMD"]),
  .target(name: "NeuralNet", dependencies: ["TensorKernels", "JSONText"]),
  .target(
    name: "Discriminator",
    dependencies: [
      "NeuralNet", "TensorKernels", "Learning", "Datasets", "ImageFiles", "WireProtocol",
      "EnvironmentAPI", "PaintCore", "JSONText",
    ]),
]

let backends: [Target] = [
  .target(
    name: "Brush",
    dependencies: ["EnvironmentAPI", "PaintCore", "StrokeProgram", "JSONText", "CSIMD"],
    path: "Plugins/Brush", exclude: ["README.md"],
    resources: [.embedInCode("Presets")]),
  .target(
    name: "Scene3D",
    dependencies: ["EnvironmentAPI", "PaintCore", "StrokeProgram", "JSONText", "CSIMD"],
    path: "Plugins/Scene3D", exclude: ["README.md"],
    resources: [.embedInCode("Scenes")]),
  .target(
    name: "Noop", dependencies: ["EnvironmentAPI", "PaintCore", "StrokeProgram"],
    path: "Plugins/Noop", exclude: ["README.md"]),
  .target(
    name: "Plotter",
    dependencies: ["EnvironmentAPI", "PaintCore", "StrokeProgram", "JSONText", "CSIMD"],
    path: "Plugins/Plotter", exclude: ["README.md"], resources: [.embedInCode("Machines")]),
]

let programs: [Target] = [
  .executableTarget(
    name: "spiral-env",
    dependencies: [
      "EnvironmentServer", "EnvironmentClient", "WireProtocol", "EnvironmentAPI", "StrokeProgram",
      "PaintCore",
      "JSONText", "ImageFiles", "Datasets", "Brush", "Scene3D", "SceneDataset", "Plotter",
      "Terminal", "ForeignBackends", "Conformance", "Noop", "LiveView",
      logging, argumentParser,
    ]),
  .executableTarget(
    name: "spiral-agent",
    dependencies: [
      "Agent", "Discriminator", "EnvironmentClient", "EnvironmentAPI", "StrokeProgram", "PaintCore",
      "ImageFiles", "Datasets", "TrainingLog", "NeuralNet", "WireProtocol", "Evaluation",
      "JSONText", "Terminal",
      logging, argumentParser,
    ], resources: [.copy("Policies")]),
  .executableTarget(
    name: "spiral-discriminator",
    dependencies: [
      "Discriminator", "Datasets", "EnvironmentServer", "WireProtocol", argumentParser,
    ]),
  .executableTarget(
    name: "spiral-bench",
    dependencies: [
      "Brush", "EnvironmentAPI", "EnvironmentClient", "JSONText", "NeuralNet", "PaintCore",
      "StrokeProgram", "TensorKernels", argumentParser,
    ],
    path: "Benchmarks/spiral-bench"),
]

let tests: [Target] = [
  .testTarget(
    name: "TensorKernelsTests", dependencies: ["TensorTesting", "TensorKernels"],
    path: "Tests/TensorKernelsTests"),
  .testTarget(
    name: "NeuralNetTests", dependencies: ["TensorTesting", "NeuralNet", "TensorKernels"],
    path: "Tests/NeuralNetTests"),
  .testTarget(
    name: "AgentTests",
    dependencies: [
      "Agent", "EnvironmentAPI", "EnvironmentClient", "EnvironmentTestKit", "PaintCore",
      "StrokeProgram", "WireProtocol", "TensorKernels", "NeuralNet", "Learning", "Discriminator",
      "JSONText",
    ], path: "Tests/AgentTests"),
  .testTarget(name: "PackageTests", path: "Tests/PackageTests"),
  .testTarget(
    name: "StrokeProgramTests", dependencies: ["StrokeProgram", "JSONText"],
    path: "Tests/StrokeProgramTests"),
  .testTarget(
    name: "EnvironmentAPITests",
    dependencies: ["EnvironmentAPI", "EnvironmentTestKit", "StrokeProgram", "PaintCore"],
    path: "Tests/EnvironmentAPITests"),
  .target(name: "TestMaterial", path: "Tests/Support/TestMaterial"),
  .target(
    name: "TensorTesting", dependencies: ["TensorKernels"], path: "Tests/Support/TensorTesting"),
  .target(
    name: "ProcessTesting", dependencies: ["EnvironmentClient"],
    path: "Tests/Support/ProcessTesting"),
  .executableTarget(
    name: "wire-echo", dependencies: ["EnvironmentServer", "EnvironmentClient", "WireProtocol"],
    path: "Tests/Support/wire-echo"),
  .executableTarget(
    name: "broken-server",
    dependencies: [
      "EnvironmentServer", "EnvironmentClient", "EnvironmentAPI", "EnvironmentTestKit",
      "WireProtocol", "ImageFiles",
    ],
    path: "Tests/Support/broken-server"),
  .testTarget(
    name: "ConformanceTests",
    dependencies: [
      "Conformance", "EnvironmentClient", "WireProtocol", "JSONText", "ProcessTesting",
      "broken-server", "wire-echo", "spiral-env",
    ],
    path: "Tests/ConformanceTests"),
  .testTarget(
    name: "EnvironmentServerTests",
    dependencies: [
      "EnvironmentServer", "EnvironmentClient", "WireProtocol", "CSystem", "ProcessTesting",
      "wire-echo",
    ],
    path: "Tests/EnvironmentServerTests"),
  .testTarget(
    name: "EnvironmentClientTests",
    dependencies: [
      "EnvironmentClient", "WireProtocol", "EnvironmentAPI", "EnvironmentTestKit", "JSONText",
      "PaintCore", "StrokeProgram", "ProcessTesting", "wire-echo",
    ],
    path: "Tests/EnvironmentClientTests"),
  .testTarget(
    name: "ProgramTests",
    dependencies: [
      "TestMaterial",
      "ProcessTesting", "EnvironmentClient", "StrokeProgram", "JSONText", "PaintCore", "ImageFiles",
      "Agent", "Discriminator", "EnvironmentAPI", "Learning", "NeuralNet", "WireProtocol",
      "TensorKernels", "Evaluation", "spiral-env", "spiral-agent", "spiral-discriminator",
    ], path: "Tests/ProgramTests"),
  .target(
    name: "TilesExample", dependencies: ["EnvironmentAPI", "PaintCore", "StrokeProgram"],
    path: "Plugins/Examples/swift-backend", exclude: ["README.md"]),
  .testTarget(
    name: "ForeignBackendsTests",
    dependencies: [
      "ForeignBackends", "EnvironmentAPI", "EnvironmentTestKit", "JSONText", "PaintCore",
      "StrokeProgram", "ImageFiles", "ProcessTesting", "TilesExample", "spiral-env", "spiral-agent",
    ], path: "Tests/ForeignBackendsTests"),
  .executableTarget(
    name: "train-classifier", dependencies: ["Datasets", "Evaluation", "ImageFiles", "PaintCore"],
    path: "Tests/Support/train-classifier"),
  .testTarget(
    name: "EvaluationTests",
    dependencies: [
      "Datasets", "Evaluation", "ImageFiles", "NeuralNet", "PaintCore", "TensorKernels",
    ],
    path: "Tests/EvaluationTests"),
  .testTarget(
    name: "DiscriminatorTests",
    dependencies: [
      "Discriminator", "Datasets", "ImageFiles", "WireProtocol", "NeuralNet", "TensorKernels",
      "PaintCore", "JSONText",
    ], path: "Tests/DiscriminatorTests"),
  .testTarget(
    name: "LiveViewTests",
    dependencies: [
      "LiveView", "WireProtocol", "EnvironmentAPI", "EnvironmentClient", "EnvironmentTestKit",
      "ProcessTesting", "ImageFiles", "StrokeProgram", "PaintCore", "JSONText", "Brush", "Scene3D",
      "Plotter", "spiral-env",
    ], path: "Tests/LiveViewTests"),
  .testTarget(name: "LearningTests", dependencies: ["Learning"], path: "Tests/LearningTests"),
  .testTarget(name: "JSONTextTests", dependencies: ["JSONText"], path: "Tests/JSONTextTests"),
  .testTarget(
    name: "WireProtocolTests",
    dependencies: [
      "WireProtocol", "EnvironmentAPI", "EnvironmentTestKit", "JSONText", "PaintCore",
      "StrokeProgram",
    ], path: "Tests/WireProtocolTests"),
  .testTarget(name: "PaintCoreTests", dependencies: ["PaintCore"], path: "Tests/PaintCoreTests"),
  .testTarget(
    name: "ImageFilesTests", dependencies: ["TestMaterial", "ImageFiles", "PaintCore"],
    path: "Tests/ImageFilesTests"),
  .testTarget(
    name: "DatasetsTests", dependencies: ["TestMaterial", "Datasets", "ImageFiles", "PaintCore"],
    path: "Tests/DatasetsTests"),
  .testTarget(
    name: "SceneDatasetTests",
    dependencies: ["SceneDataset", "ImageFiles", "JSONText", "PaintCore", "Scene3D"],
    path: "Tests/SceneDatasetTests"),
  .testTarget(
    name: "TrainingLogTests", dependencies: ["TrainingLog"], path: "Tests/TrainingLogTests"),
  .testTarget(
    name: "BrushTests",
    dependencies: [
      "Brush", "EnvironmentAPI", "EnvironmentTestKit", "StrokeProgram", "JSONText", "PaintCore",
      "CSIMD", "CZlib",
    ],
    path: "Tests/BrushTests"),
  .testTarget(
    name: "Scene3DTests",
    dependencies: [
      "TestMaterial", "Scene3D", "EnvironmentAPI", "EnvironmentTestKit", "StrokeProgram",
      "JSONText", "PaintCore",
    ],
    path: "Tests/Scene3DTests"),
  .testTarget(
    name: "NoopTests",
    dependencies: ["Noop", "EnvironmentAPI", "EnvironmentTestKit", "StrokeProgram"],
    path: "Tests/NoopTests"),
  .testTarget(
    name: "PlotterTests",
    dependencies: [
      "Plotter", "EnvironmentAPI", "EnvironmentTestKit", "StrokeProgram", "JSONText", "PaintCore",
    ],
    path: "Tests/PlotterTests"),
]

// MARK: The package

let package = Package(
  name: "spiral",
  products: [
    .executable(name: "spiral-env", targets: ["spiral-env"]),
    .executable(name: "spiral-agent", targets: ["spiral-agent"]),
    .executable(name: "spiral-discriminator", targets: ["spiral-discriminator"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
  ],
  targets: shims + libraries + backends + programs + tests,
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
  target.cSettings = cSettings + (target.cSettings ?? [])
  if !shims.contains(where: { $0 === target }) { target.swiftSettings = swiftSettings }
}
