public import StrokeProgram

/// What is done to a drawing so that it is plotted sooner and looks the same.
public struct DrawingOptimizer: Sendable, Equatable {
  /// What becomes of the order of the pens.
  public enum PenOrder: String, CaseIterable, Sendable {
    /// Paths change places only within a run of one layer and colour.
    case kept
    /// All paths of a layer and colour come together, in the order in which those first appear.
    case gathered
    /// Paths change places freely.
    case free
  }

  /// What becomes of the order of the pens.
  public var penOrder = PenOrder.kept
  /// Whether lines drawn twice are drawn once.
  public var dropsDuplicates = true
  /// How far ends of paths may be apart to be joined, mm; nil joins none.
  public var mergeTolerance: Double? = 0.05
  /// How far corners may be from the line to be left out, mm; nil leaves out none.
  public var simplificationTolerance: Double? = 0.01
  /// Whether paths are sorted and turned round.
  public var sorts = true
  /// Where the pen is before the first path, mm.
  public var home = DrawingPoint.zero

  /// An optimizer with the usual tolerances.
  ///
  /// - Parameters:
  ///   - penOrder: What becomes of the order of the pens.
  ///   - home: Where the pen is before the first path, mm.
  public init(penOrder: PenOrder = .kept, home: DrawingPoint = .zero) {
    self.penOrder = penOrder
    self.home = home
  }

  /// What was gained.
  public struct Report: Sendable, Equatable {
    /// The number of paths before and after.
    public var pathCounts: (before: Int, after: Int)
    /// The way of the raised pen before and after, from home on, mm.
    public var penUpDistances: (before: Double, after: Double)

    /// Whether all figures are equal.
    public static func == (first: Report, second: Report) -> Bool {
      first.pathCounts == second.pathCounts && first.penUpDistances == second.penUpDistances
    }
  }

  /// Returns the drawing in a better order; the way of the raised pen never becomes longer.
  public func optimize(_ drawing: Drawing) -> (drawing: Drawing, report: Report) {
    var result = drawing
    let runs = runs(of: drawing.paths)
    var place = home
    result.paths = []
    for run in runs {
      let paths = optimize(run, from: place)
      result.paths += paths
      place = paths.last?.end ?? place
    }
    let before = PathTour(drawing.paths, home: home).penUpDistance
    let after = PathTour(result.paths, home: home).penUpDistance
    if sorts, after > before {
      // A run that ends elsewhere can spoil the next one's beginning.
      result.paths = runs.flatMap { prepared($0) }
    }
    let final = PathTour(result.paths, home: home).penUpDistance
    return (
      result,
      Report(
        pathCounts: (drawing.paths.count, result.paths.count), penUpDistances: (before, final))
    )
  }

  private func prepared(_ paths: [DrawnPath]) -> [DrawnPath] {
    var paths = paths
    if dropsDuplicates { paths = paths.withoutDuplicates(tolerance: 0.01) }
    if let mergeTolerance { paths = PathMerging.merge(paths, tolerance: mergeTolerance) }
    if let simplificationTolerance {
      paths = paths.map { $0.simplified(tolerance: simplificationTolerance) }
    }
    return paths
  }

  private func optimize(_ paths: [DrawnPath], from place: DrawingPoint) -> [DrawnPath] {
    let paths = prepared(paths)
    guard sorts else { return paths }
    let given = PathTour(paths, home: place)
    var greedy = given
    greedy.goToNearest()
    let start = greedy.penUpDistance < given.penUpDistance ? greedy : given
    return TourImprovement.improve(start).visits.map { visit in
      let path = paths[Int(visit) / 2]
      return visit.isMultiple(of: 2) ? path : path.reversed
    }
  }

  /// Splits paths into those among which the order is free.
  private func runs(of paths: [DrawnPath]) -> [[DrawnPath]] {
    guard penOrder != .free else { return paths.isEmpty ? [] : [paths] }
    var runs: [[DrawnPath]] = []
    var runOfPen: [PenKey: Int] = [:]
    for path in paths {
      let key = PenKey(path)
      if penOrder == .gathered, let run = runOfPen[key] {
        runs[run].append(path)
      } else if penOrder == .kept, let last = runs.last?.first, PenKey(last) == key {
        runs[runs.count - 1].append(path)
      } else {
        runOfPen[key] = runs.count
        runs.append([path])
      }
    }
    return runs
  }

  /// What tells one pen from another.
  private struct PenKey: Hashable {
    var layer: Int
    var color: [Double]

    init(_ path: DrawnPath) {
      layer = path.layer
      color = [path.color.red, path.color.green, path.color.blue]
    }
  }
}
