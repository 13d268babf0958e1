public import PaintCore
public import Scene3D

/// The channels of truth in colours for people; what is stored for machines is exact.
public enum TruthPicture {
  /// Returns a channel as a picture.
  ///
  /// Distances run from white (nearest) to dark (farthest), nothing met is black. Normals have x, y
  /// and z from -1 to 1 in red, green and blue. Every object and material has a colour of its own,
  /// the ground is grey and the background black. Alpha is grey.
  ///
  /// - Parameter frame: A picture that was rendered with the channel.
  /// - Throws: a ``PixelImageError`` when the frame lacks the channel.
  public static func picture(
    of channel: DatasetChannel, _ frame: RenderedFrame
  ) throws(PixelImageError) -> PixelImage {
    let (channels, pixels): (Int, [UInt8]) =
      switch channel {
      case .rgb: (3, frame.rgb)
      case .alpha: (1, frame.alpha)
      case .depth: (1, shades(frame.depth))
      case .distance: (1, shades(frame.distance))
      case .normals: (3, frame.normals.map { level(($0 + 1) / 2) })
      case .objectId: (3, frame.objectId.flatMap(color))
      case .materialId: (3, frame.materialId.flatMap(color))
      }
    return try PixelImage(
      width: frame.width, height: frame.height, channels: channels, pixels: pixels)
  }

  /// Near is white and far is a dark grey, linear in the distance.
  private static func shades(_ distances: [Float]) -> [UInt8] {
    let met = distances.filter(\.isFinite)
    let (near, far) = (met.min() ?? 0, met.max() ?? 1)
    let range = max(far - near, 1e-6)
    return distances.map { $0.isFinite ? level(1 - 0.85 * ($0 - near) / range) : 0 }
  }

  private static func level(_ share: Float) -> UInt8 {
    UInt8(max(0, min(255, (share * 255).rounded())))
  }

  /// Hues a golden angle apart, so that neighbours in number never look alike.
  private static func color(_ number: Int32) -> [UInt8] {
    guard number > 0 else { return number == 0 ? [96, 96, 96] : [0, 0, 0] }
    let turn = (Float(number) * 0.618_034).truncatingRemainder(dividingBy: 1) * 6
    return [0, 4, 2].map { (offset: Float) in
      let place = (turn + offset).truncatingRemainder(dividingBy: 6)
      return level(0.25 + 0.75 * max(0, min(1, abs(place - 3) - 1)))
    }
  }
}
