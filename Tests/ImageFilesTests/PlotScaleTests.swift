import Testing

@testable import ImageFiles

@Suite struct PlotScaleTests {
  private func labels(_ values: [Double], log: Bool = false, about count: Int = 6) -> [String] {
    PlotScale(holding: values, isLogarithmic: log, margin: 0).ticks(about: count).map(\.label)
  }

  @Test func `ticks are round numbers`() {
    #expect(labels([0, 1]) == ["0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(labels([0, 200_000]) == ["0", "50k", "100k", "150k", "200k"])
    #expect(labels([0, 5000]) == ["0", "1000", "2000", "3000", "4000", "5000"])
    #expect(labels([-3, 7]) == ["\u{2212}2", "0", "2", "4", "6"])
    #expect(labels([0, 3e6]) == ["0", "0.5M", "1.0M", "1.5M", "2.0M", "2.5M", "3.0M"])
    #expect(labels([0, 4e-7], about: 4) == ["0", "1e-7", "2e-7", "3e-7", "4e-7"])
  }

  @Test func `a logarithmic axis has powers of ten`() {
    #expect(
      labels([0.001, 1000], log: true, about: 8) == [
        "0.001", "0.01", "0.1", "1", "10", "100", "1000",
      ])
    #expect(labels([0.02, 0.5], log: true) == ["0.02", "0.05", "0.1", "0.2", "0.5"])
    #expect(labels([1e-12, 1e12], log: true, about: 4) == ["1e-12", "1e-6", "1", "1e6", "1e12"])
    #expect(labels([210, 290], log: true, about: 4) == ["220", "240", "260", "280"])
  }

  @Test func `every scale holds its values and has ticks inside`() {
    for values in [[5.0], [0], [-1, 1e300], [1e-300, 2e-300], [3, 3.0000000000001], [.nan], []] {
      for log in [false, true] {
        let scale = PlotScale(holding: values, isLogarithmic: log, margin: 0.04)
        #expect(scale.low < scale.high)
        for value in values where value.isFinite && (!log || value > 0) {
          #expect((0...1).contains(scale.place(of: value)))
        }
        for tick in scale.ticks(about: 6) {
          #expect((-0.001...1.001).contains(scale.place(of: tick.value)))
        }
      }
    }
  }

  @Test func `numbers are written with their decimals`() {
    #expect(PlotNumber.fixed(0.05, decimals: 2) == "0.05")
    #expect(PlotNumber.fixed(-1.25, decimals: 1) == "\u{2212}1.3")
    #expect(PlotNumber.fixed(-0.001, decimals: 1) == "0.0")
    #expect(PlotNumber.fixed(12, decimals: 0) == "12")
  }
}
