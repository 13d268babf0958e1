/// How a scene is made into pixels.
public struct RenderSettings: Sendable, Equatable {
  /// Pixels across, `1...8192`.
  public var width: Int
  /// Pixels down, `1...8192`.
  public var height: Int
  /// Samples a pixel: 1, 4, 9 or 16, on a fixed square grid.
  public var samples: Int
  /// Whether lights throw shadows.
  public var shadows: Bool
  /// Rays to a light with a radius, a fixed pattern: 1 (hard) or 4 or 16.
  public var shadowSamples: Int

  /// Makes the settings.
  public init(
    width: Int, height: Int, samples: Int = 4, shadows: Bool = true, shadowSamples: Int = 4
  ) {
    self.width = width
    self.height = height
    self.samples = samples
    self.shadows = shadows
    self.shadowSamples = shadowSamples
  }
}

/// What is asked of a picture beside its colours.
public struct RenderChannels: OptionSet, Sendable {
  /// One bit a channel.
  public let rawValue: Int

  /// Makes a set from its bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// sRGB colours, always there.
  public static let rgb = RenderChannels(rawValue: 1)
  /// The share of a pixel's samples that met something.
  public static let alpha = RenderChannels(rawValue: 2)
  /// Distance along the camera's axis, m.
  public static let depth = RenderChannels(rawValue: 4)
  /// Distance along the ray, m.
  public static let distance = RenderChannels(rawValue: 8)
  /// Outward unit normals in world coordinates.
  public static let normals = RenderChannels(rawValue: 16)
  /// Object ids.
  public static let objectId = RenderChannels(rawValue: 32)
  /// Material ids.
  public static let materialId = RenderChannels(rawValue: 64)
}

/// A rendered picture: rows from the top, pixels from the left. Truth channels are those of the
/// pixel's centre ray; a channel that was not asked for is empty.
public struct RenderedFrame: Sendable, Equatable {
  /// Pixels across.
  public var width: Int
  /// Pixels down.
  public var height: Int
  /// sRGB levels, 3 a pixel.
  public var rgb: [UInt8] = []
  /// `0...255`: 0 where all samples saw the background.
  public var alpha: [UInt8] = []
  /// Metres; infinity where nothing was met.
  public var depth: [Float] = []
  /// Metres; infinity where nothing was met.
  public var distance: [Float] = []
  /// 3 a pixel, zero where nothing was met.
  public var normals: [Float] = []
  /// The number of the object from 1; 0 for the ground, -1 for the background.
  public var objectId: [Int32] = []
  /// The object's `materialIndex`; 0 for the ground, -1 for the background.
  public var materialId: [Int32] = []

  /// Makes an empty frame.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}
