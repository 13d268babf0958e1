import Glibc
import NeuralNet
import PaintCore
import TensorKernels
import Testing

@testable import Discriminator

/// The gradient of a whole step against finite differences of its loss.
@Suite struct CriticLossTests {
  @Test(arguments: [CriticLoss.hinge, .logistic, .wassersteinPenalty(weight: 10)])
  func `the gradient of every weight is that of finite differences`(loss: CriticLoss) {
    let critic = Critic(
      .tiny(isConditional: true, widths: [3, 4], loss: loss), seed: 21, shards: 2)
    var random = RandomStream(key: 22, stream: 0)
    let pictures = (0..<3).map { _ in Pictures.noise(5 * 64, using: &random) }
    func value() -> Double {
      Double(
        critic.computeGradient(
          real: pictures[0], fake: pictures[1], count: 5, targets: pictures[2]
        ).loss)
    }
    _ = value()
    let analytic = critic.parallel.gradient.scalars
    let scale = analytic.map(abs).max() ?? 0
    #expect(scale > 1e-3)
    var worst = 0.0
    for index in stride(from: 0, to: analytic.count, by: 3) {
      let numeric = slope(of: value, critic.parameters.weights, index, step: 3e-4)
      worst = max(worst, abs(numeric - Double(analytic[index])))
    }
    // The step is a compromise between rounding and the kinks of the rectifiers.
    #expect(worst < 0.03 * Double(scale), "worst \(worst) of \(scale)")
  }

  private func slope(
    of value: () -> Double, _ weights: FlatVector, _ index: Int, step: Float
  ) -> Double {
    func at(_ offset: Float) -> Double {
      weights.withUnsafeMutableBufferPointer { $0[index] += offset }
      defer { weights.withUnsafeMutableBufferPointer { $0[index] -= offset } }
      return value()
    }
    return (at(step) - at(-step)) / Double(2 * step)
  }

  @Test(arguments: [CriticLoss.hinge, .logistic])
  func `the losses are the formulas of their papers`(loss: CriticLoss) {
    let critic = Critic(.tiny(loss: loss, inputNoise: 0), seed: 23)
    var random = RandomStream(key: 24, stream: 0)
    let real = Pictures.noise(7 * 64, using: &random)
    let fake = Pictures.noise(7 * 64, using: &random)
    let pairs = zip(critic.score(real, count: 7), critic.score(fake, count: 7))
    let terms = pairs.map { onReal, onFake in
      let (r, f) = (Double(onReal), Double(onFake))
      return loss == .hinge ? max(0, 1 - r) + max(0, 1 + f) : log(1 + exp(-r)) + log(1 + exp(f))
    }
    let update = critic.computeGradient(real: real, fake: fake, count: 7, targets: nil)
    #expect(abs(Double(update.loss) - terms.reduce(0, +) / 7) < 1e-5)
    #expect(abs(update.realScore - mean(critic.score(real, count: 7))) < 1e-5)
    #expect(abs(update.fakeScore - mean(critic.score(fake, count: 7))) < 1e-5)
  }

  @Test func `weights are normalised except under the slope penalty`() {
    #expect(CriticNetwork(.tiny()).layout.spectralNorms.count == 3)
    #expect(CriticNetwork(.tiny(loss: .wassersteinPenalty())).layout.spectralNorms.isEmpty)
  }

  @Test func `the recipe's critic has 94 thousand weights`() {
    let configuration = CriticConfiguration(imageHeight: 64, imageWidth: 64, channels: 1)
    // 4*4*1*24+24 + 4*4*24*48+48 + 4*4*48*96+96 + 4*4*96+1
    #expect(CriticNetwork(configuration).layout.weightCount == 94_249)
  }
}
