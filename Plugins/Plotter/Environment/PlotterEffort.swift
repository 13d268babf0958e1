import EnvironmentAPI

/// What an episode has taken so far.
struct PlotterEffort: Equatable {
  /// s.
  var time = 0.0
  /// mm, on the paper and above it.
  var distance = 0.0
  /// mm on the paper.
  var drawn = 0.0
  /// How many times the pen was lifted.
  var lifts = 0.0
  /// mm^2 of paper covered.
  var ink = 0.0
  /// mm of the way that was asked for out of reach.
  var clipped = 0.0

  /// In the order of `ConfiguredPlotter.info`.
  var numbers: [Double] { [time, distance, drawn, lifts, ink, clipped] }

  /// What it costs beyond an earlier effort.
  func cost(since earlier: PlotterEffort, _ costs: PlotterOptions.Costs) -> Double {
    costs.time * (time - earlier.time) + costs.lifts * (lifts - earlier.lifts)
      + costs.ink * (ink - earlier.ink) + costs.distance * (distance - earlier.distance)
  }

  func save(into writer: inout StateWriter) { for number in numbers { writer.write(number) } }

  init() {}

  init(from reader: inout StateReader) throws(EnvironmentError) {
    time = try reader.readDouble()
    distance = try reader.readDouble()
    drawn = try reader.readDouble()
    lifts = try reader.readDouble()
    ink = try reader.readDouble()
    clipped = try reader.readDouble()
    guard numbers.allSatisfy((0...1e12).contains) else {
      throw reader.damaged("efforts in 0...1e12", "\(numbers)")
    }
  }
}
