public import PaintCore
public import TensorKernels

/// What the classifier sees of canvases: how much ink there is, on 32x32 cells.
public enum Ink {
  /// The height and width of the grid.
  public static let side = 32

  /// Returns the ink of `canvases`, `[canvases.count, 32, 32, 1]`, 0 for white paper and 1 for black.
  ///
  /// Every cell is the mean of its pixels, exact to the rounding of a division. Colours count by
  /// their luma, over white where they are transparent.
  /// - Throws: ``EvaluationError/shape(place:expected:got:)`` unless every canvas is a square whose
  ///   side is a multiple of 32.
  public static func tensor(_ canvases: ArraySlice<PixelImage>) throws(EvaluationError) -> Tensor {
    for (index, canvas) in zip(canvases.indices, canvases) {
      guard canvas.width == canvas.height, canvas.width % side == 0 else {
        throw .shape(
          place: "canvas \(index)", expected: "a square with a side that is a multiple of \(side)",
          got: canvas.shape)
      }
    }
    return Tensor(shape: [canvases.count, side, side, 1]) { buffer in
      var start = 0
      for canvas in canvases {
        write(canvas.grey(), to: .init(rebasing: buffer[start..<start + side * side]))
        start += side * side
      }
    }
  }

  private static func write(_ canvas: PixelImage, to cells: UnsafeMutableBufferPointer<Float>) {
    let block = canvas.width / side
    let white = 255 * block * block
    canvas.pixels.withUnsafeBufferPointer { pixels in
      for row in 0..<side {
        for column in 0..<side {
          var sum = 0
          for y in row * block..<(row + 1) * block {
            let start = y * canvas.width + column * block
            for x in start..<start + block { sum += Int(pixels[x]) }
          }
          cells[row * side + column] = Float(white - sum) / Float(white)
        }
      }
    }
  }
}
