import ImageFiles
import PaintCore

@testable import LiveView

/// What the page does with a film: every picture from the changes alone, RGBA.
func pictures(of film: EpisodeFilm) throws -> [PixelImage] {
  var pictures = [try PNG.decode(film.start.png).rgba()]
  for step in film.steps {
    let last = pictures[pictures.count - 1]
    pictures.append(try step.change.map { try pasting($0, onto: last) } ?? last)
  }
  return pictures
}

/// `picture` with one change, as a browser's canvas does it; where that would blend, nothing changes.
func pasting(_ change: FrameChange, onto picture: PixelImage) throws -> PixelImage {
  let part = try PNG.decode(change.png).rgba()
  var pixels = picture.pixels
  for row in 0..<part.height {
    for column in 0..<part.width {
      let source = (row * part.width + column) * 4
      let target = ((change.y + row) * picture.width + change.x + column) * 4
      if change.replaces || part.pixels[source + 3] == 255 {
        for channel in 0..<4 { pixels[target + channel] = part.pixels[source + channel] }
      }
    }
  }
  return try PixelImage(
    width: picture.width, height: picture.height, channels: 4, pixels: pixels)
}

/// FNV-1a over the RGBA bytes, as the page shows it.
func checksum(_ picture: PixelImage) -> String {
  let sum = picture.rgba().pixels.reduce(UInt32(0x811C_9DC5)) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
  let digits = String(sum, radix: 16)
  return String(repeating: "0", count: 8 - digits.count) + digits
}
