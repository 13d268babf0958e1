import PaintCore
import Testing

@testable import Datasets

@Suite struct HoldOutTests {
  private func digits(_ count: Int) throws -> ImageSet {
    try ImageSet.idx(
      Handmade.images(count, 2, 2), path: "d", labels: nil, labelsPath: "",
      ImageSetOptions(width: 2, height: 2, channels: 1))
  }

  @Test func `the last images are held out and both parts keep their order`() throws {
    let set = try digits(10)
    let (training, heldOut) = try set.split(.last(3))
    try #require([training.count, heldOut.count] == [7, 3])
    #expect((0..<7).map { training.image(at: $0) } == (0..<7).map { set.image(at: $0) })
    #expect((0..<3).map { heldOut.image(at: $0) } == (7..<10).map { set.image(at: $0) })
    let (inner, last) = try training.split(.last(6))
    try #require([inner.count, last.count] == [1, 6])
    #expect(last.image(at: 0) == set.image(at: 1))
    #expect(try set.split(.none).training.count == 10)
    #expect(try set.split(.last(0)).heldOut.count == 0)
  }

  @Test func `a part must be left to train on`() throws {
    let set = try digits(10)
    #expect(
      throws: DatasetError.selection(
        file: "10 images of d",
        reason: "have 10 images: cannot hold out 10, choose 0 to 9")
    ) { try set.split(.last(10)) }
    for count in [-1, 11, Int.max, Int.min] {
      #expect(throws: DatasetError.self) { try set.split(.last(count)) }
    }
    #expect(throws: DatasetError.self) { try set.split(.lastAlphabets(1)) }
  }

  @Test func `small sets hold out a fifth at the most`() throws {
    #expect(HoldOut.last(500, of: 4599) == .last(500))
    #expect(HoldOut.last(500, of: 100) == .last(20))
    #expect(HoldOut.last(500, of: 4) == .last(0))
    for count in 1..<12 {
      let set = try digits(count)
      #expect(try set.split(set.usualHoldOut).training.count > 0)
    }
  }
}
