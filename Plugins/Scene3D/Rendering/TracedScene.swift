/// Everything that the tracing of a block reads: plain values and pointers into buffers that the
/// renderer owns and does not change meanwhile.
struct TracedScene {
  var camera: CameraFrame
  var samples: Int
  var grid: BlockGrid
  var ambient: Vector3
  var background: Scene.Background
  var ground: PreparedSurface
  var hasGround: Bool
  var groundHalfSize: Float

  var objectCount: Int
  /// Words of 64 objects in every mask.
  var words: Int
  var objects: UnsafePointer<PreparedObject>
  var lightCount: Int
  var lights: UnsafePointer<PreparedLight>
  var sources: UnsafePointer<Vector3>

  /// For each block the objects that its rays may meet.
  var visible: UnsafePointer<UInt64>
  /// For each light and block the objects that may shade its part of the ground.
  var groundShades: UnsafePointer<UInt64>
  /// For each light and object the objects that may shade it.
  var objectShades: UnsafePointer<UInt64>

  var toneBeginnings: UnsafePointer<Float>
  var toneCells: UnsafePointer<UInt8>
  var target: FrameTarget

  /// The columns and rows of a block's pixels.
  @inline(__always)
  var laneX: Lanes { Lanes(0, 1, 2, 3, 0, 1, 2, 3) }
  @inline(__always)
  var laneY: Lanes { Lanes(0, 0, 0, 0, 1, 1, 1, 1) }

  /// The number of samples on a pixel's side.
  @inline(__always)
  var samplesAcross: Int {
    switch samples {
    case ..<4: return 1
    case ..<9: return 2
    case ..<16: return 3
    default: return 4
    }
  }

  /// Returns the words of the objects that may shade the ground in a block.
  @inline(__always)
  func groundShades(light: Int, block: Int) -> UnsafePointer<UInt64> {
    groundShades + (light * grid.count + block) * words
  }

  /// Returns the words of the objects that may shade an object.
  @inline(__always)
  func objectShades(light: Int, object: Int) -> UnsafePointer<UInt64> {
    objectShades + (light * objectCount + object) * words
  }

  /// Whether any ray of a block, or of its shadows, may meet an object.
  @inline(__always)
  func hasObjects(block: Int) -> Bool {
    var all: UInt64 = 0
    for word in 0..<words { all |= visible[block * words + word] }
    for light in 0..<lightCount {
      let shades = groundShades(light: light, block: block)
      for word in 0..<words { all |= shades[word] }
    }
    return all != 0
  }
}

/// Where a picture's values go; a channel that is not asked for is nil.
struct FrameTarget {
  var width: Int, height: Int
  var rgb: UnsafeMutablePointer<UInt8>
  var alpha: UnsafeMutablePointer<UInt8>?
  var depth: UnsafeMutablePointer<Float>?
  var distance: UnsafeMutablePointer<Float>?
  var normals: UnsafeMutablePointer<Float>?
  var objectId: UnsafeMutablePointer<Int32>?
  var materialId: UnsafeMutablePointer<Int32>?
}
