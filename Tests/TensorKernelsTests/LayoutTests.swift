import Glibc
import TensorKernels
import Testing

@Suite struct LayoutTests {
  private let matrix = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])

  @Test func `rows and columns are gathered and put back`() {
    #expect(matrix.rows([1, 1, 0]).scalars == [4, 5, 6, 4, 5, 6, 1, 2, 3])
    let sums = matrix.rows([1, 1, 0]).sumOfRows(at: [1, 1, 0], rowCount: 3)
    #expect(sums.shape == [3, 3])
    #expect(sums.scalars == [1, 2, 3, 8, 10, 12, 0, 0, 0])
    #expect(matrix.columns([2, 0]).scalars == [3, 4])
    let scattered = Tensor([7, 8], shape: [2, 1]).scattered(toColumns: [2, 0], columnCount: 3)
    #expect(scattered.scalars == [0, 0, 7, 8, 0, 0])
  }

  @Test func `a row that does not exist traps`() async {
    await #expect(processExitsWith: .failure) {
      _ = Tensor(repeating: 0, shape: [2, 3]).rows([2])
    }
  }

  @Test func `slices and concatenations fit together`() {
    #expect(matrix.slice(1..<3).scalars == [2, 3, 5, 6])
    #expect(matrix.slice(1..<3).padded(from: 1, columnCount: 3).scalars == [0, 2, 3, 0, 5, 6])
    let parts = [matrix.slice(0..<1), matrix.slice(1..<3)]
    #expect(Tensor.concatenated(parts).scalars == matrix.scalars)
    #expect(matrix.leading(1..<2).scalars == [4, 5, 6])
    #expect(matrix.leading(1..<2).shape == [1, 3])
    let stack = Tensor.stacked([matrix.leading(1..<2), matrix])
    #expect(stack.shape == [3, 3] && stack.scalars == [4, 5, 6, 1, 2, 3, 4, 5, 6])
    #expect(matrix.transposed().scalars == [1, 4, 2, 5, 3, 6])
    #expect(matrix.reshaped([6]).scalars == matrix.scalars)
  }

  @Test func `a part keeps the memory of the whole alive`() {
    var part = Tensor(repeating: 0, shape: [0])
    do {
      let whole = Tensor((0..<1000).map { Float($0) }, shape: [10, 100])
      part = whole.leading(3..<4)
    }
    let other = Tensor(repeating: -1, shape: [10, 100])
    #expect(part.scalars == (300..<400).map { Float($0) } && other.count == 1000)
  }

  @Test func `the log softmax matches its definition, however large the numbers`() {
    var random = TestRandom(6)
    for offset: Float in [0, 1000, -1000] {
      let x = random.tensor([4, 33], in: -3...3).scaled(by: 1, plus: offset)
      var expected: [Double] = []
      for row in 0..<4 {
        let values = x.scalars[33 * row..<33 * row + 33].map { Double($0) - Double(offset) }
        let total = log(values.reduce(0) { $0 + exp($1) })
        expected += values.map { $0 - total }
      }
      expectEqual(x.logSoftmax(), expected, shape: [4, 33], tolerance: offset == 0 ? 1e-6 : 1e-4)
    }
  }
}

@Suite struct FlatVectorTests {
  @Test func `views show changes and vectors compute`() {
    let vector = FlatVector(count: 6)
    let view = vector.view(from: 2, shape: [2, 2])
    vector.write(Tensor([1, 2]), at: 3)
    #expect(view.scalars == [0, 1, 2, 0])
    let other = FlatVector(count: 6)
    other.fill(4)
    vector.add(other)
    #expect(vector.scalars == [4, 4, 4, 5, 6, 4])
    vector.scale(by: 0.5)
    vector.blend(other, decay: 0.75)
    #expect(vector.scalars == [2.5, 2.5, 2.5, 2.875, 3.25, 2.5])
    other.assign(vector)
    #expect(other.scalars == vector.scalars)
  }

  @Test(arguments: [0, 1, 15, 16, 33, 4096, 10_007])
  func `the norm matches a plain loop`(_ count: Int) {
    var random = TestRandom(7)
    let vector = FlatVector(count: count)
    let values = random.tensor([count])
    vector.write(values, at: 0)
    let plain = values.scalars.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(abs(vector.norm - plain) <= 1e-6 * max(1, plain))
  }

  @Test(arguments: [1, 7, 8, 31, 32, 100, 1003])
  func `sums match a plain loop`(_ count: Int) {
    var random = TestRandom(8)
    let values = random.tensor([count])
    let plain = values.scalars.reduce(0) { $0 + Double($1) }
    expectEqual(values.sum(to: []), [plain], shape: [])
  }
}
