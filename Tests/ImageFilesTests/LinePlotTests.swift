import Glibc
import ImageFiles
import PaintCore
import TestMaterial
import Testing

@testable import struct ImageFiles.LinePlotPainter

func environmentVariable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

@Suite(.enabled(if: UsualFont.isPresent, "needs fonts-dejavu-core")) struct LinePlotTests {
  /// The rows, in one column, of pixels of exactly this colour.
  private func rows(_ image: PixelImage, column: Int, of color: SIMD3<UInt8>) -> [Int] {
    (0..<image.height).filter { row in
      let start = (row * image.width + column) * 3
      return (0..<3).allSatisfy { image.pixels[start + $0] == color[$0] }
    }
  }

  private func columns(_ image: PixelImage, of color: SIMD3<UInt8>) -> [Int] {
    (0..<image.width).filter { !rows(image, column: $0, of: color).isEmpty }
  }

  /// A plot like the losses of a training.
  private func losses(_ count: Int) -> LinePlot {
    var noise = Noise(seed: 9)
    let names = ["brush, grey", "brush, colour", "plotter", "random strokes", "search"]
    let series = names.prefix(count).enumerated().map { index, name in
      var level = 0.0
      let points = (0...400).map { step in
        level = 0.9 * level + Double.random(in: -0.02...0.02, using: &noise)
        let fall = exp(-Double(step) / Double(40 + 25 * index))
        return SIMD2(Double(step) * 500, (0.02 + 0.005 * Double(index) + fall) * (1 + level))
      }
      return LinePlot.Series(name, points)
    }
    return LinePlot(
      series, title: "Reconstruction error while training", xLabel: "environment steps",
      yLabel: "mean squared error")
  }

  @Test func `pictures for looking at`() throws {
    var plot = losses(5)
    try keep(plot.render(), as: "plot-linear")
    plot.isLogarithmic = true
    try keep(plot.render(), as: "plot-logarithmic")
    plot.naming = .legend
    (plot.width, plot.height) = (720, 400)
    try keep(plot.render(), as: "plot-legend")
    try keep(LinePlot([]).render(), as: "plot-empty")
    let rewards = LinePlot(
      [LinePlot.Series("reward", values: [-0.3, -0.1, .nan, 0.05, 0.12, 0.11, 0.14])],
      title: "Reward", xLabel: "episode")
    let image = try rewards.render()
    try keep(image, as: "plot-gap")
    #expect(image.shape == [560, 960, 3])
  }

  @Test func `a rising line rises from left to right`() throws {
    let image = try LinePlot([.init("up", values: [0, 1, 2, 3])]).render()
    let used = columns(image, of: LinePlot.palette[0])
    let first = try #require(used.first)
    let middles = [first + 20, first + 300, first + 600].map { column in
      rows(image, column: column, of: LinePlot.palette[0]).first ?? -1
    }
    #expect(middles[0] > middles[1] && middles[1] > middles[2] && middles[2] > 0)
  }

  @Test func `decades are equally far apart on a logarithmic axis`() throws {
    var plot = LinePlot([
      .init("", [SIMD2(0, 1), SIMD2(1, 1)]), .init("", [SIMD2(0, 10), SIMD2(1, 10)]),
      .init("", [SIMD2(0, 100), SIMD2(1, 100)]), .init("", [SIMD2(0, -5), SIMD2(1, 0)]),
    ])
    plot.isLogarithmic = true
    let image = try plot.render()
    let places = try (0..<3).map { index in
      try #require(rows(image, column: 480, of: LinePlot.palette[index]).first)
    }
    #expect(abs((places[0] - places[1]) - (places[1] - places[2])) <= 1)
    #expect(rows(image, column: 480, of: LinePlot.palette[3]).isEmpty)
  }

  @Test func `a point that is no number leaves a gap`() throws {
    let image = try LinePlot([.init("gap", values: [1, 1, .nan, 1, 1])]).render()
    let used = columns(image, of: LinePlot.palette[0]).filter { $0 < 880 }
    let steps = zip(used, used.dropFirst()).map { $1 - $0 }
    #expect(steps.filter { $0 > 100 }.count == 1)
  }

  @Test func `names at the ends never overlap and keep their order`() {
    let range = 0.0...200.0
    let cases: [[Double]] = [
      [], [50], [50, 65], [10, 11, 12], [-5, 0, 3, 190, 199, 205], [100, 100, 100, 100],
    ]
    for wanted in cases {
      let places = LinePlotPainter.spread(wanted, step: 20, within: range)
      #expect(places.count == wanted.count)
      for (upper, lower) in zip(places, places.dropFirst()) { #expect(lower - upper >= 19.999) }
      #expect(places.allSatisfy { (-0.001...200.001).contains($0) })
    }
    #expect(LinePlotPainter.spread([50, 90], step: 20, within: range) == [50, 90])
    #expect(LinePlotPainter.spread([50, 52], step: 20, within: range) == [41, 61])
    #expect(LinePlotPainter.spread([0, 0, 0], step: 150, within: range).count == 3)
  }

  @Test func `any numbers and sizes plot or throw`() throws {
    var noise = Noise(seed: 6)
    let odd: [Double] = [
      .nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1e-300,
      .leastNonzeroMagnitude, 0, -0.0, 1e300, 1, 1.0000000001, -3, 1e15, 123456,
    ]
    for round in 0..<400 {
      let points = (0..<round % 5).map { _ in
        SIMD2(odd.randomElement(using: &noise) ?? 0, odd.randomElement(using: &noise) ?? 0)
      }
      var plot = LinePlot([.init("a", points), .init("b", Array(points.reversed()))])
      plot.isLogarithmic = round % 2 == 0
      (plot.width, plot.height) = (240, 160)
      _ = try plot.render()
    }
    for (width, height, size) in [
      (0, 500, 15.0), (Int.max, 500, 15), (500, -1, 15), (240, 160, 200), (240, 160, .nan),
    ] {
      var plot = losses(2)
      (plot.width, plot.height, plot.textSize) = (width, height, size)
      #expect(throws: DrawingError.self) { try plot.render() }
    }
  }
}
