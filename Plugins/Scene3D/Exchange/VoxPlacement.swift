/// A model in the scene of a `.vox` file: turned and mirrored by quarter turns about its middle, then
/// moved.
public struct VoxPlacement: Sendable, Equatable {
  /// The index of the model.
  public var model: Int
  /// The model's axis that the world's x, y and z show.
  public var axes: SIMD3<Int>
  /// 1, or -1 where that axis is turned round.
  public var signs: SIMD3<Int32>
  /// Where the model's middle is, cells.
  public var translation: SIMD3<Int32>

  /// Makes a placement; the default is upright at the origin.
  public init(
    model: Int, axes: SIMD3<Int> = SIMD3(0, 1, 2), signs: SIMD3<Int32> = SIMD3(1, 1, 1),
    translation: SIMD3<Int32> = .zero
  ) {
    self.model = model
    self.axes = axes
    self.signs = signs
    self.translation = translation
  }

  /// Turns by the byte of the format: bits 0 and 1 the column of the first row's entry, 2 and 3 of
  /// the second's, 4 to 6 the rows' signs. Nil if the columns are not a permutation.
  init?(rotation byte: Int) {
    let (first, second) = (byte & 3, byte >> 2 & 3)
    guard (0...127).contains(byte), first < 3, second < 3, first != second else { return nil }
    func sign(_ bit: Int) -> Int32 { byte >> bit & 1 == 0 ? 1 : -1 }
    self.init(
      model: 0, axes: SIMD3(first, second, 3 - first - second),
      signs: SIMD3(sign(4), sign(5), sign(6)))
  }

  /// Returns where a cell of a model of some size is in the scene. Middles are rounded down.
  public func place(_ cell: SIMD3<Int32>, in size: SIMD3<Int32>) -> SIMD3<Int32> {
    var place = translation
    for row in 0..<3 {
      let offset = cell[axes[row]] &- size[axes[row]] / 2
      // a cell spans offset to offset + 1; turned round, its lower side is at -(offset + 1)
      place[row] &+= signs[row] > 0 ? offset : -1 &- offset
    }
    return place
  }

  /// Returns this placement inside another: first this one, then the outer.
  func inside(_ outer: VoxPlacement) -> VoxPlacement {
    var result = self
    for row in 0..<3 {
      result.axes[row] = axes[outer.axes[row]]
      result.signs[row] = outer.signs[row] * signs[outer.axes[row]]
      result.translation[row] =
        outer.translation[row] &+ outer.signs[row] &* translation[outer.axes[row]]
    }
    return result
  }
}

extension VoxFile {
  /// The largest number of cells of a merged grid.
  public static let largestGrid = 1 << 26

  /// Returns all placed models in one grid, as small as they allow; where they overlap the last one
  /// shows.
  ///
  /// - Throws: When the box about them has more than `largestGrid` cells.
  public func merged() throws(VoxError) -> VoxelGrid {
    guard let (lower, upper) = placedBounds() else {
      return VoxelGrid(size: SIMD3(1, 1, 1), cells: [0], palette: linearPalette)
    }
    let sides = (0..<3).map { Int(upper[$0]) - Int(lower[$0]) }
    let area = sides[0].multipliedReportingOverflow(by: sides[1])
    let volume = area.partialValue.multipliedReportingOverflow(by: sides[2])
    guard !area.overflow, !volume.overflow, volume.partialValue <= Self.largestGrid else {
      throw VoxError(
        offset: nil, expected: "placed models in a box of at most \(Self.largestGrid) cells",
        got: "\(sides[0]) x \(sides[1]) x \(sides[2])")
    }
    var cells = VoxelCells(lower: lower, size: upper &- lower)
    for placement in placements {
      let model = models[placement.model]
      for voxel in model.voxels {
        let cell = SIMD3(Int32(voxel.x), Int32(voxel.y), Int32(voxel.z))
        cells.set(placement.place(cell, in: model.size), to: voxel.w)
      }
    }
    return VoxelGrid(
      size: cells.size, cells: cells.indices, palette: linearPalette, emission: emission)
  }

  /// The box about all placed models, empty cells included; nil without any.
  private func placedBounds() -> (lower: SIMD3<Int32>, upper: SIMD3<Int32>)? {
    var bounds: (lower: SIMD3<Int32>, upper: SIMD3<Int32>)?
    for placement in placements {
      let size = models[placement.model].size
      let ends = [SIMD3<Int32>.zero, size &- 1].map { placement.place($0, in: size) }
      for end in ends {
        bounds =
          bounds.map {
            (
              lower: $0.lower.replacing(with: end, where: end .< $0.lower),
              upper: $0.upper.replacing(with: end &+ 1, where: end &+ 1 .> $0.upper)
            )
          } ?? (lower: end, upper: end &+ 1)
      }
    }
    return bounds
  }
}
