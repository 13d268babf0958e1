public import EnvironmentAPI
import Foundation
import StrokeProgram

/// `--backend plotter`: a simulated plotter that draws with ink on paper.
public struct PlotterBackend: PaintingBackend {
  /// Makes the backend.
  public init() {}

  /// `plotter`.
  public let name = "plotter"
  /// The version of the engine.
  public let version = "1"
  /// What it is.
  public let summary = "a plotter arm and ink on paper: time, distance, lifts and ink count"
  /// The options; see the plugin's README.
  public let options = PlotterOptions.declarations

  /// Checks the options and reads the machine's profile.
  ///
  /// - Throws: `invalidOption` (a wrong value, a missing or broken profile).
  public func configure(_ options: OptionValues) throws(EnvironmentError) -> any ConfiguredBackend {
    let options = try PlotterOptions(options)
    return ConfiguredPlotter(options, try Self.machine(options.machine))
  }

  private static func machine(_ name: String) throws(EnvironmentError) -> MachineProfile {
    do {
      if let profile = try MachineLibrary.profile(named: name) { return profile }
      guard name.hasSuffix(".json") else {
        throw EnvironmentError.invalidOption(
          name: "machine",
          expected: "one of \(MachineLibrary.names.joined(separator: ", ")), or a .json profile",
          got: "\"\(name)\"")
      }
      guard let bytes = try? Data(contentsOf: URL(filePath: name)) else {
        throw EnvironmentError.invalidOption(
          name: "machine", expected: "a readable profile", got: "\(name), which cannot be read")
      }
      return try MachineProfile(json: [UInt8](bytes), name: name)
    } catch let error as EnvironmentError {
      throw error
    } catch {
      throw .invalidOption(name: "machine", expected: "a machine's profile", got: "\(error)")
    }
  }
}

/// The plotter backend with its options resolved and its machine ready.
struct ConfiguredPlotter: ConfiguredBackend {
  let options: PlotterOptions
  let kinematics: Kinematics
  let square: PageSquare
  let grammar: PlotterGrammar

  init(_ options: PlotterOptions, _ machine: MachineProfile) {
    self.options = options
    kinematics = Kinematics(machine)
    square = PageSquare(side: options.page, on: kinematics)
    grammar = PlotterGrammar(options)
  }

  private init(_ options: PlotterOptions, like other: ConfiguredPlotter) {
    self.options = options
    kinematics = other.kinematics
    square = other.square
    grammar = other.grammar
  }

  var action: ActionSpace { grammar.space }
  var counting: StepCounting { .actions }
  var background: StrokeColor? { options.background }

  var warnings: [String] {
    guard square.reachablePart < 1 else { return [] }
    let percent = Int((square.reachablePart * 100).rounded(.down))
    return [
      "\(kinematics.profile.name) reaches \(percent) % of a page of \(options.page) mm; beyond, the "
        + "pen leaves out what is drawn"
    ]
  }

  var hasCosts: Bool {
    let costs = options.costs
    return costs.time > 0 || costs.lifts > 0 || costs.ink > 0 || costs.distance > 0
  }

  var info: [InfoField] {
    [
      InfoField("time", doc: "s that the machine has moved in this episode"),
      InfoField("distance", doc: "mm that the pen has gone, on the paper and above it"),
      InfoField("drawn", doc: "mm of that on the paper"),
      InfoField("lifts", doc: "how many times the pen was lifted"),
      InfoField("ink", doc: "mm^2 of paper covered, overlaps counted"),
      InfoField("clipped", doc: "mm of the way that was asked for out of reach"),
    ]
  }

  var observation: [ObservationLeaf] {
    [
      ObservationLeaf(
        "canvas",
        .box(
          .uint8, shape: [options.canvas, options.canvas, options.channels], low: 0, high: 255),
        doc: "the paper, sRGB levels, rows from the top"),
      ObservationLeaf(
        "action_mask", .multiBinary(count: action.parts.count),
        doc: "which parts of the last action were used, in layout order"),
      ObservationLeaf(
        "pen", .box(.float32, shape: [2], low: 0, high: 1),
        doc: "x and y of the pen, in page widths"),
      ObservationLeaf(
        "joints", .box(.float32, shape: [2], low: 0, high: 1),
        doc: "the joints' positions, in parts of their ranges over the page"),
      ObservationLeaf(
        "tool", .box(.float32, shape: [3], low: 0, high: 1),
        doc: "whether the pen is down, its pressure, and the part of a filling left in it"),
    ]
  }

