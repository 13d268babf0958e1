internal import PaintCore

/// A rectangle of whole pixels.
struct PixelRectangle: Equatable {
  var left: Int
  var top: Int
  var width: Int
  var height: Int

  /// The smallest rectangle that holds every pixel in which two RGB images of one size differ; the
  /// whole image without a previous one, the top left pixel when nothing changed.
  init(ofChangesFrom previous: PixelImage?, to image: PixelImage) {
    guard let previous else {
      self.init(left: 0, top: 0, width: image.width, height: image.height)
      return
    }
    var (left, right, top, bottom) = (image.width, -1, image.height, -1)
    let stride = image.width * 3
    for row in 0..<image.height {
      let before = previous.pixels[row * stride..<(row + 1) * stride]
      let after = image.pixels[row * stride..<(row + 1) * stride]
      guard before != after else { continue }
      top = min(top, row)
      bottom = row
      let changes = zip(before, after).enumerated().lazy.filter { $0.element.0 != $0.element.1 }
      for change in changes {
        left = min(left, change.offset / 3)
        right = max(right, change.offset / 3)
      }
    }
    if bottom < 0 {
      self.init(left: 0, top: 0, width: 1, height: 1)
    } else {
      self.init(left: left, top: top, width: right - left + 1, height: bottom - top + 1)
    }
  }

  private init(left: Int, top: Int, width: Int, height: Int) {
    self.left = left
    self.top = top
    self.width = width
    self.height = height
  }
}

extension PixelImage {
  /// The colours of an RGB image inside `rectangle`, row by row, each 0xRRGGBB.
  func packedColors(in rectangle: PixelRectangle) -> [UInt32] {
    var colors: [UInt32] = []
    colors.reserveCapacity(rectangle.width * rectangle.height)
    for row in rectangle.top..<rectangle.top + rectangle.height {
      for column in rectangle.left..<rectangle.left + rectangle.width {
        let start = (row * width + column) * 3
        let red = UInt32(pixels[start])
        let green = UInt32(pixels[start + 1])
        colors.append(red << 16 | green << 8 | UInt32(pixels[start + 2]))
      }
    }
    return colors
  }
}
