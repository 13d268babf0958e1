public import EnvironmentAPI
import PaintCore
import StrokeProgram

/// An engine of 8 by 8 tiles in four levels of grey.
public struct TilesBackend: PaintingBackend {
  /// Makes the backend.
  public init() {}

  /// `tiles`.
  public let name = "tiles"
  /// The version that saved states and programs carry.
  public let version = "1"
  /// The line of `spiral-env list`.
  public let summary = "8 by 8 tiles"
  /// None.
  public let options: [OptionDeclaration] = []

  /// Returns the engine; there is nothing to configure.
  public func configure(_ options: OptionValues) throws(EnvironmentError) -> any ConfiguredBackend {
    Tiles()
  }
}

private struct Tiles: ConfiguredBackend {
  static let count = 8
  static let pixels = 4
  static let side = count * pixels
  static let levels = 4

  let observation = [
    ObservationLeaf(
      "canvas", .box(.uint8, shape: [side, side, 1], low: 0, high: 255),
      doc: "the tiles, grey levels")
  ]
  let action = ActionSpace(
    parts: [
      ActionPart(
        "tile", .discrete(count: count * count), meaning: .grid(rows: count, columns: count),
        doc: "which tile to paint"),
      ActionPart(
        "level", .discrete(count: levels), meaning: .ordinal, doc: "its level, 0 is black"),
    ], decodeOrder: ["tile", "level"])
  let counting = StepCounting.actions
  let background: StrokeColor? = StrokeColor(red: 1, green: 1, blue: 1)

  func makeEnvironment() -> any PaintingEnvironment { Canvas() }

  /// A tile is a dot as wide as itself.
  func strokes(of actions: ActionTable) -> [Stroke] {
    (0..<actions.rowCount).map { row in
      actions.withRow(row) { action in
        let tile = action.integer(at: 0)
        let middle = PagePoint(
          x: (Double(tile % Self.count) + 0.5) / Double(Self.count),
          y: (Double(tile / Self.count) + 0.5) / Double(Self.count))
        let level = action.number(at: 1) / Double(Self.levels - 1)
        return Stroke(
          start: middle, control: middle, end: middle, width: 1 / Double(Self.count),
          color: StrokeColor(red: level, green: level, blue: level))
      }
    }
  }

  func resized(to pixels: Int) throws(EnvironmentError) -> any ConfiguredBackend {
    throw .unsupported("tiles are painted in one size only")
  }
}

private final class Canvas: PaintingEnvironment {
  private var pixels = [UInt8](repeating: 255, count: Tiles.side * Tiles.side)

  func reset(random: RandomStream) {
    for index in pixels.indices { pixels[index] = 255 }
  }

  func step(_ action: ActionRow) -> Bool {
    let (row, column) = action.integer(at: 0).quotientAndRemainder(dividingBy: Tiles.count)
    let level = UInt8(clamping: action.integer(at: 1) * 255 / (Tiles.levels - 1))
    for y in (row * Tiles.pixels)..<((row + 1) * Tiles.pixels) {
      for x in (column * Tiles.pixels)..<((column + 1) * Tiles.pixels) {
        pixels[y * Tiles.side + x] = level
      }
    }
    return false
  }

  func writeObservation(leaf index: Int, into bytes: UnsafeMutableRawBufferPointer) {
    bytes.copyBytes(from: pixels)
  }

  func copyState(from other: any PaintingEnvironment) {
    guard let other = other as? Canvas else {
      preconditionFailure("copyState from \(type(of: other))")
    }
    pixels = other.pixels
  }

  func save(into writer: inout StateWriter) { writer.write(pixels) }

  func load(from reader: inout StateReader) throws(EnvironmentError) {
    let pixels = try reader.readBlock()
    guard pixels.count == self.pixels.count else {
      throw reader.damaged("\(self.pixels.count) pixels", "\(pixels.count)")
    }
    self.pixels = pixels
  }
}
