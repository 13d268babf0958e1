import ImageFiles
import PaintCore

/// What changed from one picture to the next: a rectangle, as a PNG file.
///
/// Painting over opaque paper sends only the pixels that changed, on a transparent rectangle, so a
/// thin stroke is a small file. Where transparency is involved the rectangle is sent whole and
/// `replaces` what is there.
struct FrameChange: Sendable, Equatable {
  var x: Int
  var y: Int
  var replaces: Bool
  var png: [UInt8]

  /// The whole of a picture.
  init(whole picture: PixelImage) throws(ImageFileError) {
    x = 0
    y = 0
    replaces = true
    png = try PNG.encode(picture)
  }

  /// The change from `old` to `new`, of one size, both RGBA; nil when they are equal.
  init?(from old: PixelImage, to new: PixelImage) throws(ImageFileError) {
    guard let box = Self.changedBox(old, new) else { return nil }
    x = box.x.lowerBound
    y = box.y.lowerBound
    let isOpaque = Self.isOpaque(new, box)
    replaces = !isOpaque
    var pixels: [UInt8] = []
    pixels.reserveCapacity(box.x.count * box.y.count * 4)
    for row in box.y {
      for column in box.x {
        let start = (row * new.width + column) * 4
        let sample = new.pixels[start..<(start + 4)]
        if isOpaque, old.pixels[start..<(start + 4)] == sample {
          pixels.append(contentsOf: [0, 0, 0, 0])
        } else {
          pixels.append(contentsOf: sample)
        }
      }
    }
    let part: PixelImage
    do {
      part = try PixelImage(
        width: box.x.count, height: box.y.count, channels: 4, pixels: pixels)
    } catch { throw .notEncodable(format: "PNG", reason: error.description) }
    png = try PNG.encode(part)
  }

  private typealias Box = (x: Range<Int>, y: Range<Int>)

  /// The smallest rectangle that holds every pixel that differs.
  private static func changedBox(_ old: PixelImage, _ new: PixelImage) -> Box? {
    let stride = new.width * 4
    var rows: Range<Int>?
    var columns: Range<Int>?
    old.pixels.withUnsafeBufferPointer { old in
      new.pixels.withUnsafeBufferPointer { new in
        for row in 0..<(new.count / stride) {
          let range = (row * stride)..<((row + 1) * stride)
          guard let first = range.first(where: { old[$0] != new[$0] }),
            let last = range.last(where: { old[$0] != new[$0] })
          else { continue }
          let left = (first - range.lowerBound) / 4
          let right = (last - range.lowerBound) / 4 + 1
          rows = (rows?.lowerBound ?? row)..<(row + 1)
          columns =
            min(columns?.lowerBound ?? left, left)..<max(columns?.upperBound ?? right, right)
        }
      }
    }
    guard let rows, let columns else { return nil }
    return (columns, rows)
  }

  private static func isOpaque(_ picture: PixelImage, _ box: Box) -> Bool {
    box.y.allSatisfy { row in
      box.x.allSatisfy { picture.pixels[(row * picture.width + $0) * 4 + 3] == 255 }
    }
  }
}
