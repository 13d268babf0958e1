extension ConvolutionPlan {
  /// Unfolds images into the patches under the kernel, `[rows, kernel row, kernel column, channel]`
  /// with zeros for the margin (im2col). Images have their channels last, so that a kernel row is
  /// one run of memory.
  func unfold(
    _ input: UnsafePointer<Float>, images: Int, into patches: UnsafeMutablePointer<Float>
  ) {
    let run = geometry.kernel * channels
    var patch = patches
    for image in 0..<images {
      let source = input + image * inputSize
      forEachRun { y, x, first, last in
        guard y >= 0, y < height, first < last else {
          fill(patch, run)
          patch += run
          return
        }
        let head = (first - x) * channels
        let body = (last - first) * channels
        if body < run { fill(patch, run) }
        copy(patch + head, source + (y * width + first) * channels, body)
        patch += run
      }
    }
  }

  /// Adds patches back to where `unfold` took them from (col2im). The images must be initialised.
  func fold(
    _ patches: UnsafePointer<Float>, images: Int, into output: UnsafeMutablePointer<Float>
  ) {
    let run = geometry.kernel * channels
    var patch = patches
    for image in 0..<images {
      let target = output + image * inputSize
      forEachRun { y, x, first, last in
        defer { patch += run }
        guard y >= 0, y < height, first < last else { return }
        accumulate(
          target + (y * width + first) * channels, patch + (first - x) * channels,
          (last - first) * channels)
      }
    }
  }

  /// Calls `body(y, x, first, last)` for every kernel row of every output of one image: the image
  /// row `y` and the column `x` where the kernel starts, either of which may be in the margin, and
  /// the columns `first..<last` of the image under it.
  @inline(__always)
  private func forEachRun(_ body: (Int, Int, Int, Int) -> Void) {
    let (kernel, step, padding) = (geometry.kernel, geometry.stride, geometry.padding)
    for outputY in 0..<outputHeight {
      for outputX in 0..<outputWidth {
        let x = outputX * step - padding
        let first = max(0, x)
        let last = min(width, x + kernel)
        for row in 0..<kernel { body(outputY * step - padding + row, x, first, last) }
      }
    }
  }
}

// Runs are short (a kernel row of channels), so these loops are inlined instead of calling the
// system's copy.

@inline(__always)
private func copy(
  _ target: UnsafeMutablePointer<Float>, _ source: UnsafePointer<Float>, _ count: Int
) {
  var index = 0
  while index + 8 <= count {
    store(load8(source + index), to: target + index)
    index += 8
  }
  if index + 4 <= count {
    let four = UnsafeRawPointer(source + index).loadUnaligned(as: SIMD4<Float>.self)
    UnsafeMutableRawPointer(target + index).storeBytes(of: four, as: SIMD4<Float>.self)
    index += 4
  }
  while index < count {
    target[index] = source[index]
    index += 1
  }
}

@inline(__always)
private func fill(_ target: UnsafeMutablePointer<Float>, _ count: Int) {
  for index in 0..<count { target[index] = 0 }
}

@inline(__always)
private func accumulate(
  _ target: UnsafeMutablePointer<Float>, _ source: UnsafePointer<Float>, _ count: Int
) {
  var index = 0
  while index + 8 <= count {
    store(load8(target + index) + load8(source + index), to: target + index)
    index += 8
  }
  while index < count {
    target[index] += source[index]
    index += 1
  }
}

@inline(__always)
private func store(_ value: SIMD8<Float>, to pointer: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(pointer).storeBytes(of: value, as: SIMD8<Float>.self)
}
