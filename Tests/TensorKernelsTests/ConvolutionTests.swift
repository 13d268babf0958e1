import TensorKernels
import Testing

/// A convolution by its definition: one product per kernel element and output.
private struct PlainConvolution: Sendable, CustomTestStringConvertible {
  let images: Int
  let height: Int
  let width: Int
  let channels: Int
  let outputs: Int
  let geometry: ConvolutionGeometry
  var testDescription: String { "\(images)x\(height)x\(width)x\(channels) \(geometry)" }

  var inputShape: [Int] { [images, height, width, channels] }
  var weightShape: [Int] { [geometry.kernel * geometry.kernel * channels, outputs] }
  var outputShape: [Int] {
    [images, geometry.outputExtent(of: height), geometry.outputExtent(of: width), outputs]
  }

  /// Calls `body` with the indices of input, weight and output of every product.
  func forEachProduct(_ body: (Int, Int, Int) -> Void) {
    let (kernel, shape) = (geometry.kernel, outputShape)
    for output in 0..<shape.reduce(1, *) {
      let filter = output % outputs
      let x = output / outputs % shape[2]
      let y = output / outputs / shape[2] % shape[1]
      let image = output / outputs / shape[2] / shape[1]
      for tap in 0..<kernel * kernel {
        let row = y * geometry.stride - geometry.padding + tap / kernel
        let column = x * geometry.stride - geometry.padding + tap % kernel
        guard (0..<height).contains(row), (0..<width).contains(column) else { continue }
        for channel in 0..<channels {
          body(
            ((image * height + row) * width + column) * channels + channel,
            (tap * channels + channel) * outputs + filter, output)
        }
      }
    }
  }
}

private let cases: [PlainConvolution] = [
  .init(images: 2, height: 8, width: 8, channels: 3, outputs: 5, geometry: .init(kernel: 3)),
  .init(
    images: 3, height: 8, width: 6, channels: 1, outputs: 4,
    geometry: .init(kernel: 4, stride: 2, padding: 1)),
  .init(
    images: 9, height: 16, width: 16, channels: 24, outputs: 8,
    geometry: .init(kernel: 4, stride: 2, padding: 1)),
  .init(
    images: 2, height: 5, width: 7, channels: 2, outputs: 3,
    geometry: .init(kernel: 5, stride: 1, padding: 2)),
  .init(
    images: 1, height: 2, width: 3, channels: 9, outputs: 2,
    geometry: .init(kernel: 5, stride: 3, padding: 4)),
  .init(images: 2, height: 4, width: 4, channels: 6, outputs: 7, geometry: .init(kernel: 1)),
]

@Suite struct ConvolutionTests {
  @Test(arguments: cases) fileprivate func `convolution and adjoints match the definition`(
    _ plain: PlainConvolution
  ) {
    var random = TestRandom(5)
    let x = random.tensor(plain.inputShape)
    let w = random.tensor(plain.weightShape)
    let y = random.tensor(plain.outputShape)
    let (xs, ws, ys) = (x.scalars, w.scalars, y.scalars)
    var outputs = [Double](repeating: 0, count: y.count)
    var inputs = [Double](repeating: 0, count: x.count)
    var weights = [Double](repeating: 0, count: w.count)
    plain.forEachProduct { input, weight, output in
      outputs[output] += Double(xs[input]) * Double(ws[weight])
      inputs[input] += Double(ys[output]) * Double(ws[weight])
      weights[weight] += Double(xs[input]) * Double(ys[output])
    }
    expectEqual(
      x.convolution(w, geometry: plain.geometry), outputs, shape: plain.outputShape,
      tolerance: 2e-5)
    expectEqual(
      y.convolutionInputAdjoint(w, inputShape: x.shape, geometry: plain.geometry), inputs,
      shape: x.shape, tolerance: 2e-5)
    expectEqual(
      x.convolutionWeightAdjoint(y, geometry: plain.geometry), weights, shape: w.shape,
      tolerance: 2e-5)
    let bias = random.tensor([plain.outputs])
    let finished = outputs.enumerated().map { index, sum in
      let value = sum + Double(bias.scalars[index % plain.outputs])
      return value > 0 ? value : 0.2 * value
    }
    expectEqual(
      x.convolution(w, bias: bias, slope: 0.2, geometry: plain.geometry), finished,
      shape: plain.outputShape, tolerance: 2e-5)
  }

  @Test func `a transposed convolution undoes the extents of a convolution`() {
    let geometry = ConvolutionGeometry(kernel: 4, stride: 2, padding: 1)
    #expect(geometry.outputExtent(of: 32) == 16)
    #expect(geometry.transposedExtent(of: 16) == 32)
  }
}
