import NeuralNet
import TensorKernels
import Testing

@Suite struct CategoricalTests {
  private let logits = Tensor([0.5, -1, 2, 0, 3, 3], shape: [2, 3])

  @Test func `log-probability and entropy follow their definitions`() {
    let choice = Categorical(logits: Variable(logits))
    for (row, chosen) in [(0, 2), (1, 0)] {
      let weights = logits.scalars[3 * row..<3 * row + 3].map { exponential(Double($0)) }
      let probabilities = weights.map { $0 / weights.reduce(0, +) }
      let entropy = probabilities.reduce(0) { $0 - $1 * logarithm($1) }
      let logProbability = choice.logProbability(of: [2, 0]).value.scalars[row]
      #expect(abs(Double(logProbability) - logarithm(probabilities[chosen])) < 1e-6)
      #expect(abs(Double(choice.entropy().value.scalars[row]) - entropy) < 1e-6)
    }
  }

  @Test func `a policy-gradient loss with masked parts has the right gradient`() {
    let mask = Tensor([1, 0], shape: [2, 1])
    checkDerivatives(at: [logits]) { inputs in
      let choice = Categorical(logits: inputs[0])
      return choice.logProbability(of: [1, 2], mask: mask) + 0.1 * choice.entropy()
    }
    let x = Variable(logits, requiresGradient: true)
    let loss = Categorical(logits: x).logProbability(of: [1, 2], mask: mask).sum()
    #expect(gradients(of: loss, by: [x])[0].value.scalars.suffix(3).allSatisfy { $0 == 0 })
  }

  @Test func `samples have the frequencies of the distribution`() {
    let row = Tensor([0, 1, -2, 0.5], shape: [1, 4])
    let many = Categorical(logits: Variable(row.broadcast(to: [20_000, 4])))
    var random = TestRandom(8)
    let samples = many.sample(using: &random)
    let expected = many.logProbabilities.value.exponentiated().scalars.prefix(4)
    var counts = [Int](repeating: 0, count: 4)
    for sample in samples { counts[sample] += 1 }
    for (count, probability) in zip(counts, expected) {
      // five standard deviations
      let spread = 5 * (20_000 * probability * (1 - probability)).squareRoot()
      #expect(abs(Float(count) - 20_000 * probability) < spread)
    }
  }

  @Test func `equal seeds give equal samples, and the best class is found`() {
    let choice = Categorical(logits: Variable(logits))
    var (first, second) = (TestRandom(1), TestRandom(1))
    #expect(choice.sample(using: &first) == choice.sample(using: &second))
    #expect(choice.mostProbable() == [2, 1])
  }

  @Test func `a class that is ruled out is never drawn`() {
    let row = Tensor([-1e9, 0, -1e9], shape: [1, 3])
    let many = Categorical(logits: Variable(row.broadcast(to: [1000, 3])))
    var random = TestRandom(2)
    #expect(many.sample(using: &random).allSatisfy { $0 == 1 })
  }
}
