import PaintCore
import Testing

@testable import Discriminator

@Suite struct CriticLessonsTests {
  /// Shows the lessons `count` blank canvases as ends of episodes beside targets of squares.
  private func teach(_ critic: Critic, count: Int, updateEvery: Int) {
    let lessons = CriticLessons(nil, for: critic, updateEvery: updateEvery)
    var random = RandomStream(key: 51, stream: 0)
    let blank = Pictures.blank(1, side: 16)
    for _ in 0..<count {
      let target = Pictures.squares(1, side: 16, using: &random)
      blank.withUnsafeBufferPointer { blank in
        target.withUnsafeBufferPointer { lessons.take(blank, target: $0, teaching: critic) }
      }
    }
  }

  @Test func `a step comes after so many episodes and not before`() {
    let critic = Critic(.tiny(side: 16, isConditional: true), seed: 1)
    teach(critic, count: 29, updateEvery: 10)
    #expect(critic.stepCount == 2)
  }

  @Test func `a critic learns from the ends of episodes`() {
    let critic = Critic(.tiny(side: 16, isConditional: true, widths: [8, 16]), seed: 2)
    teach(critic, count: 240, updateEvery: 4)
    var random = RandomStream(key: 52, stream: 0)
    let targets = Pictures.squares(8, side: 16, using: &random)
    let onReal = mean(critic.score(targets, count: 8, targets: targets))
    let onFake = mean(critic.score(Pictures.blank(8, side: 16), count: 8, targets: targets))
    #expect(onReal > onFake + 0.5, "\(onReal) \(onFake)")
  }
}
