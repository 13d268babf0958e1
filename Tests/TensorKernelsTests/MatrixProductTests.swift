import TensorKernels
import Testing

@Suite struct MatrixProductTests {
  @Test(arguments: [(1, 1, 1), (2, 3, 4), (17, 5, 33), (64, 40, 9)], [0, 1, 2, 3])
  func `products match three loops`(_ size: (Int, Int, Int), _ transposed: Int) {
    let (rows, depth, columns) = size
    var random = TestRandom(3)
    let (left, right) = (random.tensor([rows, depth]), random.tensor([depth, columns]))
    let isLeft = transposed & 1 != 0
    let isRight = transposed & 2 != 0
    let product = (isLeft ? left.transposed() : left).matrixProduct(
      isRight ? right.transposed() : right, transposingLeft: isLeft, transposingRight: isRight)
    expectEqual(product, plainProduct(left, right), shape: [rows, columns])
  }

  @Test func `an affine layer adds its bias and rectifies`() {
    var random = TestRandom(4)
    let (x, w) = (random.tensor([5, 7]), random.tensor([7, 3]))
    let bias = random.tensor([3])
    let sums = plainProduct(x, w).enumerated().map { $1 + Double(bias.scalars[$0 % 3]) }
    expectEqual(x.affine(w, bias: bias), sums, shape: [5, 3])
    expectEqual(x.affine(w, bias: bias, slope: 0), sums.map { max(0, $0) }, shape: [5, 3])
    expectEqual(
      x.affine(w, bias: nil, slope: 0.1), plainProduct(x, w).map { $0 > 0 ? $0 : 0.1 * $0 },
      shape: [5, 3])
  }

  @Test func `an empty batch has an empty result`() {
    let product = Tensor([], shape: [0, 3]).affine(
      Tensor(repeating: 1, shape: [3, 2]), bias: nil)
    #expect(product.shape == [0, 2])
  }

  private func plainProduct(_ left: Tensor, _ right: Tensor) -> [Double] {
    let (rows, depth, columns) = (left.shape[0], left.shape[1], right.shape[1])
    let (a, b) = (left.scalars, right.scalars)
    return (0..<rows * columns).map { index in
      (0..<depth).reduce(0.0) { sum, k in
        sum + Double(a[index / columns * depth + k]) * Double(b[k * columns + index % columns])
      }
    }
  }
}
