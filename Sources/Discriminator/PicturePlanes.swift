import PaintCore
import TensorKernels

/// Turns pictures into what the network sees: pooled squares of numbers, grey as ink, 0 for white
/// and 1 for black, and colour in -1...1.
struct PicturePlanes: Sendable {
  let configuration: CriticConfiguration

  private var side: Int { configuration.poolTo }
  private var channels: Int { configuration.channels }

  /// The numbers of one picture's planes.
  var valuesPerPicture: Int { side * side * configuration.planeCount }

  /// Returns the planes of `range` of the pictures, `[range.count, side, side, planes]`.
  ///
  /// - Parameter mask: Where a complement critic looks, by index of the picture.
  func tensor(
    _ pictures: UnsafeBufferPointer<UInt8>, targets: UnsafeBufferPointer<UInt8>?,
    range: Range<Int>, mask: (Int) -> HalfMask
  ) -> Tensor {
    let shape = [range.count, side, side, configuration.planeCount]
    return Tensor(shape: shape) { values in
      for index in range {
        let start = (index - range.lowerBound) * valuesPerPicture
        let planes = UnsafeMutableBufferPointer(
          rebasing: values[start..<start + valuesPerPicture])
        write(
          picture(index, of: pictures), targets.map { picture(index, of: $0) }, mask(index), planes)
      }
    }
  }

  private func picture(_ index: Int, of all: UnsafeBufferPointer<UInt8>)
    -> UnsafeBufferPointer<UInt8>
  {
    let size = configuration.pictureByteCount
    return UnsafeBufferPointer(rebasing: all[index * size..<(index + 1) * size])
  }

  private func write(
    _ picture: UnsafeBufferPointer<UInt8>, _ target: UnsafeBufferPointer<UInt8>?,
    _ mask: HalfMask, _ planes: UnsafeMutableBufferPointer<Float>
  ) {
    let stride = configuration.planeCount
    pool(picture, into: planes, stride: stride)
    guard let target else { return }
    guard configuration.conditioning == .complement else {
      let beside = UnsafeMutableBufferPointer(rebasing: planes[channels...])
      return pool(target, into: beside, stride: stride)
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: side * side * channels) { wanted in
      pool(target, into: wanted, stride: channels)
      for row in 0..<side {
        for column in 0..<side {
          let pixel = row * side + column
          let isJudged = mask.contains(row: row, column: column, side: side)
          planes[pixel * stride + channels] = isJudged ? 1 : 0
          guard !isJudged else { continue }
          for channel in 0..<channels {
            planes[pixel * stride + channel] = wanted[pixel * channels + channel]
          }
        }
      }
    }
  }

  /// Writes the pooled picture; consecutive pixels are `stride` numbers apart.
  private func pool(
    _ picture: UnsafeBufferPointer<UInt8>, into planes: UnsafeMutableBufferPointer<Float>,
    stride: Int
  ) {
    let (height, width) = (configuration.imageHeight, configuration.imageWidth)
    guard height % side == 0, width % side == 0 else {
      return poolUnevenly(picture, into: planes, stride: stride)
    }
    average(
      picture, blockHeight: height / side, blockWidth: width / side, into: planes, stride: stride)
  }

  /// Averages whole blocks of pixels.
  private func average(
    _ picture: UnsafeBufferPointer<UInt8>, blockHeight: Int, blockWidth: Int,
    into planes: UnsafeMutableBufferPointer<Float>, stride: Int
  ) {
    let line = side * blockWidth * channels
    // grey: ink = 1 - v / 255; colour: v / 127.5 - 1
    let isGrey = channels == 1
    let scale = (isGrey ? -1 / 255 : 1 / 127.5) / Float(blockHeight * blockWidth)
    let offset: Float = isGrey ? 1 : -1
    for row in 0..<side {
      for column in 0..<side {
        for channel in 0..<channels {
          var sum = 0
          var start = row * blockHeight * line + column * blockWidth * channels + channel
          for _ in 0..<blockHeight {
            for across in 0..<blockWidth { sum += Int(picture[start + across * channels]) }
            start += line
          }
          planes[(row * side + column) * stride + channel] = Float(sum) * scale + offset
        }
      }
    }
  }

  /// Resizes to the pooled side first, when blocks would not be whole.
  private func poolUnevenly(
    _ picture: UnsafeBufferPointer<UInt8>, into planes: UnsafeMutableBufferPointer<Float>,
    stride: Int
  ) {
    let resized = try? PixelImage(
      width: configuration.imageWidth, height: configuration.imageHeight, channels: channels,
      pixels: Array(picture)
    ).resized(toWidth: side, height: side)
    guard let resized else {
      preconditionFailure("\(configuration) was not validated")
    }
    resized.pixels.withUnsafeBufferPointer { pixels in
      average(pixels, blockHeight: 1, blockWidth: 1, into: planes, stride: stride)
    }
  }
}
