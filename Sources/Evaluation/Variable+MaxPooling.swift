import NeuralNet

extension Variable {
  /// Returns the largest of every 2x2 block of images, `[images, height / 2, width / 2, channels]`;
  /// where several are largest, the gradient goes to the first.
  ///
  /// - Precondition: This is `[images, height, width, channels]` with even height and width.
  func maxPooled() -> Variable {
    let (images, height, width, channels) = (shape[0], shape[1], shape[2], shape[3])
    precondition(height % 2 == 0 && width % 2 == 0, "2x2 blocks of an image of shape \(shape)")
    // Neighbours in a row, and then whole rows, lie side by side in the last axis of these shapes.
    let columns = reshaped([images * height * (width / 2), 2 * channels]).largerHalf()
    let rows = columns.reshaped([images * (height / 2), 2 * (width / 2) * channels]).largerHalf()
    return rows.reshaped([images, height / 2, width / 2, channels])
  }

  /// Returns the larger elements of the two halves of the last axis.
  private func largerHalf() -> Variable {
    let half = shape[1] / 2
    return slice(0..<half).maximum(slice(half..<2 * half))
  }
}
