import PaintCore
import Testing

@testable import Discriminator

@Suite struct CriticCheckpointTests {
  private func trained(_ configuration: CriticConfiguration) -> Critic {
    let critic = Critic(configuration, seed: 31)
    var random = RandomStream(key: 32, stream: 0)
    for _ in 0..<3 { step(critic, &random) }
    return critic
  }

  @discardableResult
  private func step(_ critic: Critic, _ random: inout RandomStream) -> CriticUpdate {
    let size = 6 * critic.configuration.pictureByteCount
    let targets = Pictures.noise(size, using: &random)
    return critic.update(
      real: targets, fake: Pictures.noise(size, using: &random), count: 6,
      targets: critic.configuration.isConditional ? targets : nil)
  }

  @Test(arguments: [
    CriticConfiguration.tiny(), .tiny(loss: .wassersteinPenalty(weight: 3)),
    .tiny(channels: 3, isConditional: true, loss: .logistic, conditioning: .complement),
  ])
  func `a critic read from a checkpoint goes on bit by bit`(
    configuration: CriticConfiguration
  ) throws {
    let original = trained(configuration)
    let bytes = original.checkpoint()
    let copy = try Critic(checkpoint: bytes)
    #expect(copy.configuration == configuration)
    #expect(copy.checkpoint() == bytes)
    var (one, other) = (RandomStream(key: 33, stream: 0), RandomStream(key: 33, stream: 0))
    for _ in 0..<2 { #expect(step(original, &one) == step(copy, &other)) }
    #expect(copy.checkpoint() == original.checkpoint())
    #expect(copy.checkpoint() != bytes)
  }

  @Test func `a cut or changed file is refused and never traps`() {
    let bytes = trained(.tiny()).checkpoint()
    for count in [0, 7, 8, 100, bytes.count - 1] {
      #expect(throws: CriticError.self) { try Critic(checkpoint: Array(bytes[..<count])) }
    }
    var random = RandomStream(key: 34, stream: 0)
    var refused = 0
    for _ in 0..<2000 {
      var changed = bytes
      for _ in 0..<1 + random.integer(below: 3) {
        changed[random.integer(below: 1200)] = UInt8(truncatingIfNeeded: random.next())
      }
      do { _ = try Critic(checkpoint: changed) } catch { refused += 1 }
    }
    #expect(refused > 1000)
  }

  @Test(arguments: [
    ("\"seed\":\"31\"", "\"seed\":\"x1\""), ("spiral-critic-1", "spiral-critic-9"),
    ("\\\"channels\\\":1", "\\\"channels\\\":2"), ("\\\"hinge\\\"", "\\\"hunge\\\""),
    ("\"steps\":\"3\"", "\"steps\":\"-\""), ("[4,6]", "[9,6]"),
  ])
  func `a checkpoint with nonsense in its metadata is refused`(old: String, new: String) throws {
    let bytes = trained(.tiny()).checkpoint()
    let (old, new) = (Array(old.utf8), Array(new.utf8))
    let place = try #require(
      (0..<1500).first { bytes[$0..<($0 + old.count)].elementsEqual(old) })
    var changed = bytes
    changed.replaceSubrange(place..<(place + old.count), with: new)
    #expect(throws: CriticError.self) { try Critic(checkpoint: changed) }
  }
}
