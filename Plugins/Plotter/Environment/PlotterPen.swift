import EnvironmentAPI
import StrokeProgram

/// What the environment remembers of the pen between actions: what it was told, not what drives
/// with play made of it.
struct PlotterPen: Equatable {
  /// Where it is, in parts of the page.
  var place: SIMD2<Double>
  /// The joints there, or at the nearest point in reach.
  var joints: SIMD2<Double>
  /// The pressure at the end of the last line.
  var pressure: Double
  /// Whether it is down.
  var isDown = false
  /// The pen in the holder, an index into the option `sizes`.
  var size = 0
  /// Its ink.
  var color = StrokeColor.black

  /// A lifted pen at the upper left corner of the page.
  init(_ plotter: ConfiguredPlotter) {
    place = .zero
    joints = .zero
    pressure = plotter.grammar.restingPressure
    joints = plotter.joints(at: .zero)
    if plotter.options.grammar == .joint { place = plotter.place(of: joints) }
  }

  /// The pressure with which an action's line starts.
  func startPressure(of action: PlotterGrammar.Action) -> Double {
    isDown ? pressure : action.pressure
  }

  /// Whether the pen in the holder is the one that an action draws with.
  func fits(_ action: PlotterGrammar.Action) -> Bool {
    size == action.size && color == action.color
  }

  /// Remembers an action.
  mutating func follow(_ action: PlotterGrammar.Action, of plotter: ConfiguredPlotter) {
    isDown = action.draws
    if action.draws {
      pressure = action.pressure
      size = action.size
      color = action.color
    }
    switch action.goal {
    case .curve(_, let end):
      place = end
      joints = plotter.joints(at: end)
    case .joints(let parts):
      joints = plotter.square.joints(atParts: parts)
      place = plotter.place(of: joints)
    }
  }

  func save(into writer: inout StateWriter) {
    for number in [place.x, place.y, pressure, color.red, color.green, color.blue] {
      writer.write(number)
    }
    writer.write(isDown)
    writer.write(Int64(size))
    writer.write(joints.x)
    writer.write(joints.y)
  }

  init(from reader: inout StateReader, of plotter: ConfiguredPlotter) throws(EnvironmentError) {
    place = SIMD2(try reader.readDouble(), try reader.readDouble())
    pressure = try reader.readDouble()
    color = StrokeColor(
      red: try reader.readDouble(), green: try reader.readDouble(), blue: try reader.readDouble())
    isDown = try reader.readBool()
    let savedSize: Int64 = try reader.read()
    size = Int(truncatingIfNeeded: savedSize)
    joints = SIMD2(try reader.readDouble(), try reader.readDouble())
    let parts = [pressure, color.red, color.green, color.blue]
    guard parts.allSatisfy((0...1).contains), plotter.options.sizes.indices.contains(size),
      isWithinReach(of: plotter)
    else { throw reader.damaged("a pen on the page", "one at \(place), pressure \(pressure)") }
  }

  /// Whether actions can bring the pen here: from farther away, one action would take years.
  private func isWithinReach(of plotter: ConfiguredPlotter) -> Bool {
    guard [place.x, place.y, joints.x, joints.y].allSatisfy({ abs($0) < 1e6 }) else { return false }
    guard plotter.options.grammar == .joint else {
      return (0...1).contains(place.x) && (0...1).contains(place.y)
    }
    let start = plotter.joints(at: .zero)
    let square = plotter.square
    return (0..<2).allSatisfy { axis in
      let low = min(square.lowestJoints[axis], start[axis])
      let high = max(square.highestJoints[axis], start[axis])
      // A library of functions of angles may round otherwise than the one that saved.
      return (low - 1e-6...high + 1e-6).contains(joints[axis])
    }
  }
}

extension ConfiguredPlotter {
  /// The joints at a place in parts of the page, or at the nearest point in reach.
  func joints(at place: SIMD2<Double>) -> SIMD2<Double> {
    let point = square.place(place)
    if let joints = kinematics.joints(at: point, elbow: square.elbow) { return joints }
    switch kinematics.reach(reachable(point)) {
    case .reachable(let joints): return joints
    case .unreachable: return square.lowestJoints
    }
  }

  /// The point of the machine's page that the pen goes to when it is told to go to `point`.
  func reachable(_ point: DrawingPoint) -> DrawingPoint {
    if kinematics.joints(at: point, elbow: square.elbow) != nil { return point }
    guard case .unreachable(let fault) = kinematics.reach(point) else { return point }
    return fault.nearest ?? kinematics.profile.park
  }

  /// The place, in parts of the page, of joints; the page's corner where they cannot meet.
  func place(of joints: SIMD2<Double>) -> SIMD2<Double> {
    let point = kinematics.position(of: joints)
    return point.x.isFinite && point.y.isFinite ? square.part(point) : .zero
  }
}
