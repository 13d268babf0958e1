public import EnvironmentAPI
import PaintCore
import StrokeProgram

/// A tiny deterministic engine for tests of everything around an engine: it stamps grey squares
/// along straight lines. Each stamp is jittered by the episode's random stream, so that tests see
/// seeds.
public struct StampBackend: PaintingBackend {
  /// Makes the backend.
  public init() {}

  /// `stamp`.
  public let name = "stamp"
  /// The version that saved states carry.
  public let version = "1"
  /// What it is.
  public let summary = "squares along straight lines, for tests"

  /// `canvas` in pixels, `grid` in cells, `ends`: whether an action can end the painting, `carries`:
  /// whether the random stream runs on across episodes.
  public let options = [
    OptionDeclaration(
      "canvas", .integer(8...512), default: .integer(32), limitsResources: true,
      doc: "width and height of the canvas, px"),
    OptionDeclaration(
      "grid", .integer(2...64), default: .integer(8), doc: "cells per side of the location grid"),
    OptionDeclaration(
      "ends", .boolean, default: .boolean(false), doc: "whether flag 2 ends the painting"),
    OptionDeclaration(
      "carries", .boolean, default: .boolean(false), doc: "whether the jitter outlives a reset"),
  ]

  /// Makes the configured engine; it cannot fail.
  public func configure(_ options: OptionValues) throws(EnvironmentError) -> any ConfiguredBackend {
    StampEngine(
      canvas: options.integer("canvas"), grid: options.integer("grid"),
      ends: options.boolean("ends"), carries: options.boolean("carries"))
  }
}

struct StampEngine: ConfiguredBackend {
  let canvas: Int
  let grid: Int
  let ends: Bool
  let carries: Bool

  var observation: [ObservationLeaf] {
    [
      ObservationLeaf(
        "canvas", .box(.uint8, shape: [canvas, canvas, 1], low: 0, high: 255),
        doc: "the canvas, grey levels"),
      ObservationLeaf(
        "pen", .box(.float32, shape: [2], low: 0, high: 1),
        doc: "the pen's x and y, in canvas widths"),
    ]
  }

  var action: ActionSpace {
    let used = ActionPart.ActiveCondition(part: "flag", values: [1])
    return ActionSpace(
      parts: [
        ActionPart(
          "end", .discrete(count: grid * grid), meaning: .grid(rows: grid, columns: grid),
          doc: "cell where the pen goes"),
        ActionPart(
          "flag", .discrete(count: ends ? 3 : 2), meaning: .categorical,
          doc: "0 moves the pen, 1 stamps along the way"),
        ActionPart(
          "level", .discrete(count: 4), meaning: .ordinal, activeWhen: used,
          doc: "grey level of the stamps, 0 is black"),
        ActionPart(
          "size", .discrete(count: 3), meaning: .ordinal, activeWhen: used,
          doc: "half the side of a stamp, px"),
      ], decodeOrder: ["flag", "end", "size", "level"])
  }

  var counting: StepCounting { .actions }
  var background: StrokeColor? { StrokeColor(red: 1, green: 1, blue: 1) }

  func makeEnvironment() -> any PaintingEnvironment { StampEnvironment(self) }

  func strokes(of actions: ActionTable) -> [Stroke] {
    var strokes: [Stroke] = []
    var pen = PagePoint(x: 0, y: 0)
    for row in 0..<actions.rowCount {
      actions.withRow(row) { action in
        let end = place(action.integer(at: 0))
        if action.integer(at: 1) == 1 {
          let level = Double(action.integer(at: 2)) / 4
          let middle = PagePoint(x: (pen.x + end.x) / 2, y: (pen.y + end.y) / 2)
          strokes.append(
            Stroke(
              start: pen, control: middle, end: end,
              width: Double(2 * action.integer(at: 3) + 1) / Double(canvas),
              color: StrokeColor(red: level, green: level, blue: level)))
        }
        pen = end
      }
    }
    return strokes
  }

  func resized(to pixels: Int) throws(EnvironmentError) -> any ConfiguredBackend {
    StampEngine(canvas: pixels, grid: grid, ends: ends, carries: carries)
  }

