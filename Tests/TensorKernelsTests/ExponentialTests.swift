import Glibc
import Testing

@testable import TensorKernels

@Suite struct ExponentialTests {
  /// Numbers between the bounds, evenly spaced.
  private func grid(_ from: Float, _ to: Float, _ count: Int = 200_001) -> Tensor {
    Tensor((0..<count).map { from + (to - from) * Float($0) / Float(count - 1) })
  }

  /// The largest error of `function` relative to `scale` of the true value.
  private func error(
    _ x: Tensor, _ found: Tensor, scale: (Double) -> Double, _ truth: (Double) -> Double
  ) -> Double {
    zip(x.scalars, found.scalars).reduce(0) { worst, pair in
      let exact = truth(Double(pair.0))
      return max(worst, abs(Double(pair.1) - exact) / scale(exact))
    }
  }

  @Test func `the exponential has the promised relative error`() {
    let x = grid(-87, 88)
    #expect(error(x, x.exponentiated(), scale: { $0 }, { exp($0) }) < 2e-7)
    let near = grid(-1, 1)
    #expect(error(near, near.exponentiated(), scale: { $0 }, { exp($0) }) < 2e-7)
  }

  @Test func `the exponential stays finite and positive outside its range`() {
    let values = Tensor([-1e30, -200, 200, 1e30, 0]).exponentiated().scalars
    #expect(values[0] > 0 && values[0] < 1e-37 && values[1] == values[0])
    #expect(values[2].isFinite && values[2] > 1e38 && values[3] == values[2])
    #expect(values[4] == 1)
  }

  @Test func `the logarithm has the promised error`() {
    for x in [grid(1e-6, 2), grid(0.9, 1.1), grid(1, 1e6), grid(1e-30, 1e-20)] {
      #expect(error(x, x.naturalLogarithm(), scale: { max(0.5, abs($0)) }, { log($0) }) < 2e-7)
    }
    #expect(Tensor([1]).naturalLogarithm().scalars == [0])
    #expect(Tensor([0]).naturalLogarithm().scalars[0] < -87)
  }

  @Test func `tanh, logistic function and softplus are accurate`() {
    for x in [grid(-20, 20), grid(-0.5, 0.5)] {
      #expect(error(x, x.tanh(), scale: { _ in 1 }, { Glibc.tanh($0) }) < 2e-7)
      #expect(error(x, x.sigmoid(), scale: { _ in 1 }, { 1 / (1 + exp(-$0)) }) < 2e-7)
      #expect(error(x, x.softplus(), scale: { max(1, $0) }, { log1p(exp($0)) }) < 3e-7)
    }
    let tiny = grid(-1e-3, 1e-3)
    #expect(error(tiny, tiny.tanh(), scale: { max(1e-12, abs($0)) }, { Glibc.tanh($0) }) < 2e-7)
    #expect(Tensor([-200, 200]).softplus().scalars == [0, 200])
    #expect(Tensor([-200, 200]).tanh().scalars == [-1, 1])
  }

  @Test func `simple functions match plain ones`() {
    let x = Tensor([-2, -0.5, 0, 0.5, 2])
    #expect(x.rectified(slope: 0).scalars == [0, 0, 0, 0.5, 2])
    #expect(x.rectified(slope: 0.5).scalars == [-1, -0.25, 0, 0.5, 2])
    #expect(x.rectifierGradient(at: x, slope: 0.5).scalars == [-1, -0.25, 0, 0.5, 2])
    #expect(x.absolute().scalars == [2, 0.5, 0, 0.5, 2])
    #expect(x.sign().scalars == [-1, -1, 0, 1, 1])
    #expect(x.clamped(-1, 1).scalars == [-1, -0.5, 0, 0.5, 1])
    #expect(x.isWithin(-0.5, 0.5).scalars == [0, 1, 1, 1, 0])
    #expect(x.isAtMost(x.scaled(by: -1)).scalars == [1, 1, 1, 0, 0])
    #expect(x.scaled(by: 2, plus: 1).scalars == [-3, 0, 1, 2, 5])
    #expect(Tensor([4, 9]).squareRoot().scalars == [2, 3])
  }
}
