import EnvironmentAPI
import EnvironmentClient
import Foundation
import NeuralNet
import PaintCore
import TensorKernels
import Testing

@testable import Agent

@Suite struct PolicyFileTests {
  private func specification(_ setup: PolicySetup) -> PaintingSpecification {
    PaintingSpecification(
      action: setup.description.action, canvasShape: setup.description.canvasShape,
      maximumSteps: 3)
  }

  @Test(arguments: PolicyVariant.all)
  func `a policy from a file acts in a client as it did in lanes`(variant: PolicyVariant) throws {
    let setup = try PolicySetup(variant, noise: 0)
    let rollout = try setup.rollout(greedy: true)
    let file = PolicyFile.make(setup.network, setup.shards.parameters, notes: [:])
    let client = try LocalPaintingClient(stampConfiguration(steps: 3, reward: "none"))
    var policy = try LearnedPolicy(
      SafetensorsFile(file.tensors, metadata: file.metadata), for: client.specification)
    policy.temperature = 0
    let painting = try policy.paint(client, steps: 3, seed: 1, target: nil) { _ in }
    let expected = rollout.choices.flatMap { setup.network.sequence.action(of: $0[0]) }
    #expect(painting.actions.numbers == expected)
  }

  @Test(arguments: PolicyVariant.all)
  func `a file keeps the kind of network`(variant: PolicyVariant) throws {
    let setup = try PolicySetup(variant)
    let file = PolicyFile.make(setup.network, setup.shards.parameters, notes: ["seed": "1"])
    let (network, parameters) = try PolicyFile.open(file, for: specification(setup))
    #expect(network.layout.configuration == setup.network.layout.configuration)
    #expect(parameters.weights.scalars == setup.shards.parameters.weights.scalars)
    #expect(file.metadata["seed"] == "1")
  }

  @Test func `a file that names no kind is of the first kind`() throws {
    let setup = try PolicySetup()
    var metadata = PolicyFile.make(setup.network, setup.shards.parameters, notes: [:]).metadata
    metadata["core"] = nil
    metadata["placeHead"] = nil
    let configuration = try PolicyConfiguration(metadata: metadata)
    #expect(configuration == setup.network.layout.configuration)
  }

  @Test(arguments: ["core", "placeHead"]) func `an unknown kind is refused`(name: String) throws {
    let setup = try PolicySetup()
    var metadata = PolicyFile.make(setup.network, setup.shards.parameters, notes: [:]).metadata
    metadata[name] = "quantum"
    let error = #expect(throws: PolicyFileError.self) {
      _ = try PolicyConfiguration(metadata: metadata)
    }
    #expect(error?.place == name && error?.got == "quantum")
  }

  @Test func `the policy that ships still chooses what it did`() throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/spiral-agent/Policies/mnist-generate.safetensors")
      .standardized
    let file = try SafetensorsFile(parsing: [UInt8](Data(contentsOf: url)))
    let (network, parameters) = try PolicyFile.open(
      file,
      for: PaintingSpecification(action: brushActions, canvasShape: [64, 64, 1], maximumSteps: 8))
    let layout = network.layout
    var input = layout.emptyInput(count: 1)
    let noise = (0..<16).map { Float($0) / 16 - 0.5 }
    let blank = layout.pooled([UInt8](repeating: 255, count: 64 * 64), count: 1)
    layout.fill(
      0, of: &input, canvas: blank[...], target: nil, action: nil, step: 0,
      noise: noise[...])
    let scope = ParameterScope(parameters, isTraining: false)
    let decided = network.decide(network.features(input, in: scope), in: scope) {
      $1.mostProbable()
    }
    #expect(decided.choices == [[0, 22, 11, 7, 31, 3, 0]])
    #expect(abs(decided.logProbabilities[0] + 1.4446) < 1e-3)
  }
}
