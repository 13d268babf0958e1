import NeuralNet
import TensorKernels
import Testing

@Suite struct OptimizerTests {
  private func vector(_ values: [Float]) -> FlatVector {
    let vector = FlatVector(count: values.count)
    vector.write(Tensor(values), at: 0)
    return vector
  }

  @Test func `Adam follows its formulas`() {
    let options = Adam.Options(beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.1)
    let adam = Adam(weightCount: 2, options: options)
    let weights = vector([1, -2])
    var (w, m, v) = ([1.0, -2.0], [0.0, 0.0], [0.0, 0.0])
    for step in 1...20 {
      let gradient = [Double(step % 3) - 0.7, 0.01 * Double(step)]
      adam.step(weights, gradient: vector(gradient.map(Float.init)), learningRate: 0.05)
      for index in 0..<2 {
        m[index] = 0.8 * m[index] + 0.2 * gradient[index]
        v[index] = 0.95 * v[index] + 0.05 * gradient[index] * gradient[index]
        let first = m[index] / (1 - power(0.8, step))
        let second = v[index] / (1 - power(0.95, step))
        w[index] -= 0.05 * (0.1 * w[index] + first / (second.squareRoot() + 1e-3))
      }
    }
    for (found, expected) in zip(weights.scalars, w) {
      #expect(abs(Double(found) - expected) < 1e-5)
    }
    #expect(adam.stepCount == 20)
  }

  @Test func `clipping keeps the direction and reports the length`() {
    let gradient = vector([3, 4])
    #expect(clipNorm(of: gradient, to: 10) == 5)
    #expect(gradient.scalars == [3, 4])
    #expect(clipNorm(of: gradient, to: 1) == 5)
    #expect(abs(gradient.scalars[0] - 0.6) < 1e-6 && abs(gradient.scalars[1] - 0.8) < 1e-6)
    #expect(!clipNorm(of: vector([.nan, 1]), to: 1).isFinite)
  }

  @Test func `the moving average follows its formula and takes the state over`() {
    var layout = ParameterLayout()
    _ = layout.addWeight("w", shape: [1], .constant(1))
    _ = layout.addState("s", shape: [1], .constant(5))
    var random = TestRandom(1)
    let parameters = ParameterSet(layout, using: &random)
    let moving = MovingAverage(of: parameters)
    parameters.weights.fill(3)
    parameters.state.fill(7)
    moving.update(parameters, decay: 0.75)
    #expect(moving.average.weights.scalars == [1.5])
    #expect(moving.average.state.scalars == [7])
    #expect(parameters.weights.scalars == [3])
  }

  @Test func `schedules start, pass the middle and stay at the end`() {
    #expect(Schedule.linear(0.5, from: 4, to: 2) == 3)
    #expect(abs(Schedule.cosine(0.5, from: 4, to: 2) - 3) < 1e-12)
    #expect(abs(Schedule.geometric(0.5, from: 0.01, to: 1) - 0.1) < 1e-12)
    for schedule in [Schedule.linear, Schedule.cosine, Schedule.geometric] {
      #expect(abs(schedule(-1, 3, 0.5) - 3) < 1e-12)
      #expect(abs(schedule(2, 3, 0.5) - 0.5) < 1e-12)
    }
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}
