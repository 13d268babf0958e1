/// Coloured unit cubes in a box. Cell (0, 0, 0) spans (0, 0, 0) to (1, 1, 1) in the grid's own
/// coordinates; `z` is up.
public final class VoxelGrid: Sendable {
  /// Cells along x, y and z.
  public let size: SIMD3<Int32>
  /// One palette index a cell, x fastest, then y, then z; 0 is empty.
  public let cells: [UInt8]
  /// 256 linear diffuse colours; the first is not used.
  public let palette: [Vector3]
  /// What cells of each index give off themselves, linear, as `Material.emission`; empty when none
  /// does.
  public let emission: [Vector3]

  /// Makes a grid.
  ///
  /// - Precondition: No size is negative, and there are as many cells as their product.
  public init(
    size: SIMD3<Int32>, cells: [UInt8], palette: [Vector3], emission: [Vector3] = []
  ) {
    precondition(
      size.x >= 0 && size.y >= 0 && size.z >= 0
        && cells.count == Int(size.x) * Int(size.y) * Int(size.z),
      "\(cells.count) cells in a grid of \(size)")
    self.size = size
    self.cells = cells
    self.palette = palette
    self.emission = emission
  }
}
