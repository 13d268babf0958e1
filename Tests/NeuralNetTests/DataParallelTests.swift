import NeuralNet
import TensorKernels
import Testing

/// A network with every kind of memory user: convolution, spectral norm, embedding, heads.
private struct Network {
  let convolution: Conv2D
  let linear: Linear
  let embedding: Embedding
  let head: Linear

  init(in layout: inout ParameterLayout) {
    convolution = Conv2D(
      "convolution", inputs: 2, outputs: 8,
      geometry: ConvolutionGeometry(kernel: 4, stride: 2, padding: 1), activation: .relu,
      spectralNorm: true, in: &layout)
    linear = Linear("linear", inputs: 128, outputs: 32, activation: .tanh, in: &layout)
    embedding = Embedding("embedding", classes: 5, width: 32, in: &layout)
    head = Linear("head", inputs: 32, outputs: 5, in: &layout)
  }

  func loss(_ images: Tensor, _ classes: [Int], in scope: ParameterScope) -> Variable {
    let features = linear(
      convolution(Variable(images), in: scope).flattened(), in: scope)
    let choice = Categorical(logits: head(features + embedding(classes, in: scope), in: scope))
    return (0.01 * choice.entropy() - choice.logProbability(of: classes)).sum()
  }
}

@Suite(.serialized) struct DataParallelTests {
  /// Trains a small network and returns its weights.
  private func train(
    seed: UInt64, shards: Int, steps: Int, afterStep: (Int, FlatVector) -> Void = { _, _ in }
  ) -> [Float] {
    var random = TestRandom(seed)
    var layout = ParameterLayout()
    let network = Network(in: &layout)
    let parameters = ParameterSet(layout, using: &random)
    let adam = Adam(weightCount: layout.weightCount)
    let workers = DataParallel(parameters, shards: shards)
    for step in 1...steps {
      let images = random.tensor([24, 8, 8, 2])
      let classes = (0..<24).map { _ in Int.random(in: 0..<5, using: &random) }
      parameters.updateSpectralNorms()
      _ = workers.computeGradient { shard, scope in
        let part = workers.range(of: shard, count: 24)
        let loss = network.loss(images.leading(part), Array(classes[part]), in: scope)
        return (loss.scaled(by: 1 / 24), loss.value.scalar)
      }
      clipNorm(of: workers.gradient, to: 1)
      adam.step(parameters.weights, gradient: workers.gradient, learningRate: 0.01)
      afterStep(step, workers.gradient)
    }
    return parameters.weights.scalars
  }

  @Test(arguments: [1, 2, 3])
  func `the same seed and number of shards give the same weights, bit for bit`(_ shards: Int) {
    let weights = train(seed: 5, shards: shards, steps: 10)
    #expect(weights.allSatisfy { $0.isFinite })
    for _ in 0..<3 { #expect(train(seed: 5, shards: shards, steps: 10) == weights) }
    #expect(train(seed: 6, shards: shards, steps: 10) != weights)
  }

  @Test func `shards together have the gradient of the whole batch`() {
    var gradients: [[Float]] = []
    for shards in [1, 5] {
      _ = train(seed: 5, shards: shards, steps: 1) { gradients.append($1.scalars) }
    }
    for (one, other) in zip(gradients[0], gradients[1]) { #expect(abs(one - other) < 1e-6) }
  }

  @Test func `ranges cover the batch in order`() {
    var layout = ParameterLayout()
    _ = layout.addWeight("w", shape: [1], .constant(0))
    var random = TestRandom(1)
    let workers = DataParallel(ParameterSet(layout, using: &random), shards: 3)
    let ranges = (0..<3).map { workers.range(of: $0, count: 8) }
    #expect(ranges == [0..<2, 2..<5, 5..<8])
  }

  @Test func `results come in the order of the shards`() {
    var layout = ParameterLayout()
    _ = layout.addWeight("w", shape: [1], .constant(0))
    var random = TestRandom(1)
    let workers = DataParallel(ParameterSet(layout, using: &random), shards: 4)
    #expect(workers.forEachShard { "\($0)" } == ["0", "1", "2", "3"])
  }

  /// Other tests use the pool meanwhile, so this one counts in a process of its own.
  @Test func `memory is flat after the tenth step`() async {
    await #expect(processExitsWith: .success) {
      var atTen = BufferPool.shared.statistics
      _ = DataParallelTests().train(seed: 9, shards: 1, steps: 50) { step, _ in
        if step == 10 { atTen = BufferPool.shared.statistics }
        precondition(step != 50 || BufferPool.shared.statistics == atTen, "memory grew")
      }
      precondition(atTen.buffers > 0 && atTen.buffers > atTen.buffersInUse)
    }
  }

  @Test func `nothing stays in use after training`() async {
    await #expect(processExitsWith: .success) {
      _ = DataParallelTests().train(seed: 9, shards: 2, steps: 3)
      let inUse = BufferPool.shared.statistics.buffersInUse
      precondition(inUse <= 1, "\(inUse) buffers")  // the pool of tests keeps one empty buffer
    }
  }
}
