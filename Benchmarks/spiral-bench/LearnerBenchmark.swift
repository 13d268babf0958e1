import JSONText
import NeuralNet
import PaintCore
import TensorKernels

/// How fast one network computes.
struct LearnerFigures {
  /// Which network.
  var network: String
  /// Samples per batch.
  var batch: Int
  /// Shards and threads.
  var threads: Int
  /// Samples per second of training steps: forward, backward and Adam.
  var trained: Double
  /// Samples per second of forward passes.
  var scored: Double

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("network")
    writer.string(network)
    writer.key("batch")
    writer.integer(batch)
    writer.key("threads")
    writer.integer(threads)
    writer.key("trainedPerSecond")
    writer.number(trained)
    writer.key("scoredPerSecond")
    writer.number(scored)
    writer.endObject()
  }
}

/// Trains the networks of the learner on random numbers.
struct LearnerBenchmark {
  let seconds: Double
  let coreCount: Int

  func run() -> [LearnerFigures] {
    Set([1, coreCount]).sorted().flatMap { threads in
      [policy(batch: 320, threads: threads), critic(batch: 128, threads: threads)]
    }
  }

  private func policy(batch: Int, threads: Int) -> LearnerFigures {
    var layout = ParameterLayout()
    let network = BenchmarkPolicy(in: &layout)
    var random = RandomStream(key: 1, stream: 0)
    let images = tensor([batch, 32, 32, 4], &random)
    let numbers = tensor([batch, BenchmarkPolicy.sideWidth], &random)
    let choices = BenchmarkPolicy.classes.map { classes in
      (0..<batch).map { _ in random.integer(below: classes) }
    }
    let parameters = ParameterSet(layout, using: &random)
    return measure("policy", parameters, batch: batch, threads: threads) { part, scope in
      network.loss(
        images.leading(part), numbers.leading(part), choices.map { Array($0[part]) }, in: scope)
    }
  }

  private func critic(batch: Int, threads: Int) -> LearnerFigures {
    var layout = ParameterLayout()
    let network = BenchmarkCritic(in: &layout)
    var random = RandomStream(key: 2, stream: 0)
    let images = tensor([batch, 32, 32, 1], &random)
    let parameters = ParameterSet(layout, using: &random)
    return measure("critic", parameters, batch: batch, threads: threads) { part, scope in
      // the hinge loss of real images
      (1 - network(Variable(images.leading(part)), in: scope)).relu()
    }
  }

  /// Measures training and scoring with `loss` of a part of the batch.
  private func measure(
    _ name: String, _ parameters: ParameterSet, batch: Int, threads: Int,
    loss: (Range<Int>, ParameterScope) -> Variable
  ) -> LearnerFigures {
    let workers = DataParallel(parameters, shards: threads)
    let adam = Adam(weightCount: parameters.weights.count)
    let trained = callsPerSecond {
      parameters.updateSpectralNorms()
      _ = workers.computeGradient { shard, scope in
        let losses = loss(workers.range(of: shard, count: batch), scope)
        return (losses.sum().scaled(by: 1 / Float(batch)), ())
      }
      clipNorm(of: workers.gradient, to: 1)
      adam.step(parameters.weights, gradient: workers.gradient, learningRate: 1e-6)
    }
    let scored = callsPerSecond {
      _ = workers.forEachShard { shard in
        let scope = ParameterScope(parameters, isTraining: false)
        return loss(workers.range(of: shard, count: batch), scope).value.count
      }
    }
    return LearnerFigures(
      network: name, batch: batch, threads: threads, trained: trained * Double(batch),
      scored: scored * Double(batch))
  }

  private func callsPerSecond(_ body: () -> Void) -> Double {
    for _ in 0..<3 { body() }
    let clock = ContinuousClock()
    let start = clock.now
    var calls = 0.0
    while start.duration(to: clock.now) < .seconds(seconds) {
      body()
      calls += 1
    }
    return calls / (start.duration(to: clock.now) / .seconds(1))
  }

  private func tensor(_ shape: [Int], _ random: inout RandomStream) -> Tensor {
    Tensor(shape: shape) { numbers in
      for index in numbers.indices { numbers[index] = Float(random.uniform()) }
    }
  }
}
