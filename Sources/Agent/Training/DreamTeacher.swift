import EnvironmentAPI
import NeuralNet
import PaintCore

/// Teaches copying by dreams: a policy that invents pictures paints, and the student, shown such a
/// picture as its target, learns to do what was done. Programs come for free with their pictures, and
/// look like what is to be copied, which random programs do not (the sleep phase of Hinton, Dayan,
/// Frey and Neal, "The wake-sleep algorithm", 1995).
struct DreamTeacher {
  private let dreamer: RolloutCollector

  /// Reads the policy that dreams.
  ///
  /// - Throws: When the file is no policy, one for another environment, or one that needs a target.
  init(_ file: SafetensorsFile, for specification: PaintingSpecification, shardCount: Int) throws {
    let (network, parameters) = try PolicyFile.open(file, for: specification)
    guard !network.layout.configuration.hasTarget else {
      throw PolicyFileError(
        place: "the policy that dreams", expected: "one that invents pictures",
        got: "one that copies them")
    }
    dreamer = RolloutCollector(
      network: network, shards: DataParallel(parameters, shards: shardCount))
  }

  /// Dreams one picture per lane and returns the episodes as the student would have lived them.
  func dream(
    in lanes: LaneGroup, for student: RolloutCollector, random: inout RandomStream
  ) throws -> Rollout {
    let stepCount = min(
      dreamer.network.layout.configuration.maximumSteps,
      student.network.layout.configuration.maximumSteps)
    var rollout = try dreamer.collect(
      from: lanes, stepCount: stepCount, targets: nil, random: &random)
    // The two may decide places differently.
    let (theirs, ours) = (dreamer.network.sequence, student.network.sequence)
    rollout.choices = rollout.choices.map { $0.map { ours.choices(of: theirs.action(of: $0)) } }
    let noiseCount = rollout.episodeCount * student.network.layout.configuration.noise
    rollout.inputs = student.inputs(
      of: rollout, targets: rollout.canvases[stepCount],
      noise: (0..<noiseCount).map { _ in random.normal() })
    return rollout
  }
}

extension RolloutCollector {
  /// Returns what this policy would have seen at each step of a rollout with these targets and this
  /// noise, lane after lane.
  func inputs(of rollout: Rollout, targets: [UInt8], noise: [Float]) -> [PolicyInput] {
    let count = rollout.episodeCount
    let targetPlanes = network.layout.pooled(targets, count: count)
    var previous: [[Double]]?
    return (0..<rollout.stepCount).map { step in
      defer { previous = rollout.choices[step].map { network.sequence.action(of: $0) } }
      return input(
        rollout.canvases[step], count, targetPlanes: targetPlanes, previous: previous, step: step,
        noise: noise)
    }
  }
}
