import EnvironmentAPI
import PaintCore
import StrokeProgram
import Testing

@testable import Brush

@Suite struct CanvasReducerTests {
  @Test(arguments: [(1, 4), (2, 3), (3, 3), (4, 3), (4, 1), (16, 4), (16, 3)])
  func `every pixel is the mean of its square`(scale: Int, channels: Int) {
    let side = 5
    let width = side * scale
    let reducer = CanvasReducer(side: side, scale: scale, channels: channels)
    var random = RandomStream(key: 1, stream: UInt64(scale))
    let source = (0..<(width * width * channels)).map { _ in
      UInt8(random.integer(below: 256))
    }
    var output = [UInt8](repeating: 0, count: side * side * channels)
    output.withUnsafeMutableBytes { output in
      source.withUnsafeBufferPointer { reducer.writeMeans(of: $0, into: output) }
    }
    var expected: [UInt8] = []
    for y in 0..<side {
      for x in 0..<side {
        for channel in 0..<channels {
          var sum = 0.0
          var weight = 0.0
          for place in 0..<(scale * scale) {
            let start = ((y * scale + place / scale) * width + x * scale + place % scale) * channels
            let isWeighted = channels == 4 && channel < 3
            let share = isWeighted ? Double(source[start + 3]) : 1
            sum += share * Double(source[start + channel])
            weight += share
          }
          expected.append(weight == 0 ? 0 : UInt8((sum / weight).rounded()))
        }
      }
    }
    #expect(output == expected)
  }

  @Test func `an environment shows the means of the larger canvas that it paints`() throws {
    func lanes(_ options: [String: OptionValue]) throws -> VectorEnvironment {
      let given = options.merging(["brush": .string("dry"), "grid": .integer(16)]) { $1 }
      let lanes = try VectorEnvironment(
        EnvironmentConfiguration(backend: BrushBackend(), given: given), laneCount: 1)
      _ = try lanes.reset(seeds: [2])
      for row: [Double] in [[0, 20, 0, 0, 0, 0, 0, 0], [130, 250, 1, 9, 4, 3, 9, 15]] {
        _ = try lanes.step(ActionTable(width: 8, numbers: row))
      }
      return lanes
    }
    let scaled = try lanes(["renderScale": .integer(4)])
    let large = try lanes([
      "canvas": .integer(256), "sizes": .numbers([4, 8, 16, 32, 48, 96]),
    ]).render(lane: 0)
    let shown = try scaled.render(lane: 0)
    #expect(shown.width == 64)
    for (x, y, channel) in [(20, 10, 0), (32, 20, 1), (40, 33, 2), (10, 8, 0), (50, 50, 1)] {
      var sum = 0
      for place in 0..<16 {
        let pixel = (y * 4 + place / 4) * 256 + x * 4 + place % 4
        sum += Int(large.pixels[pixel * 3 + channel])
      }
      let pixel = y * 64 + x
      #expect(Int(shown.pixels[pixel * 3 + channel]) == (sum + 8) / 16)
    }
    #expect(Set(shown.pixels).count > 20)
    // A replay at another size paints in proportion, and the limit is that of the surface.
    #expect(try scaled.render(lane: 0, size: 128).width == 128)
    #expect(throws: EnvironmentError.self) { try scaled.render(lane: 0, size: 2048) }
    #expect(throws: EnvironmentError.self) {
      try lanes(["canvas": .integer(1024), "renderScale": .integer(5)])
    }
  }
}
