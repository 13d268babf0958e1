import EnvironmentAPI
import EnvironmentClient
import EnvironmentTestKit
import NeuralNet
import PaintCore
import TensorKernels
import Testing
import WireProtocol

@testable import Agent

@Suite struct DreamTeacherTests {
  /// Lanes of the toy engine, a policy that invents and one that copies.
  private struct Setup {
    let lanes: LaneGroup
    let specification: PaintingSpecification
    let dreamer: SafetensorsFile
    let student: RolloutCollector

    init(dreamsTarget: Bool = false, studentNoise: Int = 0) throws {
      let client = WireClient(
        SessionExchange(
          SessionConfiguration(
            catalog: [StampBackend()], backendName: "stamp",
            options: ["canvas": "16", "episodeLength": "3"], serverVersion: "1",
            encodePNG: { _ in [] })))
      let description = try client.initialize(
        name: "test", version: "1",
        environment: EnvironmentRequest(laneCount: 6, autoreset: .disabled),
        maximumLineBytes: 1 << 24)
      lanes = LaneGroup(client, description: description, seed: 4)
      specification = PaintingSpecification(
        action: description.action, canvasShape: description.canvasShape, maximumSteps: 3)
      let sequence = try DecisionSequence(description.action)
      func policy(_ hasTarget: Bool) -> RolloutCollector {
        var configuration = PolicyConfiguration()
        configuration.side = 16
        configuration.channels = [4, 8]
        configuration.width = 24
        configuration.noise = hasTarget ? studentNoise : 4
        configuration.hasTarget = hasTarget
        configuration.maximumSteps = 3
        let network = PolicyNetwork(
          PolicyInputLayout(
            configuration: configuration, places: sequence.places, canvasSide: 16), sequence)
        var random = RandomStream(key: 3, stream: 9)
        let parameters = ParameterSet(network.parameters, using: &random)
        return RolloutCollector(network: network, shards: DataParallel(parameters, shards: 2))
      }
      let invents = policy(dreamsTarget)
      dreamer = PolicyFile.make(invents.network, invents.shards.parameters, notes: [:])
      student = policy(true)
    }

    func teacher() throws -> DreamTeacher {
      try DreamTeacher(dreamer, for: specification, shardCount: 2)
    }
  }

  @Test func `a dream is what the student would live if it painted that picture`() throws {
    let setup = try Setup()
    var random = RandomStream(key: 1, stream: 0)
    let seed = setup.lanes.nextSeed
    let dream = try setup.teacher().dream(in: setup.lanes, for: setup.student, random: &random)
    #expect(Set(dream.choices[0]).count > 1)

    // Perform the dreamt actions again, in episodes with the same seeds and the picture as target.
    setup.lanes.nextSeed = seed
    let layout = setup.student.network.layout
    let target = dream.canvases[3]
    var canvases = try setup.lanes.reset(targets: target)
    var previous: [[Double]]?
    for step in 0..<3 {
      var expected = layout.emptyInput(count: 6)
      let (pooled, goal) = (layout.pooled(canvases, count: 6), layout.pooled(target, count: 6))
      for row in 0..<6 {
        let range = row * 256..<(row + 1) * 256
        layout.fill(
          row, of: &expected, canvas: pooled[range], target: goal[range],
          action: previous.map { $0[row][...] }, step: step, noise: [])
      }
      #expect(dream.inputs[step].planes == expected.planes)
      #expect(dream.inputs[step].vectors == expected.vectors)
      let actions = dream.choices[step].map { setup.student.network.sequence.action(of: $0) }
      canvases = try setup.lanes.step(
        ActionTable(width: actions[0].count, numbers: actions.flatMap { $0 })
      ).canvases
      previous = actions
    }
    #expect(canvases == target)
  }

  @Test func `imitation makes dreams more probable`() throws {
    let setup = try Setup()
    let teacher = try setup.teacher()
    var random = RandomStream(key: 2, stream: 0)
    let imitation = Imitation(
      network: setup.student.network, shards: setup.student.shards,
      optimizer: Adam(weightCount: setup.student.shards.parameters.weights.count), minibatch: 9,
      gradientNorm: 1)
    let dream = try teacher.dream(in: setup.lanes, for: setup.student, random: &random)
    let first = imitation.update(with: dream, learningRate: 3e-3, random: &random)
    var last = first
    for _ in 0..<30 { last = imitation.update(with: dream, learningRate: 3e-3, random: &random) }
    #expect(last < 0.5 * first)
  }

  @Test func `a student with noise dreams too, each lane with noise of its own`() throws {
    let setup = try Setup(studentNoise: 2)
    var random = RandomStream(key: 1, stream: 0)
    let dream = try setup.teacher().dream(in: setup.lanes, for: setup.student, random: &random)
    let width = setup.student.network.layout.vectorWidth
    let noise = (0..<6).map {
      Array(dream.inputs[0].vectors[($0 * width)..<(($0 + 1) * width)].suffix(2))
    }
    #expect(Set(noise).count == 6)
    #expect(dream.inputs[2].vectors.suffix(2) == noise[5][...])
  }

  @Test func `a policy that copies is refused as a dreamer`() throws {
    let setup = try Setup(dreamsTarget: true)
    #expect(throws: PolicyFileError.self) { try setup.teacher() }
  }
}