  func makeEnvironment() -> any PaintingEnvironment { PlotterEnvironment(self) }

  func resized(to pixels: Int) throws(EnvironmentError) -> any ConfiguredBackend {
    guard pixels >= 1 else {
      throw .invalidArgument(path: "size", expected: "at least 1 px", got: "\(pixels)")
    }
    guard pixels <= Self.largestSide else {
      throw .resourceLimit(what: "size", limit: "\(Self.largestSide) px", got: "\(pixels)")
    }
    var options = self.options
    options.sizes = options.sizes.map { $0 * Double(pixels) / Double(options.canvas) }
    options.canvas = pixels
    return ConfiguredPlotter(options, like: self)
  }

  /// The widest replay, px.
  private static let largestSide = 4096

  /// The pen of a size with an ink; a light touch is pale, as the brush's is.
  func pen(_ size: Int, _ color: StrokeColor) -> InkPen {
    var profile = kinematics.profile.pen
    profile.nib = options.nib(size)
    if let ink = options.ink { profile.ink = ink }
    return InkPen(profile: profile, color: color, lightFlow: 0)
  }

  // MARK: Strokes

  func strokes(of actions: ActionTable) -> [Stroke] {
    var pen = PlotterPen(self)
    return (0..<actions.rowCount).flatMap { row in
      let action = actions.withRow(row) { grammar.decode($0) }
      let start = pen
      pen.follow(action, of: self)
      return action.draws ? strokes(from: start, action) : []
    }
  }

  private func strokes(from pen: PlotterPen, _ action: PlotterGrammar.Action) -> [Stroke] {
    let width = self.pen(action.size, action.color).profile.width(
      pressure: (pen.startPressure(of: action) + action.pressure) / 2, speed: 0)
    func stroke(
      _ start: SIMD2<Double>, _ control: SIMD2<Double>, _ end: SIMD2<Double>, _ ends: Stroke.Ends
    ) -> Stroke {
      Stroke(
        start: PagePoint(x: start.x, y: start.y), control: PagePoint(x: control.x, y: control.y),
        end: PagePoint(x: end.x, y: end.y), width: width / options.page, color: action.color,
        pressure: ends)
    }
    let pressures = Stroke.Ends(start: pen.startPressure(of: action), end: action.pressure)
    switch action.goal {
    case .curve(let control, let end): return [stroke(pen.place, control, end, pressures)]
    case .joints(let parts):
      // A straight way in joint space is a curve on paper: pieces through its points.
      let way = self.way(from: pen, to: parts, pieces: 8)
      return zip(way, way.dropFirst()).map { start, end in
        stroke(start, (start + end) / 2, end, Stroke.Ends(start: 1, end: 1))
      }
    }
  }

  /// Points of a straight way in joint space, in parts of the page.
  private func way(from pen: PlotterPen, to parts: SIMD2<Double>, pieces: Int) -> [SIMD2<Double>] {
    let target = square.joints(atParts: parts)
    return (0...pieces).map { index in
      place(of: pen.joints + (target - pen.joints) * (Double(index) / Double(pieces)))
    }
  }
}

// MARK: Motion

extension ConfiguredPlotter {
  /// The motion of an action.
  func motion(of action: PlotterGrammar.Action, from pen: PlotterPen) -> StrokeMotion {
    let pressure = Stroke.Ends(start: pen.startPressure(of: action), end: action.pressure)
    switch action.goal {
    case .joints(let parts):
      return StrokeMotion(
        fromJoints: pen.joints, to: square.joints(atParts: parts), isDown: action.draws,
        pressure: pressure, kinematics)
    case .curve(let control, let end):
      let start = square.place(pen.place)
      guard action.draws else {
        return StrokeMotion(
          from: reachable(start), to: reachable(square.place(end)), kinematics.profile,
          wantsJoints: options.hasFaults)
      }
      let curve = DrawnPath.Segment.quadratic(
        control: square.place(control), to: square.place(end))
      return StrokeMotion(
        drawing: DrawnPath(start: start, segments: [curve], width: 1, pressure: pressure),
        kinematics.profile, wantsJoints: options.hasFaults)
    }
  }
}
