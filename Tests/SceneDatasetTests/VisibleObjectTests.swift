import Testing

@testable import SceneDataset

@Suite struct VisibleObjectTests {
  /// Four columns and three rows.
  private let ids: [Int32] = [
    2, 2, 0, -1,
    2, 1, 1, 0,
    0, 1, 2, 2,
  ]

  @Test func `objects are found with their areas and boxes`() {
    let found = VisibleObject.all(in: ids, width: 4)
    #expect(
      found == [
        VisibleObject(number: 1, area: 3, columns: 1...2, rows: 1...2),
        VisibleObject(number: 2, area: 5, columns: 0...3, rows: 0...2),
      ])
  }

  @Test func `run lengths go down the columns and begin outside`() {
    let found = VisibleObject.all(in: ids, width: 4)
    #expect(found[0].runLengths(in: ids, width: 4) == [4, 2, 1, 1, 4])
    #expect(found[1].runLengths(in: ids, width: 4) == [0, 2, 1, 1, 4, 1, 2, 1])
  }

  @Test func `run lengths decode to the mask of any picture`() {
    var random = SystemRandomNumberGenerator()
    for (width, height) in [(1, 1), (1, 9), (9, 1), (8, 8), (13, 7)] {
      for _ in 0..<50 {
        let ids = (0..<width * height).map { _ in Int32.random(in: -1...3, using: &random) }
        let found = VisibleObject.all(in: ids, width: width)
        #expect(Set(found.map(\.number)) == Set(ids.filter { $0 > 0 }.map(Int.init)))
        for object in found {
          let decoded = MaskReading.mask(
            object.runLengths(in: ids, width: width), width: width, height: height)
          #expect(decoded == ids.map { Int($0) == object.number }, "\(ids) \(width)x\(height)")
          #expect(decoded.count { $0 } == object.area)
        }
      }
    }
  }
}

/// COCO's run lengths, read as its own tools read them.
enum MaskReading {
  /// Which pixels are in the mask, rows from the top.
  static func mask(_ counts: [Int], width: Int, height: Int) -> [Bool] {
    var mask = [Bool](repeating: false, count: width * height)
    var place = 0
    for (index, count) in counts.enumerated() {
      for pixel in place..<place + count where index % 2 == 1 {
        mask[pixel % height * width + pixel / height] = true
      }
      place += count
    }
    return place == width * height ? mask : []
  }
}
