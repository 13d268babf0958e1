import PaintCore
import Testing

@testable import Discriminator

@Suite struct CriticTests {
  // MARK: Learning

  @Test(arguments: [CriticLoss.hinge, .logistic, .wassersteinPenalty()])
  func `squares are told from blank pages within a hundred steps`(loss: CriticLoss) {
    var configuration = CriticConfiguration.tiny(side: 16, widths: [8, 16], loss: loss)
    configuration.learningRate = 2e-3
    let critic = Critic(configuration, seed: 1)
    var random = RandomStream(key: 2, stream: 0)
    for _ in 0..<100 {
      critic.update(
        real: Pictures.squares(16, side: 16, using: &random),
        fake: Pictures.blank(16, side: 16), count: 16)
    }
    let onReal = critic.score(Pictures.squares(32, side: 16, using: &random), count: 32)
    let onFake = critic.score(Pictures.blank(1, side: 16), count: 1)
    #expect(onReal.allSatisfy { $0 > onFake[0] + 0.5 }, "\(onReal) \(onFake)")
  }

  @Test(arguments: Conditioning.allCases)
  func `a conditional critic sees which target a picture belongs to`(conditioning: Conditioning) {
    var configuration = CriticConfiguration.tiny(
      side: 16, isConditional: true, widths: [12, 24], conditioning: conditioning)
    configuration.learningRate = 3e-3
    configuration.poolTo = 16
    let critic = Critic(configuration, seed: 3)
    var random = RandomStream(key: 4, stream: 0)
    for _ in 0..<500 {
      let targets = Pictures.squares(16, side: 16, using: &random)
      let others = Pictures.squares(16, side: 16, using: &random)
      critic.update(real: targets, fake: others, count: 16, targets: targets)
    }
    let targets = Pictures.squares(64, side: 16, using: &random)
    let swapped = Array(targets[256...] + targets[..<256])
    let own = mean(critic.score(targets, count: 64, targets: targets))
    let other = mean(critic.score(swapped, count: 64, targets: targets))
    #expect(own > other + 0.2, "\(own) \(other)")
  }

  // MARK: Scoring

  @Test func `scoring changes nothing and gives the same bits again`() {
    let critic = Critic(.tiny(), seed: 5)
    var random = RandomStream(key: 6, stream: 0)
    let pictures = Pictures.noise(11 * 64, using: &random)
    critic.update(real: pictures, fake: Array(pictures.reversed()), count: 11)
    let before = critic.checkpoint()
    let scores = critic.score(pictures, count: 11)
    #expect(critic.score(pictures, count: 11) == scores)
    #expect(Set(scores).count == 11)
    #expect(critic.checkpoint() == before)
  }

  @Test(arguments: [1, 2, 3])
  func `a score depends on its own picture alone, whatever is scored beside it`(shards: Int) {
    // The widths and the side of the recipe: the shapes whose matrix products matter.
    let configuration = CriticConfiguration(imageHeight: 64, imageWidth: 64, channels: 1)
    let critic = Critic(configuration, seed: 7, shards: shards)
    var random = RandomStream(key: 8, stream: 0)
    let pictures = Pictures.noise(37 * 4096, using: &random)
    let together = critic.score(pictures, count: 37)
    for index in [0, 3, 7, 8, 30, 36] {
      let alone = critic.score(Array(pictures[index * 4096..<(index + 1) * 4096]), count: 1)
      #expect(alone == [together[index]])
    }
    let odd = critic.score(Array(pictures[4096..<14 * 4096]), count: 13)
    #expect(odd == Array(together[1..<14]))
  }

  @Test func `no pictures have no scores`() {
    #expect(Critic(.tiny(), seed: 1).score([], count: 0) == [])
  }

  @Test func `the targets count for a score`() {
    let critic = Critic(.tiny(isConditional: true), seed: 9)
    var random = RandomStream(key: 10, stream: 0)
    let pictures = Pictures.noise(64, using: &random)
    let one = critic.score(pictures, count: 1, targets: pictures)
    let other = critic.score(pictures, count: 1, targets: Pictures.blank(1, side: 8))
    #expect(one != other)
  }

  // MARK: Determinism

  @Test(arguments: [1, 2])
  func `the same seed and shards give the same bits`(shards: Int) {
    func run() -> ([CriticUpdate], [UInt8]) {
      let critic = Critic(.tiny(loss: .wassersteinPenalty()), seed: 11, shards: shards)
      var random = RandomStream(key: 12, stream: 0)
      let updates = (0..<4).map { _ in
        critic.update(
          real: Pictures.noise(9 * 64, using: &random), fake: Pictures.blank(9, side: 8), count: 9)
      }
      return (updates, critic.checkpoint())
    }
    let (first, second) = (run(), run())
    #expect(first.0 == second.0)
    #expect(first.1 == second.1)
  }

  @Test func `more shards than pairs, and any number of them, take the same step up to rounding`() {
    var random = RandomStream(key: 13, stream: 0)
    let (real, fake) = (
      Pictures.noise(3 * 64, using: &random), Pictures.noise(3 * 64, using: &random)
    )
    let updates = [1, 2, 5].map { shards in
      Critic(.tiny(), seed: 14, shards: shards).update(real: real, fake: fake, count: 3)
    }
    for update in updates {
      #expect(abs(update.loss - updates[0].loss) < 1e-5)
      #expect(abs(update.realScore - updates[0].realScore) < 1e-5)
    }
  }

  @Test func `another seed starts elsewhere`() {
    let picture = Pictures.blank(1, side: 8)
    #expect(
      Critic(.tiny(), seed: 1).score(picture, count: 1)
        != Critic(.tiny(), seed: 2).score(picture, count: 1))
  }

  // MARK: Configurations

  @Test func `impossible configurations are refused in words`() {
    let wrong: [(String, (inout CriticConfiguration) -> Void)] = [
      ("imageHeight", { $0.imageHeight = 0 }), ("imageWidth", { $0.imageWidth = 5000 }),
      ("channels", { $0.channels = 2 }), ("widths", { $0.widths = [] }),
      ("widths", { $0.widths = [0] }), ("poolTo", { $0.poolTo = 3 }),
      ("inputNoise", { $0.inputNoise = .nan }), ("learningRate", { $0.learningRate = -1 }),
      ("beta", { $0.beta2 = 1 }), ("penalty", { $0.loss = .wassersteinPenalty(weight: .nan) }),
    ]
    for (word, change) in wrong {
      var configuration = CriticConfiguration.tiny()
      change(&configuration)
      do {
        try configuration.validate()
        Issue.record("\(word) passed")
      } catch { #expect("\(error)".contains(word)) }
    }
  }
}
