public import EnvironmentAPI
import Glibc
import StrokeProgram

/// `--backend brush`: SPIRAL's painting environment on our own engine, which paints what libmypaint
/// 1.3.0 paints.
public struct BrushBackend: PaintingBackend {
  /// Makes the backend.
  public init() {}

  /// `brush`.
  public let name = "brush"
  /// The version of the engine.
  public let version = "1"
  /// What it is.
  public let summary = "2D canvas and MyPaint brushes, bit-exact with libmypaint 1.3.0"
  /// The options; see the plugin's README.
  public let options = BrushOptions.declarations

  /// Checks the options and loads the brushes.
  ///
  /// - Throws: `invalidOption`: a wrong value, a missing or broken brush file, or, with `strict`, a
  ///   brush that is not of libmypaint 1.3.0.
  public func configure(_ options: OptionValues) throws(EnvironmentError) -> any ConfiguredBackend {
    let options = try BrushOptions(options)
    let configured = ConfiguredBrush(
      options, try options.brushes.map(BrushLibrary.brush(named:)))
    if options.isStrict, let warning = configured.warnings.first {
      throw .invalidOption(
        name: "brush", expected: "settings and inputs of libmypaint 1.3.0 only, because of strict",
        got: warning)
    }
    return configured
  }
}

/// The brush backend with its options resolved and its brushes loaded.
struct ConfiguredBrush: ConfiguredBackend {
  let options: BrushOptions
  let definitions: [BrushDefinition]
  let programs: [BrushProgram]
  let grammar: BrushGrammar
  /// The mask before the first action: none was used. The published environment shows that of a
  /// move, by mistake.
  let idleMask: [UInt8]

  init(_ options: BrushOptions, _ definitions: [BrushDefinition]) {
    self.options = options
    self.definitions = definitions
    programs = definitions.map(BrushProgram.init)
    grammar = BrushGrammar(options)
    idleMask =
      options.compatibility == .deepmind
      ? grammar.movingMask : [UInt8](repeating: 0, count: grammar.components.count)
  }

  var action: ActionSpace { grammar.space }
  /// What the brush files say that libmypaint 1.3.0 does not know.
  var warnings: [String] {
    zip(options.brushes, definitions).flatMap { name, definition in
      definition.warnings.map { "brush \(name), \($0)" }
    }
  }
  var background: StrokeColor? { options.background.color }
  var hasCosts: Bool { options.strokeCost > 0 || options.lengthCost > 0 }

  var counting: StepCounting {
    options.compatibility == .deepmind ? .resetIsFirstStep : .actions
  }

  var observation: [ObservationLeaf] {
    [
      ObservationLeaf(
        "canvas",
        .box(
          .uint8, shape: [options.canvas, options.canvas, options.channels], low: 0, high: 255),
        doc: "the picture, sRGB levels, rows from the top"),
      ObservationLeaf(
        "action_mask", .multiBinary(count: grammar.components.count),
        doc: "what was used of the last action: \(grammar.components.joined(separator: ", "))"),
      ObservationLeaf(
        "pen", .box(.float32, shape: [2], low: 0, high: 1),
        doc: "x and y where the next stroke starts, in canvas widths"),
    ]
  }

  func makeEnvironment() -> any PaintingEnvironment { BrushEnvironment(self) }

  func resized(to pixels: Int) throws(EnvironmentError) -> any ConfiguredBackend {
    guard pixels >= 1 else {
      throw .invalidArgument(path: "size", expected: "at least 1 px", got: "\(pixels)")
    }
    guard pixels <= FixedCanvas.sides.upperBound / options.renderScale else {
      let limit = FixedCanvas.sides.upperBound / options.renderScale
      throw .resourceLimit(what: "size", limit: "\(limit) px", got: "\(pixels)")
    }
    var options = self.options
    options.sizes = options.sizes.map { $0 * Double(pixels) / Double(options.canvas) }
    options.canvas = pixels
    return ConfiguredBrush(options, definitions)
  }

  func strokes(of actions: ActionTable) -> [Stroke] {
    var pen = Pen(pressure: grammar.restingPressure)
    return (0..<actions.rowCount).flatMap { row in
      let action = actions.withRow(row) { grammar.decode($0) }
      return pen.follow(action, options).map(strokes(of:)) ?? []
    }
  }

  private func strokes(of stroke: BrushStroke) -> [Stroke] {
    var strokes: [Stroke] = []
    let look = stroke.look
    stroke.forEachPiece { start, piece, startPressure in
      let radius =
        exp(look.logRadius)
        * definitions[look.brush].widening(atPressure: Float((startPressure + look.pressure) / 2))
      strokes.append(
        Stroke(
          start: pagePoint(start), control: pagePoint(piece.control), end: pagePoint(piece.end),
          width: 2 * radius / Double(options.surface),
          color: StrokeColor(red: look.color.x, green: look.color.y, blue: look.color.z),
          pressure: Stroke.Ends(start: startPressure, end: look.pressure)))
    }
    return strokes
  }

  private func pagePoint(_ place: SIMD2<Double>) -> PagePoint {
    PagePoint(x: place.x / Double(options.surface), y: place.y / Double(options.surface))
  }
}
