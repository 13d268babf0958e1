/// A square kernel moved over an image: how big, how far each time, how much zero margin.
public struct ConvolutionGeometry: Sendable, Hashable {
  /// The height and width of the kernel.
  public var kernel: Int
  /// How far the kernel moves between neighbouring outputs.
  public var stride: Int
  /// The width of the zero margin on every side.
  public var padding: Int

  /// Makes the geometry.
  ///
  /// - Precondition: `kernel` and `stride` are positive, `padding` is in `0..<kernel`.
  public init(kernel: Int, stride: Int = 1, padding: Int = 0) {
    precondition(
      kernel > 0 && stride > 0 && (0..<kernel).contains(padding),
      "kernel \(kernel), stride \(stride), padding \(padding)")
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
  }

  /// Returns the height or width of a convolution's output.
  ///
  /// - Precondition: The kernel fits into `extent` and its margins.
  public func outputExtent(of extent: Int) -> Int {
    precondition(
      extent + 2 * padding >= kernel, "kernel \(kernel) over \(extent) with padding \(padding)")
    return (extent + 2 * padding - kernel) / stride + 1
  }

  /// Returns the height or width of a transposed convolution's output, the smallest input whose
  /// convolution has `extent`.
  public func transposedExtent(of extent: Int) -> Int {
    (extent - 1) * stride + kernel - 2 * padding
  }
}

/// The extents of one convolution from `large` to `small` images.
struct ConvolutionPlan {
  let geometry: ConvolutionGeometry
  let images: Int
  /// The input of the convolution.
  let (height, width, channels): (Int, Int, Int)
  /// Its output.
  let (outputHeight, outputWidth, outputChannels): (Int, Int, Int)

  /// - Precondition: Shapes `[images, height, width, channels]`, and weights
  ///   `[kernel * kernel * channels, output channels]`.
  init(input: [Int], weights: [Int], geometry: ConvolutionGeometry) {
    precondition(input.count == 4, "input \(input) is not [images, height, width, channels]")
    precondition(
      weights.count == 2 && weights[0] == geometry.kernel * geometry.kernel * input[3],
      "weights \(weights) for kernel \(geometry.kernel) and input \(input)")
    self.geometry = geometry
    (images, height, width, channels) = (input[0], input[1], input[2], input[3])
    outputHeight = geometry.outputExtent(of: height)
    outputWidth = geometry.outputExtent(of: width)
    outputChannels = weights[1]
  }

  var outputShape: [Int] { [images, outputHeight, outputWidth, outputChannels] }
  /// The numbers under the kernel.
  var depth: Int { geometry.kernel * geometry.kernel * channels }
  var rowsPerImage: Int { outputHeight * outputWidth }
  var inputSize: Int { height * width * channels }

  /// How many images are unfolded at a time: enough for the matrix product to be efficient, few
  /// enough for the patches to stay in the second-level cache (256 rows were the best of the sizes
  /// tried with 64 to 768 numbers per row).
  var imagesAtOnce: Int { max(1, min(images, 256 / max(1, rowsPerImage))) }

  /// Calls `body(first image, image count, scratch)` for consecutive groups of images; the scratch
  /// holds the group's patches, `[rows, depth]`.
  func forEachGroup(_ body: (Int, Int, UnsafeMutablePointer<Float>) -> Void) {
    let scratch = TensorStorage(count: imagesAtOnce * rowsPerImage * depth)
    withExtendedLifetime(scratch) {
      for first in stride(from: 0, to: images, by: imagesAtOnce) {
        body(first, min(imagesAtOnce, images - first), scratch.pointer)
      }
    }
  }
}
