/// A MagicaVoxel `.vox` file, versions 150 and 200, after the format's description and its extension
/// (github.com/ephtracy/voxel-model). Of materials only
/// light is taken; their other properties, cameras and unknown chunks are read over.
public struct VoxFile: Sendable, Equatable {
  /// A box of cells.
  public struct Model: Sendable, Equatable {
    /// Cells along x, y and z (up), `1...256`.
    public var size: SIMD3<Int32>
    /// The filled cells: x, y, z and a palette index of 1 or more.
    public var voxels: [SIMD4<UInt8>]

    /// Makes a model.
    public init(size: SIMD3<Int32>, voxels: [SIMD4<UInt8>]) {
      self.size = size
      self.voxels = voxels
    }
  }

  /// The file's version.
  public var version: Int
  /// The models in the order of the file.
  public var models: [Model]
  /// 256 sRGB colours with alpha; the first is not used.
  public var palette: [SIMD4<UInt8>]
  /// How much of their colour some palette indices give off as light, above 0 to 1.
  public var glow: [UInt8: Float]
  /// Where models are shown. Without a scene graph only the first is: others are later frames.
  public var placements: [VoxPlacement]

  /// Makes a file of one model.
  public init(model: Model, palette: [SIMD4<UInt8>] = VoxPalette.standard) {
    version = 200
    models = [model]
    self.palette = palette
    glow = [:]
    placements = [VoxPlacement(model: 0)]
  }

  /// Reads a file. Memory stays below ten times the bytes of it.
  ///
  /// - Throws: The offset of the first thing that is not understood.
  public init(_ bytes: [UInt8]) throws(VoxError) {
    var reader = VoxReader()
    try reader.read(VoxBytes(bytes))
    version = reader.version
    models = reader.models
    palette = reader.palette ?? VoxPalette.standard
    glow = reader.glow
    placements = try reader.graph.placements(models: models.count)
  }

  /// Returns one model as what rays meet.
  public func grid(_ model: Int) -> VoxelGrid {
    let model = models[model]
    var cells = VoxelCells(lower: .zero, size: model.size)
    for voxel in model.voxels {
      cells.set(
        SIMD3(Int32(voxel.x), Int32(voxel.y), Int32(voxel.z)), to: voxel.w)
    }
    return VoxelGrid(
      size: model.size, cells: cells.indices, palette: linearPalette, emission: emission)
  }

  /// The palette in linear light.
  public var linearPalette: [Vector3] {
    palette.map { DisplayLevel.linear($0.x, $0.y, $0.z) }
  }

  /// The light of each index, linear; empty when nothing shines.
  public var emission: [Vector3] {
    guard !glow.isEmpty else { return [] }
    return linearPalette.enumerated().map { index, color in
      color * (UInt8(exactly: index).flatMap { glow[$0] } ?? 0)
    }
  }
}

/// The cells of a grid that is being filled.
struct VoxelCells {
  let lower: SIMD3<Int32>
  let size: SIMD3<Int32>
  var indices: [UInt8]

  init(lower: SIMD3<Int32>, size: SIMD3<Int32>) {
    self.lower = lower
    self.size = size
    indices = [UInt8](repeating: 0, count: Int(size.x) * Int(size.y) * Int(size.z))
  }

  /// Fills a cell, which must be inside.
  mutating func set(_ place: SIMD3<Int32>, to index: UInt8) {
    let cell = place &- lower
    indices[
      Int(cell.x) + Int(size.x) * (Int(cell.y) + Int(size.y) * Int(cell.z))] = index
  }
}
