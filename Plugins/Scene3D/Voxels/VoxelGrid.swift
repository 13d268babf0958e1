/// Coloured unit cubes in a box. Cell (0, 0, 0) spans (0, 0, 0) to (1, 1, 1) in the grid's own
/// coordinates; `z` is up.
public final class VoxelGrid: Sendable {
  /// Cells along x, y and z.
  public let size: SIMD3<Int32>
  /// One palette index a cell, x fastest, then y, then z; 0 is empty.
  public let cells: [UInt8]
  /// 256 linear diffuse colours; the first is not used.
  public let palette: [Vector3]

  /// Makes a grid.
  public init(size: SIMD3<Int32>, cells: [UInt8], palette: [Vector3]) {
    self.size = size
    self.cells = cells
    self.palette = palette
  }
}
