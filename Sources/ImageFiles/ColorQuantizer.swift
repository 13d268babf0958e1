/// A picture as a palette of at most 256 colours and an index for every pixel.
struct QuantizedColors {
  /// The colours, each 0xRRGGBB; at least one.
  var palette: [UInt32]
  /// For every pixel its place in `palette`.
  var indices: [UInt8]
}

/// Reduces true colours to a palette.
enum ColorQuantizer {
  /// The palette and indices of `colors` (each 0xRRGGBB): exact when there are at most 256
  /// different ones, otherwise by median cut.
  static func quantize(_ colors: [UInt32]) -> QuantizedColors {
    exact(colors) ?? medianCut(colors)
  }

  private static func exact(_ colors: [UInt32]) -> QuantizedColors? {
    var places: [UInt32: UInt8] = [:]
    var palette: [UInt32] = []
    var indices: [UInt8] = []
    indices.reserveCapacity(colors.count)
    var last: (color: UInt32, place: UInt8)?
    for color in colors {
      if let last, last.color == color {
        indices.append(last.place)
        continue
      }
      if places[color] == nil {
        guard let place = UInt8(exactly: palette.count) else { return nil }
        places[color] = place
        palette.append(color)
      }
      let place = places[color, default: 0]
      indices.append(place)
      last = (color, place)
    }
    return QuantizedColors(palette: palette, indices: indices)
  }

  /// Heckbert, "Color image quantization for frame buffer display", SIGGRAPH 1982: the box whose
  /// pixels spread most is cut at the median of its longest side until there are 256; a palette
  /// colour is the mean of its box. Colours are told apart by the top 5 bits of each sample.
  private static func medianCut(_ colors: [UInt32]) -> QuantizedColors {
    var cells = [ColorCell](repeating: ColorCell(), count: 1 << 15)
    for color in colors { cells[cellIndex(of: color)].add(color) }
    var boxes = [ColorBox(cells: cells.indices.filter { cells[$0].count > 0 }, of: cells)]
    while boxes.count < 256 {
      let candidates = boxes.indices.filter { boxes[$0].cells.count > 1 }
      guard let widest = candidates.max(by: { boxes[$0].spread < boxes[$1].spread }) else { break }
      let (lower, upper) = boxes[widest].cut(of: cells)
      boxes[widest] = lower
      boxes.append(upper)
    }
    var placeOfCell = [UInt8](repeating: 0, count: cells.count)
    for (place, box) in boxes.enumerated() {
      for cell in box.cells { placeOfCell[cell] = UInt8(place) }
    }
    return QuantizedColors(
      palette: boxes.map { $0.mean(of: cells) },
      indices: colors.map { placeOfCell[cellIndex(of: $0)] })
  }

  /// The top 5 bits of red, green and blue in a row.
  private static func cellIndex(of color: UInt32) -> Int {
    let red = (color >> 19) & 31
    let green = (color >> 11) & 31
    let blue = (color >> 3) & 31
    return Int(red << 10 | green << 5 | blue)
  }
}

/// The pixels that share the top 5 bits of their samples.
private struct ColorCell {
  var count = 0
  var sum = SIMD3<Int>()

  mutating func add(_ color: UInt32) {
    count += 1
    sum &+= SIMD3(Int(color >> 16 & 255), Int(color >> 8 & 255), Int(color & 255))
  }

  var mean: SIMD3<Int> { sum / count }
}

/// A box of cells, at least one.
private struct ColorBox {
  let cells: [Int]
  /// The longest side, 0 (red) to 2 (blue).
  private let axis: Int
  /// The length of the longest side times the pixels: what a cut can gain.
  let spread: Int

  init(cells: [Int], of all: [ColorCell]) {
    self.cells = cells
    var low = SIMD3(repeating: 255)
    var high = SIMD3(repeating: 0)
    var count = 0
    for cell in cells {
      let mean = all[cell].mean
      low.replace(with: mean, where: mean .< low)
      high.replace(with: mean, where: mean .> high)
      count += all[cell].count
    }
    let sides = high &- low
    let longest = (0..<3).max { sides[$0] < sides[$1] } ?? 0
    axis = longest
    spread = (sides[longest] + 1) * count
  }

  /// Two boxes, both with cells, with about half of the pixels each.
  func cut(of all: [ColorCell]) -> (ColorBox, ColorBox) {
    let sorted = cells.sorted { (all[$0].mean[axis], $0) < (all[$1].mean[axis], $1) }
    let half = cells.reduce(0) { $0 + all[$1].count } / 2
    var split = 0
    var pixels = 0
    while split < sorted.count - 1, pixels < half || split == 0 {
      pixels += all[sorted[split]].count
      split += 1
    }
    return (
      ColorBox(cells: Array(sorted[..<split]), of: all),
      ColorBox(cells: Array(sorted[split...]), of: all)
    )
  }

  /// The mean colour of the pixels, 0xRRGGBB.
  func mean(of all: [ColorCell]) -> UInt32 {
    var sum = SIMD3<Int>()
    var count = 0
    for cell in cells {
      sum &+= all[cell].sum
      count += all[cell].count
    }
    let mean = (sum &+ count / 2) / max(count, 1)
    return UInt32(mean[0] << 16 | mean[1] << 8 | mean[2])
  }
}
