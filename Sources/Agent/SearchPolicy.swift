import EnvironmentAPI
import PaintCore

/// Paints by search: it builds a program a few actions at a time and improves what is there.
///
/// How much is tried is counted in evaluated actions, never in seconds, so that the same seed gives
/// the same painting on every machine. It stops earlier when nothing helps any more.
public struct SearchPolicy: PaintingPolicy {
  /// How many actions are evaluated at most; nil chooses by the number of steps.
  public var budget: Int?

  /// Makes the policy.
  public init(budget: Int? = nil) {
    self.budget = budget
  }

  /// The budget for a program of so many steps. An engine with 30,000 strokes per second on each of
  /// two cores needs 4 s for 8 steps and 36 s for 200.
  static func defaultBudget(steps: Int) -> Int { 150_000 + 10_000 * steps }

  /// Paints the program that earns the most among those it tried; no more than `steps` actions, and
  /// none that earns nothing.
  public func paint(
    _ client: any PaintingClient, steps: Int, seed: UInt64, target: [UInt8]?,
    progress: @escaping (Double) -> Void
  ) throws -> Painting {
    let steps = min(steps, client.specification.maximumSteps)
    let meter = SearchMeter(
      budget: max(1, budget ?? Self.defaultBudget(steps: steps)), progress: progress)
    let task = SearchTask(client: client, steps: steps, seed: seed, target: target, meter: meter)
    var search = PaintingSearch(task)
    let program = try search.paint()
    meter.finish()
    return try client.perform(
      ActionTable(width: client.specification.action.width, numbers: program), seed: seed,
      target: target)
  }
}

/// What is searched for, and where.
struct SearchTask {
  let client: any PaintingClient
  /// The most actions of the program.
  let steps: Int
  let seed: UInt64
  let target: [UInt8]?
  let meter: SearchMeter
}

/// Counts the evaluated actions and tells how much of the budget they are.
final class SearchMeter {
  let budget: Int
  private(set) var spent = 0
  private let progress: (Double) -> Void

  init(budget: Int, progress: @escaping (Double) -> Void) {
    self.budget = budget
    self.progress = progress
  }

  /// What is left, at least 0.
  var rest: Int { max(0, budget - spent) }

  func add(_ count: Int) {
    spent += count
    progress(min(1, Double(spent) / Double(budget)))
  }

  func finish() { progress(1) }
}
