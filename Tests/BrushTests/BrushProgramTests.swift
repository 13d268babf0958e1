import Testing

@testable import Brush

@Suite struct BrushProgramTests {
  @Test(arguments: [Float(1), 4, 0.5, 3, 0.7, 0.001])
  func `a compiled curve has the height of the plain one, bit by bit`(width: Float) throws {
    let points = [
      SIMD2<Float>(0.1, 0.3), SIMD2(0.1 + width, -1.7), SIMD2(0.1 + width, 2),
      SIMD2(0.1 + 3 * width, 0.9),
    ]
    let curve = try #require(BrushCurve(input: .pressure, points: points))
    var definition = try BrushLibrary.brush(named: "ink")
    definition[.opaque] = BrushMapping(baseValue: 0.25, curves: [curve])
    let program = BrushProgram(definition)
    var values = program.baseValues
    var random = KnuthRandom(seed: 3)
    var differences = 0
    for _ in 0..<5000 {
      var inputs = BrushProgram.Inputs(repeating: 0)
      inputs[.pressure] = Float(random.next()) * (3 * width + 1) - 0.3
      program.evaluate(inputs, base: program.baseValues, into: &values)
      let expected = 0.25 + curve.height(at: inputs[.pressure])
      differences += values[.opaque] == expected ? 0 : 1
    }
    #expect(differences == 0)
  }
}