  func place(_ cell: Int) -> PagePoint {
    PagePoint(x: Double(cell % grid) / Double(grid), y: Double(cell / grid) / Double(grid))
  }
}

final class StampEnvironment: PaintingEnvironment {
  private let engine: StampEngine
  private var pixels: [UInt8]
  private var pen = PagePoint(x: 0, y: 0)
  private var random = RandomStream(key: 0, stream: 0)

  init(_ engine: StampEngine) {
    self.engine = engine
    pixels = [UInt8](repeating: 255, count: engine.canvas * engine.canvas)
  }

  func reset(random: RandomStream) {
    for index in pixels.indices { pixels[index] = 255 }
    pen = PagePoint(x: 0, y: 0)
    if !engine.carries || self.random.position == 0 { self.random = random }
  }

  func step(_ action: ActionRow) -> Bool {
    let flag = action.integer(at: 1)
    let end = engine.place(action.integer(at: 0))
    if flag == 1 {
      for step in 0...8 {
        let fraction = Double(step) / 8
        stamp(
          x: pen.x + (end.x - pen.x) * fraction, y: pen.y + (end.y - pen.y) * fraction,
          halfSide: action.integer(at: 3), level: UInt8(clamping: action.integer(at: 2) * 64))
      }
    }
    pen = end
    return flag == 2
  }

  private func stamp(x: Double, y: Double, halfSide: Int, level: UInt8) {
    let jitter = random.integer(below: 2)
    let centerX = min(engine.canvas - 1, Int(x * Double(engine.canvas)) + jitter)
    let centerY = Int(y * Double(engine.canvas))
    for row in max(0, centerY - halfSide)...max(0, min(engine.canvas - 1, centerY + halfSide)) {
      for column in max(0, centerX - halfSide)...max(0, min(engine.canvas - 1, centerX + halfSide))
      {
        pixels[row * engine.canvas + column] = level
      }
    }
  }

  func writeObservation(leaf index: Int, into bytes: UnsafeMutableRawBufferPointer) {
    if index == 0 {
      bytes.copyBytes(from: pixels)
    } else {
      bytes.storeBytes(of: Float(pen.x).bitPattern.littleEndian, as: UInt32.self)
      bytes.storeBytes(of: Float(pen.y).bitPattern.littleEndian, toByteOffset: 4, as: UInt32.self)
    }
  }

  func copyState(from other: any PaintingEnvironment) {
    guard let other = other as? StampEnvironment else {
      preconditionFailure("copyState from \(type(of: other))")
    }
    pixels = other.pixels
    pen = other.pen
    random = other.random
  }

  func save(into writer: inout StateWriter) {
    writer.write(pixels)
    writer.write(pen.x)
    writer.write(pen.y)
    writer.write(random.key)
    writer.write(random.stream)
    writer.write(random.position)
  }

  func load(from reader: inout StateReader) throws(EnvironmentError) {
    let pixels = try reader.readBlock()
    guard pixels.count == self.pixels.count else {
      throw reader.damaged("\(self.pixels.count) pixels", "\(pixels.count)")
    }
    self.pixels = pixels
    pen = PagePoint(x: try fraction(from: &reader), y: try fraction(from: &reader))
    random = RandomStream(
      key: try reader.read(), stream: try reader.read(), position: try reader.read())
  }

  private func fraction(from reader: inout StateReader) throws(EnvironmentError) -> Double {
    let value = try reader.readDouble()
    guard (0...1).contains(value) else { throw reader.damaged("a number in 0...1", "\(value)") }
    return value
  }

  func carriedState() -> [UInt8]? {
    guard engine.carries else { return nil }
    var writer = StateWriter()
    writer.write(random.key)
    writer.write(random.stream)
    writer.write(random.position)
    return writer.bytes
  }

  func adopt(carriedState: [UInt8]) throws(EnvironmentError) {
    var reader = StateReader(carriedState)
    random = RandomStream(
      key: try reader.read(), stream: try reader.read(), position: try reader.read())
    try reader.expectEnd()
  }
}
