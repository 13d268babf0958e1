import NeuralNet
import TensorKernels
import Testing

/// A small convolutional critic with smooth activations.
private struct SmallCritic {
  let first: Conv2D
  let second: Linear

  init(in layout: inout ParameterLayout) {
    first = Conv2D(
      "first", inputs: 1, outputs: 3,
      geometry: ConvolutionGeometry(kernel: 4, stride: 2, padding: 1), activation: .tanh,
      in: &layout)
    second = Linear("second", inputs: 12, outputs: 1, gain: 3, in: &layout)
  }

  func callAsFunction(_ images: Variable, in scope: ParameterScope) -> Variable {
    second(first(images, in: scope).flattened(), in: scope)
  }

  /// The penalty of Gulrajani et al. ("Improved training of Wasserstein GANs", 2017): the mean of
  /// (|gradient by the image| - 1)^2.
  func penalty(_ images: Tensor, in scope: ParameterScope) -> Variable {
    let images = Variable(images, requiresGradient: true)
    let slope = gradients(of: self(images, in: scope).sum(), by: [images], createGraph: true)[0]
    let length = (slope.flattened().squared().sumOfLastAxis() + 1e-12).squareRoot()
    return (length - 1).squared().mean()
  }
}

@Suite struct GradientPenaltyTests {
  @Test func `the gradient of a gradient penalty matches finite differences`() {
    var layout = ParameterLayout()
    let critic = SmallCritic(in: &layout)
    var random = TestRandom(21)
    let parameters = ParameterSet(layout, using: &random)
    let images = random.tensor([3, 4, 4, 1], in: 0...1)
    #expect(critic.penalty(images, in: ParameterScope(parameters)).value.scalar > 1e-3)
    checkWeightGradient(of: parameters, tolerance: 1e-3) { critic.penalty(images, in: $0) }
  }

  @Test func `training on the penalty drives the slopes to one`() {
    var layout = ParameterLayout()
    let critic = SmallCritic(in: &layout)
    var random = TestRandom(22)
    let parameters = ParameterSet(layout, using: &random)
    let images = random.tensor([8, 4, 4, 1], in: 0...1)
    let adam = Adam(weightCount: layout.weightCount)
    let worker = DataParallel(parameters, shards: 1)
    var penalties: [Float] = []
    for _ in 0..<200 {
      penalties += worker.computeGradient { _, scope in
        let loss = critic.penalty(images, in: scope)
        return (loss, loss.value.scalar)
      }
      adam.step(parameters.weights, gradient: worker.gradient, learningRate: 0.01)
    }
    #expect(penalties[199] < 0.01 * penalties[0])
  }
}
