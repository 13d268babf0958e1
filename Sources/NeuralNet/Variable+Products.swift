public import TensorKernels

extension Variable {
  /// Returns the matrix product of two matrices, either of them transposed first when asked.
  public func matrixProduct(
    _ other: Variable, transposingLeft: Bool = false, transposingRight: Bool = false
  ) -> Variable {
    let (left, right) = (transposingLeft, transposingRight)
    let product = value.matrixProduct(
      other.value, transposingLeft: left, transposingRight: right)
    return Variable(product, from: self, other) { step in
      let (a, b, g) = (step.inputs[0], step.inputs[1], step.gradient)
      return [
        // C = A B: dA = G Bᵀ, dB = Aᵀ G, and their transposes where an operand was transposed
        step.by(0) {
          left
            ? b.matrixProduct(g, transposingLeft: right, transposingRight: true)
            : g.matrixProduct(b, transposingRight: !right)
        },
        step.by(1) {
          right
            ? g.matrixProduct(a, transposingLeft: true, transposingRight: left)
            : a.matrixProduct(g, transposingLeft: !left)
        },
      ]
    }
  }

  /// Returns `rectified(x w + bias)` in one pass; `slope` 1 leaves out the rectifier.
  ///
  /// - Parameters:
  ///   - weights: Shape `[inputs, outputs]`; this is `[count, inputs]`.
  ///   - bias: Shape `[outputs]`.
  public func affine(_ weights: Variable, bias: Variable?, slope: Float = 1) -> Variable {
    let result = value.affine(weights.value, bias: bias?.value, slope: slope)
    return Variable(result, fromAll: [self, weights] + [bias].compactMap(\.self)) { step in
      let gradient = step.gradient.rectifierGradient(at: step.output.value, slope: slope)
      return [
        step.by(0) { gradient.matrixProduct(step.inputs[1], transposingRight: true) },
        step.by(1) { step.inputs[0].matrixProduct(gradient, transposingLeft: true) },
        step.inputs.count < 3 ? nil : step.by(2) { gradient.sum(to: step.inputs[2].shape) },
      ]
    }
  }

  /// Returns `rectified(convolution + bias)`; `slope` 1 leaves out the rectifier.
  ///
  /// - Parameters:
  ///   - weights: Shape `[kernel * kernel * channels, outputs]`; this is
  ///     `[images, height, width, channels]`.
  ///   - bias: Shape `[outputs]`.
  public func convolution(
    _ weights: Variable, bias: Variable? = nil, slope: Float = 1, geometry: ConvolutionGeometry
  ) -> Variable {
    let result = value.convolution(
      weights.value, bias: bias?.value, slope: slope, geometry: geometry)
    return Variable(result, fromAll: [self, weights] + [bias].compactMap(\.self)) { step in
      let gradient = step.gradient.rectifierGradient(at: step.output.value, slope: slope)
      let (image, weights) = (step.inputs[0], step.inputs[1])
      return [
        step.by(0) {
          gradient.transposedConvolution(weights, outputShape: image.shape, geometry: geometry)
        },
        step.by(1) { weightAdjoint(image, gradient, geometry) },
        step.inputs.count < 3 ? nil : step.by(2) { gradient.sum(to: step.inputs[2].shape) },
      ]
    }
  }

  /// Returns the adjoint of `convolution` in its image, of shape `outputShape`; this has the shape of
  /// the convolution's result.
  public func transposedConvolution(
    _ weights: Variable, outputShape: [Int], geometry: ConvolutionGeometry
  ) -> Variable {
    let result = value.convolutionInputAdjoint(
      weights.value, inputShape: outputShape, geometry: geometry)
    return Variable(result, from: self, weights) { step in
      [
        step.by(0) { step.gradient.convolution(step.inputs[1], geometry: geometry) },
        step.by(1) { weightAdjoint(step.gradient, step.inputs[0], geometry) },
      ]
    }
  }
}

/// Returns the adjoint of a convolution in its weights, from its image and a tensor of its result's
/// shape.
private func weightAdjoint(_ image: Variable, _ output: Variable, _ geometry: ConvolutionGeometry)
  -> Variable
{
  let result = image.value.convolutionWeightAdjoint(output.value, geometry: geometry)
  return Variable(result, from: image, output) { step in
    let (image, output, gradient) = (step.inputs[0], step.inputs[1], step.gradient)
    return [
      step.by(0) {
        output.transposedConvolution(gradient, outputShape: image.shape, geometry: geometry)
      },
      step.by(1) { image.convolution(gradient, geometry: geometry) },
    ]
  }
}
