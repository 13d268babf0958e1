import PaintCore

/// A scene file: the stage (camera, lights, ground), what may stand on it, how actions build it and
/// how random scenes are drawn. The format is described in `docs/scenes.md`.
public struct SceneFile: Sendable {
  /// A line for people.
  public var title: String
  /// Camera, lights, ground and the fixed objects.
  public var stage: Scene
  /// The materials by name; `SceneObject.materialIndex` is the index here plus 1.
  public var materials: [NamedMaterial]
  /// What objects may be.
  public var kinds: [ObjectKind]
  /// How large objects may be.
  public var sizes: [ObjectSize]
  /// The named colours, linear.
  public var palette: [NamedColor]
  /// How actions place objects; nil when the file has no such grammar.
  public var spiral: SpiralRules?
  /// How actions place blocks; nil when the file has no such grammar.
  public var voxel: VoxelRules?
  /// How random scenes are drawn; nil when the file does not say.
  public var sampler: SamplerRules?
  /// What is shown when no scene is asked for.
  public var example = Example.stage
  /// Names the file's content and that of the files it refers to, 16 hexadecimal digits.
  public var digest: String

  /// A material and its name.
  public struct NamedMaterial: Sendable, Equatable {
    /// The name in the file.
    public var name: String
    /// The surface.
    public var material: Material
  }

  /// A colour and its name.
  public struct NamedColor: Sendable, Equatable {
    /// The name in the file.
    public var name: String
    /// The colour, linear.
    public var color: Vector3
  }

  /// A size and its name.
  public struct ObjectSize: Sendable, Equatable {
    /// The name in the file.
    public var name: String
    /// What the kind's proportions are multiplied by: half the width of a cube, m.
    public var scale: Float
  }
}

/// The rules of the grammar `spiral`.
public struct SpiralRules: Sendable, Equatable {
  /// Cells across and down.
  public var grid: Int
  /// The ground that the grid covers, m: west to east.
  public var x: ClosedRange<Float>
  /// The ground that the grid covers, m: south to north. The first row of cells is the northern one.
  public var y: ClosedRange<Float>
  /// The levels that red, green and blue choose from, sRGB in `0...1`; empty when actions choose
  /// from the palette.
  public var colorLevels: [Double]

  /// Returns the middle of cell `row * grid + column`, m.
  public func center(of cell: Int) -> SIMD2<Float> {
    let column = Float(cell % grid) + 0.5
    let row = Float(cell / grid) + 0.5
    return SIMD2(
      x.lowerBound + (x.upperBound - x.lowerBound) * column / Float(grid),
      y.upperBound - (y.upperBound - y.lowerBound) * row / Float(grid))
  }

  /// Returns the cell that a place of the ground lies in; places outside go to the nearest cell.
  public func cell(at place: SIMD2<Float>) -> Int {
    func index(_ share: Float) -> Int {
      Int(min(max(share * Float(grid), 0), Float(grid) - 1))
    }
    let column = index((place.x - x.lowerBound) / (x.upperBound - x.lowerBound))
    let row = index((y.upperBound - place.y) / (y.upperBound - y.lowerBound))
    return row * grid + column
  }
}

/// The rules of the grammar `voxel`.
public struct VoxelRules: Sendable, Equatable {
  /// Cells along x, y and z.
  public var size: SIMD3<Int32>
  /// The side of a cell, m. The grid stands on the ground with its middle on the origin.
  public var cellSize: Float
  /// The material of the blocks: an index into the file's materials.
  public var material: Int
}

/// How random scenes are drawn, with the rules of CLEVR (Johnson et al. 2017, section 3).
public struct SamplerRules: Sendable, Equatable {
  /// How many objects.
  public var objects: ClosedRange<Int>
  /// Whether objects stand in the middle of grid cells, upright and unturned, so that actions can
  /// rebuild the scene exactly.
  public var isOnGrid: Bool
  /// The ground that objects may stand on, m.
  public var x: ClosedRange<Float>
  /// The ground that objects may stand on, m.
  public var y: ClosedRange<Float>
  /// The least gap between the footprints of two objects, m.
  public var minimumDistance: Float
  /// The least difference of two objects' places along both axes of the view, so that left, right,
  /// before and behind are never in doubt, m.
  public var margin: Float
  /// The least pixels an object shows in a picture of 64 x 64.
  public var minimumVisiblePixels: Int
  /// How many places are tried for an object before the scene is begun anew.
  public var attempts: Int
}
