public import EnvironmentAPI
import StrokeProgram

/// An engine that does nothing, for measuring what surrounds an engine: the canvas stays white, one
/// number per action is ignored.
public struct NoopBackend: PaintingBackend {
  /// Makes the backend.
  public init() {}

  /// `noop`.
  public let name = "noop"
  /// The version that saved states carry.
  public let version = "1"
  /// What it is.
  public let summary = "paints nothing, to measure the wire"

  /// `canvas` in pixels.
  public let options = [
    OptionDeclaration(
      "canvas", .integer(1...1024), default: .integer(64), limitsResources: true,
      doc: "width and height of the canvas, px")
  ]

  /// Returns the configured engine; it cannot fail.
  public func configure(_ options: OptionValues) throws(EnvironmentError) -> any ConfiguredBackend {
    NoopEngine(canvas: options.integer("canvas"))
  }
}

struct NoopEngine: ConfiguredBackend {
  let canvas: Int

  var observation: [ObservationLeaf] {
    [
      ObservationLeaf(
        "canvas", .box(.uint8, shape: [canvas, canvas, 3], low: 0, high: 255),
        doc: "the canvas, sRGB levels: always white")
    ]
  }

  var action: ActionSpace {
    ActionSpace(
      parts: [
        ActionPart(
          "idle", .discrete(count: 1024), meaning: .categorical, doc: "ignored whatever it is")
      ], decodeOrder: ["idle"])
  }

  var counting: StepCounting { .actions }
  var background: StrokeColor? { StrokeColor(red: 1, green: 1, blue: 1) }

  func makeEnvironment() -> any PaintingEnvironment { NoopEnvironment() }

  func strokes(of actions: ActionTable) -> [Stroke] { [] }

  func resized(to pixels: Int) throws(EnvironmentError) -> any ConfiguredBackend {
    NoopEngine(canvas: pixels)
  }
}
