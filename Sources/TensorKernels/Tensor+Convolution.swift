// A convolution is bilinear in image and weights. Its two adjoints and itself are each other's
// derivatives, so that these three functions serve derivatives of any order.

extension Tensor {
  /// Returns `rectified(convolution + bias)`, shape `[images, height, width, outputs]`.
  ///
  /// - Parameters:
  ///   - weights: Shape `[kernel * kernel * channels, outputs]`, the first axis ordered by kernel
  ///     row, kernel column and channel; this tensor is `[images, height, width, channels]`.
  ///   - bias: Shape `[outputs]`.
  ///   - slope: The slope of the rectifier below zero; 1 for none.
  public func convolution(
    _ weights: Tensor, bias: Tensor? = nil, slope: Float = 1, geometry: ConvolutionGeometry
  ) -> Tensor {
    let plan = ConvolutionPlan(input: shape, weights: weights.shape, geometry: geometry)
    let result = Tensor(uninitialized: plan.outputShape)
    plan.forEachGroup { first, images, patches in
      plan.unfold(pointer + first * plan.inputSize, images: images, into: patches)
      let rows = images * plan.rowsPerImage
      let output = result.pointer + first * plan.rowsPerImage * plan.outputChannels
      multiply(
        MatrixOperand(patches, columns: plan.depth),
        MatrixOperand(weights.pointer, columns: plan.outputChannels),
        into: output, rows: rows, columns: plan.outputChannels, depth: plan.depth,
        accumulates: false)
      finish(output, rows: rows, columns: plan.outputChannels, bias: bias, slope: slope)
    }
    return result
  }

  /// Returns the adjoint of `convolution` in its image: from outputs `[images, h, w, outputs]`, this
  /// tensor, to inputs of shape `inputShape`. This is the transposed convolution.
  public func convolutionInputAdjoint(
    _ weights: Tensor, inputShape: [Int], geometry: ConvolutionGeometry
  ) -> Tensor {
    let plan = ConvolutionPlan(input: inputShape, weights: weights.shape, geometry: geometry)
    precondition(shape == plan.outputShape, "output \(shape), expected \(plan.outputShape)")
    let result = Tensor(repeating: 0, shape: inputShape)
    plan.forEachGroup { first, images, patches in
      let rows = images * plan.rowsPerImage
      multiply(
        MatrixOperand(
          pointer + first * plan.rowsPerImage * plan.outputChannels, columns: plan.outputChannels),
        MatrixOperand(weights.pointer, columns: plan.outputChannels, isTransposed: true),
        into: patches, rows: rows, columns: plan.depth, depth: plan.outputChannels,
        accumulates: false)
      plan.fold(patches, images: images, into: result.pointer + first * plan.inputSize)
    }
    return result
  }

  /// Returns the adjoint of `convolution` in its weights, `[kernel * kernel * channels, outputs]`:
  /// this tensor is the image and `output` has the shape of the convolution's result.
  public func convolutionWeightAdjoint(_ output: Tensor, geometry: ConvolutionGeometry) -> Tensor {
    precondition(shape.count == 4 && output.shape.count == 4, "\(shape), \(output.shape)")
    let outputs = output.shape[3]
    let weights = [geometry.kernel * geometry.kernel * shape[3], outputs]
    let plan = ConvolutionPlan(input: shape, weights: weights, geometry: geometry)
    precondition(output.shape == plan.outputShape, "\(output.shape) is not \(plan.outputShape)")
    let result = Tensor(repeating: 0, shape: weights)
    plan.forEachGroup { first, images, patches in
      plan.unfold(pointer + first * plan.inputSize, images: images, into: patches)
      multiply(
        MatrixOperand(patches, columns: plan.depth, isTransposed: true),
        MatrixOperand(output.pointer + first * plan.rowsPerImage * outputs, columns: outputs),
        into: result.pointer, rows: plan.depth, columns: outputs,
        depth: images * plan.rowsPerImage, accumulates: true)
    }
    return result
  }
}
