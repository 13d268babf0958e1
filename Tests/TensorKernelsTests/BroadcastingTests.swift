import TensorKernels
import Testing

private let shapePairs: [([Int], [Int])] = [
  ([3, 5], [3, 5]), ([3, 5], [5]), ([5], [3, 5]), ([3, 5], [1, 5]), ([3, 5], [3, 1]),
  ([3, 1], [3, 5]), ([3, 5], []), ([], [3, 5]), ([3, 5], [1, 1]), ([3, 1], [1, 5]),
  ([2, 3, 4], [3, 1]), ([2, 3, 4], [2, 1, 1]), ([2, 3, 4], [2, 1, 4]), ([2, 3, 4], [3, 4]),
  ([2, 3, 4, 5], [1, 3, 1, 5]), ([4, 1, 6], [1, 3, 1]), ([0, 3], [3]), ([1], [1, 1]),
  ([2, 1, 1], [2, 1, 4]), ([7, 300], [300]), ([70, 3], [3]),
]

@Suite struct BroadcastingTests {
  @Test(arguments: shapePairs) func `element-wise operations match a plain loop`(
    _ first: [Int], _ second: [Int]
  ) {
    var random = TestRandom(1)
    let left = random.tensor(first)
    let right = random.tensor(second, in: 0.5...2)
    let shape = broadcastShape(first, second)
    func expected(_ function: (Double, Double) -> Double) -> [Double] {
      let (a, b) = (left.scalars, right.scalars)
      return (0..<shape.reduce(1, *)).map { index in
        function(
          Double(a[broadcastIndex(index, in: shape, to: first)]),
          Double(b[broadcastIndex(index, in: shape, to: second)]))
      }
    }
    expectEqual(left + right, expected(+), shape: shape)
    expectEqual(left - right, expected(-), shape: shape)
    expectEqual(left * right, expected(*), shape: shape)
    expectEqual(left / right, expected(/), shape: shape)
    expectEqual(left.minimum(right), expected { min($0, $1) }, shape: shape)
    expectEqual(left.maximum(right), expected { max($0, $1) }, shape: shape)
  }

  @Test(arguments: shapePairs) func `repeating and summing match a plain loop`(
    _ first: [Int], _ second: [Int]
  ) {
    var random = TestRandom(2)
    let shape = broadcastShape(first, second)
    let full = random.tensor(shape)
    for small in [first, second] {
      let part = random.tensor(small)
      let source = part.scalars
      let indices = (0..<full.count).map { broadcastIndex($0, in: shape, to: small) }
      expectEqual(
        part.broadcast(to: shape), indices.map { Double(source[$0]) }, shape: shape, tolerance: 0)
      var sums = [Double](repeating: 0, count: part.count)
      for (index, value) in zip(indices, full.scalars) { sums[index] += Double(value) }
      expectEqual(full.sum(to: small), sums, shape: small, tolerance: 2e-5)
    }
  }

  @Test func `shapes that do not fit trap`() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor(repeating: 0, shape: [2, 3]) + Tensor(repeating: 0, shape: [2])
    }
  }

  @Test func `adding in place asks who else holds the numbers`() {
    var sum = Tensor([1, 2])
    let copy = sum
    let changedShared = sum.addInPlaceIfUnique(Tensor([1, 1]))
    #expect(!changedShared && sum.scalars == [1, 2] && copy.scalars == [1, 2])
    var own = Tensor([1, 2])
    let changedOwn = own.addInPlaceIfUnique(Tensor([1, 1]))
    #expect(changedOwn && own.scalars == [2, 3])
    let vector = FlatVector(count: 2)
    var view = vector.view(from: 0, shape: [2])
    let changedView = view.addInPlaceIfUnique(Tensor([1, 1]))
    #expect(!changedView)
    #expect(vector.scalars == [0, 0])
  }
}
