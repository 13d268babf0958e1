extension PixelImage {
  /// The image at another size: area average where an axis shrinks, bilinear where it grows.
  ///
  /// The filter is chosen for each axis and applied separably. Going down, an output pixel is the
  /// mean of the input area it covers, parts of pixels counted by their share. Going up, samples
  /// sit at pixel centres, output `i` at input `(i + 0.5) * in / out - 0.5`, edges clamped. All
  /// weights are integers over a common denominator, so a result is the exact weighted mean,
  /// rounded to nearest (halves up), the same on every machine. Alpha is resized like a colour.
  ///
  /// - Throws: ``PixelImageError/impossibleSize(width:height:)`` for a side below 1 or an overflow.
  /// - Complexity: O(inputs covered + outputs); one row of intermediate sums.
  public func resized(toWidth newWidth: Int, height newHeight: Int) throws(PixelImageError)
    -> PixelImage
  {
    if newWidth == width, newHeight == height { return self }
    let count = try Self.byteCount(width: newWidth, height: newHeight, channels: channels)
    let columns = AxisResampling(from: width, to: newWidth)
    let rows = AxisResampling(from: height, to: newHeight)
    var sums = [Double](repeating: 0, count: width * channels)
    let result = [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
      for row in 0..<newHeight {
        accumulateColumns(of: rows, at: row, into: &sums)
        let start = row * newWidth * channels
        let line = UnsafeMutableBufferPointer(rebasing: target[start..<start + newWidth * channels])
        average(sums, across: columns, total: rows.total * columns.total, into: line)
      }
      initialized = count
    }
    return PixelImage(
      trustedWidth: newWidth, height: newHeight, channels: channels, pixels: result)
  }

  /// Sets `sums` to the weighted sum of the input rows that output row `row` covers.
  private func accumulateColumns(of rows: AxisResampling, at row: Int, into sums: inout [Double]) {
    let stride = sums.count
    for index in sums.indices { sums[index] = 0 }
    pixels.withUnsafeBufferPointer { source in
      var start = rows.firsts[row] * stride
      for tap in rows.taps(of: row) {
        let weight = rows.weights[tap]
        let line = UnsafeBufferPointer(rebasing: source[start..<start + stride])
        for index in 0..<stride { sums[index] += weight * Double(line[index]) }
        start += stride
      }
    }
  }

  /// Writes one output row: the weighted mean of column sums, rounded to nearest.
  private func average(
    _ sums: [Double], across columns: AxisResampling, total: Double,
    into line: UnsafeMutableBufferPointer<UInt8>
  ) {
    for column in 0..<columns.firsts.count {
      let taps = columns.taps(of: column)
      for channel in 0..<channels {
        var sum = 0.0
        var index = columns.firsts[column] * channels + channel
        for tap in taps {
          sum += columns.weights[tap] * sums[index]
          index += channels
        }
        // 2 sum + total and 2 total are whole numbers below 2^53 and the quotient is below 256, so
        // cutting off the fraction of the rounded quotient is the exact floor.
        line[column * channels + channel] = UInt8((2 * sum + total) / (2 * total))
      }
    }
  }
}

/// For every output position of one axis, the run of inputs it mixes and their whole weights.
private struct AxisResampling {
  /// The first input of each output.
  private(set) var firsts: [Int] = []
  /// Where the weights of each output start in `weights`, and one past the last.
  private(set) var offsets: [Int] = [0]
  /// The weights of all outputs, one after the other; whole numbers.
  private(set) var weights: [Double] = []
  /// The sum of the weights of any output.
  let total: Double

  init(from input: Int, to output: Int) {
    total = output == input ? 1 : Double(output < input ? input : 2 * output)
    firsts.reserveCapacity(output)
    offsets.reserveCapacity(output + 1)
    for position in 0..<output {
      if output == input {
        append(first: position, [1])
      } else if output < input {
        appendArea(position, from: input, to: output)
      } else {
        appendBilinear(position, from: input, to: output)
      }
    }
  }

  /// The indices in `weights` of output `position`.
  func taps(of position: Int) -> Range<Int> { offsets[position]..<offsets[position + 1] }

  /// In units of 1/`output` input pixels, input `j` spans `j*output ..< (j+1)*output` and output
  /// `i` spans `i*input ..< (i+1)*input`; a weight is the length of the overlap.
  private mutating func appendArea(_ position: Int, from input: Int, to output: Int) {
    let low = position * input
    let high = low + input
    let first = low / output
    let last = (high - 1) / output
    let overlaps = (first...last).map { pixel in
      Double(min(high, (pixel + 1) * output) - max(low, pixel * output))
    }
    append(first: first, overlaps)
  }

  /// The centre (2i + 1)·input / (2·output) − 1/2, as a whole number of 1/(2·output).
  private mutating func appendBilinear(_ position: Int, from input: Int, to output: Int) {
    let unit = 2 * output
    let centre = (2 * position + 1) * input - output
    if centre <= 0 {
      append(first: 0, [Double(unit)])
    } else if centre >= (input - 1) * unit {
      append(first: input - 1, [Double(unit)])
    } else {
      let fraction = centre % unit
      append(first: centre / unit, [Double(unit - fraction), Double(fraction)])
    }
  }

  private mutating func append(first: Int, _ values: [Double]) {
    firsts.append(first)
    weights.append(contentsOf: values)
    offsets.append(weights.count)
  }
}
