import EnvironmentAPI
import EnvironmentClient
import EnvironmentTestKit
import NeuralNet
import PaintCore
import StrokeProgram
import TensorKernels
import WireProtocol

@testable import Agent

/// A session with the toy engine of ``stampConfiguration(steps:ends:reward:)``, all in this process.
func stampSession(
  laneCount: Int, steps: Int, reward: String = "l2"
) throws -> (wire: WireClient, description: EnvironmentDescription) {
  let wire = WireClient(
    SessionExchange(
      SessionConfiguration(
        catalog: [StampBackend()], backendName: "stamp",
        options: ["canvas": "16", "grid": "8", "episodeLength": "\(steps)"],
        serverVersion: "1", encodePNG: { _ in [] })))
  let description = try wire.initialize(
    name: "test", version: "1",
    environment: EnvironmentRequest(
      laneCount: laneCount, autoreset: .disabled, options: ["reward": .string(reward)]),
    maximumLineBytes: 1 << 24)
  return (wire, description)
}

/// The file of a small untrained policy for the toy engine.
func stampPolicyFile(
  hasTarget: Bool, steps: Int = 3, noise: Int = 0, seed: UInt64 = 1
) throws -> SafetensorsFile {
  var configuration = PolicyConfiguration()
  configuration.side = 16
  configuration.channels = [4, 8]
  configuration.width = 16
  configuration.noise = noise
  configuration.maximumSteps = steps
  configuration.hasTarget = hasTarget
  let space = try stampConfiguration(steps: steps).engine.action
  let sequence = try DecisionSequence(space)
  let network = PolicyNetwork(
    PolicyInputLayout(configuration: configuration, places: sequence.places, canvasSide: 16),
    sequence)
  var stream = RandomStream(key: seed, stream: 9)
  var file = PolicyFile.make(
    network, ParameterSet(network.parameters, using: &stream), notes: [:])
  // a policy that mostly lifts the pen would leave nothing to compare
  for index in file.tensors.indices
  where file.tensors[index].name == "policy.decision.flag.logits.bias" {
    file.tensors[index].tensor = Tensor([-9, 9], shape: file.tensors[index].tensor.shape)
  }
  return file
}

/// Different targets for the toy engine, one after the other: a dark bar at another place each.
func barTargets(_ count: Int) -> [[UInt8]] {
  (0..<count).map { bar in
    (0..<256).map { $0 / 16 >= bar * 2 && $0 / 16 < bar * 2 + 3 ? 10 : 255 }
  }
}
