import EnvironmentAPI
import EnvironmentClient
import Foundation
import ImageFiles
import NeuralNet
import PaintCore
import ProcessTesting
import StrokeProgram
import TensorKernels
import TestMaterial
import Testing
import WireProtocol

@testable import Agent

/// Files for evaluations: `digits` (20 pictures in the IDX format), `few` (4 of them), `labels`,
/// `words.txt`, and the untrained policies `copies`, `invents` and `half` (cut off).
struct EvaluationMaterial {
  private let digits: [[UInt8]]
  private var files: [String: [UInt8]] = [:]

  private static let side = 28

  init() throws {
    digits = (0..<20).map(Self.digit)
    files["digits"] = Self.header(3, [20, 28, 28]) + digits.joined()
    files["few"] = Self.header(3, [4, 28, 28]) + digits[..<4].joined()
    files["labels"] = Self.header(1, [20]) + (0..<20).map { UInt8($0 % 10) }
    files["words.txt"] = Array("neither pictures nor weights\n".utf8)
    let space = try Self.actions()
    let copies = try Self.policy(space, hasTarget: true)
    files["copies.safetensors"] = copies
    files["half.safetensors"] = Array(copies[..<(copies.count / 2)])
    files["invents.safetensors"] = try Self.policy(space, hasTarget: false)
  }

  /// Calls `body` with the path of a folder with the files, which is removed afterwards.
  func withFolder<Value>(_ body: (String) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, bytes) in files { try FileBytes.write(bytes, to: "\(folder.path)/\(name)") }
    return try body(folder.path)
  }

  /// Picture `index` as a canvas of 64x64 should show it.
  func target(_ index: Int) throws -> PixelImage {
    try PixelImage(width: Self.side, height: Self.side, channels: 1, pixels: digits[index])
      .inverted.resized(toWidth: 64, height: 64)
  }

  // MARK: Pictures

  /// White ink on black: a slanted bar and a level one, in other places for each index.
  private static func digit(_ index: Int) -> [UInt8] {
    (0..<(side * side)).map { pixel in
      let (row, column) = (pixel / side, pixel % side)
      let isSlanted = abs(column - 8 - (row + index) % 9) < 2 && (5..<23).contains(row)
      let isLevel = row == 6 + index % 11 && (6..<20).contains(column)
      return isSlanted || isLevel ? UInt8(255 - 5 * index) : 0
    }
  }

  /// The header of an IDX file of bytes.
  private static func header(_ dimensions: UInt8, _ sizes: [Int]) -> [UInt8] {
    [0, 0, 8, dimensions] + sizes.flatMap { [0, 0, UInt8($0 / 256), UInt8($0 % 256)] }
  }

  // MARK: Policies

  /// What the brush engine says of its actions.
  private static func actions() throws -> ActionSpace {
    let channel = try WireConnector(
      command: [
        programFolder + "/spiral-env", "--backend", "brush", "--option", "color=false",
      ], wire: .automatic, maximumLineBytes: 1 << 24
    ).connect()
    let wire = WireClient(channel)
    let description = try wire.initialize(
      name: "test", version: "1", environment: EnvironmentRequest(laneCount: 1),
      maximumLineBytes: 1 << 24)
    try wire.shutdown()
    channel.close()
    channel.child?.finish()
    return description.action
  }

  /// A small policy that has learned nothing: three steps on a canvas of 64x64.
  private static func policy(_ space: ActionSpace, hasTarget: Bool) throws -> [UInt8] {
    var configuration = PolicyConfiguration()
    configuration.side = 16
    configuration.channels = [4, 8]
    configuration.width = 24
    configuration.noise = 0
    configuration.maximumSteps = 3
    configuration.hasTarget = hasTarget
    let sequence = try DecisionSequence(space)
    let network = PolicyNetwork(
      PolicyInputLayout(configuration: configuration, places: sequence.places, canvasSide: 64),
      sequence)
    var stream = RandomStream(key: 5, stream: 5)
    var file = PolicyFile.make(
      network, ParameterSet(network.parameters, using: &stream), notes: [:])
    // a policy that mostly lifts the pen would leave nothing to measure
    let index = try #require(
      file.tensors.firstIndex { $0.name == "policy.decision.flag.logits.bias" })
    file.tensors[index].tensor = Tensor([-9, 9], shape: file.tensors[index].tensor.shape)
    return file.encoded()
  }
}
