extension ConvolutionPlan {
  /// Unfolds images into the patches under the kernel, `[rows, kernel row, kernel column, channel]`
  /// with zeros for the margin (im2col). Images have their channels last, so that a kernel row is
  /// one run of memory.
  func unfold(
    _ input: UnsafePointer<Float>, images: Int, into patches: UnsafeMutablePointer<Float>
  ) {
    let run = geometry.kernel * channels
    forEachLine(images: images) { line, patchStart, imageStart in
      let patch = patches + patchStart
      guard let imageStart else {
        for output in 0..<outputWidth { fill(patch + output * depth, run) }
        return
      }
      for output in 0..<outputWidth where !line.inner.contains(output) {
        let part = line.part(of: output)
        fill(patch + output * depth, run)
        copyConstantRuns(
          input + imageStart + part.image, patch + output * depth + part.patch, part.count, 1, 0, 0)
      }
      copyRuns(
        from: input + imageStart + line.part(of: line.inner.lowerBound).image,
        to: patch + line.inner.lowerBound * depth, run: run, count: line.inner.count,
        sourceStep: geometry.stride * channels, targetStep: depth)
    }
  }

  /// Adds patches back to where `unfold` took them from (col2im). The images must be initialised.
  func fold(
    _ patches: UnsafePointer<Float>, images: Int, into output: UnsafeMutablePointer<Float>
  ) {
    forEachLine(images: images) { line, patchStart, imageStart in
      guard let imageStart else { return }
      for column in 0..<outputWidth {
        let part = line.part(of: column)
        addRun(
          patches + patchStart + column * depth + part.patch,
          to: output + imageStart + part.image, part.count)
      }
    }
  }

  /// Calls `body` for every kernel row of every row of outputs: with where its runs start in the
  /// patches, and where its row of the image starts or nil when that is in the margin.
  @inline(__always)
  private func forEachLine(
    images: Int, _ body: (_ line: PatchLine, _ patchStart: Int, _ imageStart: Int?) -> Void
  ) {
    let line = PatchLine(self)
    for row in 0..<images * outputHeight {
      let (image, outputY) = (row / outputHeight, row % outputHeight)
      for kernelRow in 0..<geometry.kernel {
        let y = outputY * geometry.stride - geometry.padding + kernelRow
        let patchStart = row * outputWidth * depth + kernelRow * geometry.kernel * channels
        let imageStart = (image * height + y) * width * channels
        body(line, patchStart, y >= 0 && y < height ? imageStart : nil)
      }
    }
  }
}

/// Which parts of the kernel rows of a row of outputs lie on the image.
private struct PatchLine {
  /// The outputs whose kernel is between the left and right margins.
  let inner: Range<Int>
  private let outputWidth: Int
  private let width: Int
  private let channels: Int
  private let geometry: ConvolutionGeometry

  init(_ plan: ConvolutionPlan) {
    (outputWidth, width, channels) = (plan.outputWidth, plan.width, plan.channels)
    geometry = plan.geometry
    let step = geometry.stride
    let first = min((geometry.padding + step - 1) / step, outputWidth)
    let room = width + geometry.padding - geometry.kernel
    inner = first..<max(first, min(outputWidth, room < 0 ? 0 : room / step + 1))
  }

  /// Returns where the part of an output's kernel row that lies on the image starts, in the row of
  /// the image and in the run, and how long it is.
  @inline(__always)
  func part(of output: Int) -> (image: Int, patch: Int, count: Int) {
    let x = output * geometry.stride - geometry.padding
    let (first, last) = (max(0, x), min(width, x + geometry.kernel))
    guard first < last else { return (0, 0, 0) }
    return (first * channels, (first - x) * channels, (last - first) * channels)
  }
}

// Runs are short (a kernel row of channels), so these loops are inlined instead of calling the
// system's copy, and the commonest lengths are constants.

@inline(__always)
private func copyRuns(
  from source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, run: Int, count: Int,
  sourceStep: Int, targetStep: Int
) {
  switch run {
  case 4: copyConstantRuns(source, target, 4, count, sourceStep, targetStep)
  case 8: copyConstantRuns(source, target, 8, count, sourceStep, targetStep)
  case 16: copyConstantRuns(source, target, 16, count, sourceStep, targetStep)
  case 32: copyConstantRuns(source, target, 32, count, sourceStep, targetStep)
  case 64: copyConstantRuns(source, target, 64, count, sourceStep, targetStep)
  case 96: copyConstantRuns(source, target, 96, count, sourceStep, targetStep)
  default: copyConstantRuns(source, target, run, count, sourceStep, targetStep)
  }
}

@inline(__always)
private func copyConstantRuns(
  _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ run: Int, _ count: Int,
  _ sourceStep: Int, _ targetStep: Int
) {
  for index in 0..<count {
    let (from, to) = (source + index * sourceStep, target + index * targetStep)
    var element = 0
    while element + 8 <= run {
      store(load8(from + element), to: to + element)
      element += 8
    }
    if element + 4 <= run {
      let four = UnsafeRawPointer(from + element).loadUnaligned(as: SIMD4<Float>.self)
      UnsafeMutableRawPointer(to + element).storeBytes(of: four, as: SIMD4<Float>.self)
      element += 4
    }
    while element < run {
      to[element] = from[element]
      element += 1
    }
  }
}

@inline(__always)
private func fill(_ target: UnsafeMutablePointer<Float>, _ count: Int) {
  for index in 0..<count { target[index] = 0 }
}

@inline(__always)
private func addRun(
  _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, _ count: Int
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
