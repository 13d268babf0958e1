import JSONText
import Testing

@testable import Brush

extension Dab {
  /// The 13 numbers in the order of the traces.
  init(_ fields: [Float]) {
    self.init(
      x: fields[0], y: fields[1], radius: fields[2], red: fields[3], green: fields[4],
      blue: fields[5], opacity: fields[6], hardness: fields[7], targetAlpha: fields[8],
      aspectRatio: fields[9], angle: fields[10], lockAlpha: fields[11], colorize: fields[12])
  }

  var fields: [Float] {
    [
      x, y, radius, red, green, blue, opacity, hardness, targetAlpha, aspectRatio, angle,
      lockAlpha, colorize,
    ]
  }
}

@Suite(.enabled(if: GoldenFiles.exist)) struct GoldenDabTests {
  @Test(arguments: 0..<12) func `single dabs leave the pixels of the library`(sequence: Int) throws
  {
    let lines = try GoldenFiles.lines("unit/dabs.jsonl").filter { $0["seq"] == JSONNode(sequence) }
    #expect(lines.count == 40)
    let start: CanvasBackground = sequence % 2 == 0 ? .white : .transparent
    let canvas = FixedCanvas(
      width: 64, height: 64, background: start, hasAlpha: true, outsideLevels: SIMD4(repeating: 0))
    for line in lines {
      let modified = canvas.draw(Dab(try line.member("dab").floats()))
      let index = try line.member("k").integer()
      #expect(modified == (try line.member("modified").integer() == 1), "dab \(index)")
      #expect(canvas.fnv16 == (try line.member("fnv16").string()), "dab \(index)")
      guard let query = try line["get_color"]?.floats() else { continue }
      let color = canvas.color(x: query[0], y: query[1], radius: query[2])
      let channels = [color.red, color.green, color.blue, color.alpha]
      #expect(channels == (try line.member("rgba").floats()), "dab \(index)")
    }
  }

  @Test(arguments: 0..<4) func `plain dabs do the same without an alpha plane`(sequence: Int) throws
  {
    let lines = try GoldenFiles.lines("unit/dabs.jsonl").filter { $0["seq"] == JSONNode(sequence) }
    let canvas = FixedCanvas(width: 64, height: 64, background: .white, hasAlpha: false)
    let full = FixedCanvas(width: 64, height: 64, background: .white, hasAlpha: true)
    for line in lines {
      let dab = Dab(try line.member("dab").floats())
      canvas.draw(dab)
      full.draw(dab)
      #expect(canvas.fnv16 == full.fnv16)
    }
  }
}

extension JSONNode {
  init(_ integer: Int) { self.init(.number(JSONNumber(Int64(integer)))) }
}
