import EnvironmentAPI
import PaintCore

/// Paints what another policy proposes, improved by trying changes of it.
///
/// It starts from the best of a few proposals and anneals from there. How much is tried is counted
/// in programs, so that the same seed gives the same painting on every machine.
public struct RefinedPolicy: PaintingPolicy {
  private let surest: any PaintingPolicy
  private let sampling: any PaintingPolicy
  private let programCount: Int

  /// The most proposals; sampling one costs as much time as evaluating about a hundred programs.
  static let proposalLimit = 4

  /// Makes the policy.
  ///
  /// - Parameters:
  ///   - surest: What is proposed first: the most probable program.
  ///   - sampling: What is proposed then, each time with another seed.
  ///   - programCount: How many programs are evaluated at most, proposals included.
  /// - Precondition: `programCount` is positive.
  public init(surest: any PaintingPolicy, sampling: any PaintingPolicy, programCount: Int) {
    precondition(programCount > 0, "\(programCount) programs")
    self.surest = surest
    self.sampling = sampling
    self.programCount = programCount
  }

  /// Paints the program that earns the most among those it tried: never less than the first
  /// proposal does.
  public func paint(
    _ client: any PaintingClient, steps: Int, seed: UInt64, target: [UInt8]?,
    progress: @escaping (Double) -> Void
  ) throws -> Painting {
    let proposals = try self.proposals(client, steps: steps, seed: seed, target: target)
    let task = SearchTask(
      client: client, steps: steps, seed: seed, target: target,
      meter: SearchMeter(budget: .max) { _ in })
    var search = PaintingSearch(task)
    let incumbent = try search.makeIncumbent()
    try search.adoptBest(of: proposals, incumbent)
    try search.refine(incumbent, programCount: programCount - proposals.count) {
      progress($0)
    }
    progress(1)
    return try client.perform(
      ActionTable(width: incumbent.width, numbers: incumbent.numbers), seed: seed, target: target)
  }

  /// The scalars of the proposed programs, the most probable one first.
  private func proposals(
    _ client: any PaintingClient, steps: Int, seed: UInt64, target: [UInt8]?
  ) throws -> [[Double]] {
    var random = RandomStream(key: seed, stream: PolicyStream.refinement)
    return try (0..<min(Self.proposalLimit, programCount)).map { index in
      let policy = index == 0 ? surest : sampling
      return try policy.paint(
        client, steps: steps, seed: index == 0 ? seed : random.next(), target: target,
        progress: { _ in }
      ).actions.numbers
    }
  }
}

extension PaintingSearch {
  /// Puts the program that earns the most into an empty incumbent, the first among equals.
  mutating func adoptBest(of programs: [[Double]], _ incumbent: Incumbent) throws {
    incumbent.leave()
    var best: (program: [Double], value: Double, length: Int)?
    for program in programs where !program.isEmpty {
      let result = try incumbent.evaluate(program, count: 1, from: 0)
      if let best, best.value >= result.values[0] { continue }
      best = (program, result.values[0], result.lengths[0])
    }
    guard let best else { return }
    incumbent.replace(from: 0, with: best.program, length: best.length, value: best.value)
  }

  /// Improves a whole program with so many evaluated ones.
  ///
  /// - Parameter progress: Called with the finished share, `0...1`.
  mutating func refine(
    _ incumbent: Incumbent, programCount: Int, progress: (Double) -> Void
  ) throws {
    guard incumbent.count > 0, programCount > 0 else { return }
    let scale = max(incumbent.value, 1e-9)
    let annealing = Annealing(
      startTemperature: Refinement.warmth * scale, endTemperature: Refinement.chill * scale,
      budget: programCount, patience: .max, batchSize: Refinement.batchSize)
    var spent = 0
    var step = 0
    while spent + Refinement.batchSize <= programCount,
      let temperature = annealing.temperature(spent: spent)
    {
      let batch = spent / Refinement.batchSize
      // the map of errors is only a hint, so it may be a little out of date
      if batch % Refinement.batchesPerLook == 0 { lookAt(try incumbent.finalCanvas()) }
      // moving from step to step costs requests
      if batch % Refinement.batchesPerStep == 0 || step >= incumbent.count {
        step = proposer.random.integer(below: incumbent.count)
      }
      _ = try annealing.tryBatch(incumbent, at: step, temperature, &proposer, task.meter)
      spent += Refinement.batchSize
      progress(Double(spent) / Double(programCount))
    }
    annealing.keepBest(incumbent)
  }
}

/// How a proposal is annealed: what worked best on digits in 8 steps with 10,000 programs, among
/// temperatures from a tenth to ten times as high.
private enum Refinement {
  /// The temperatures, relative to what the proposal earns.
  static let warmth = 0.01
  static let chill = 0.0002
  /// Programs per request.
  static let batchSize = 8
  /// Requests before another step is changed.
  static let batchesPerStep = 4
  /// Requests before the errors are mapped again.
  static let batchesPerLook = 64
}
