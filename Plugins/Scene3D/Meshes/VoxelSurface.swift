/// The faces between filled and empty cells, two triangles each, in the colours of their cells.
struct VoxelSurface {
  private let grid: VoxelGrid
  private var vertices: [Vector3] = []
  private var triangles: [SIMD3<Int32>] = []
  private var colors: [Vector3] = []
  private var indices: [SIMD3<Int32>: Int32] = [:]

  init(_ grid: VoxelGrid) { self.grid = grid }

  /// Returns the surface in the grid's own coordinates; faces share vertices.
  func mesh() -> TriangleMesh {
    var surface = self
    for z in 0..<grid.size.z {
      for y in 0..<grid.size.y {
        for x in 0..<grid.size.x where surface.isFilled(SIMD3(x, y, z)) {
          surface.addFaces(SIMD3(x, y, z))
        }
      }
    }
    return TriangleMesh(
      vertices: surface.vertices, triangles: surface.triangles, colors: surface.colors)
  }

  private func index(_ cell: SIMD3<Int32>) -> Int? {
    for axis in 0..<3 where cell[axis] < 0 || cell[axis] >= grid.size[axis] { return nil }
    return Int(cell.x) + Int(grid.size.x) * (Int(cell.y) + Int(grid.size.y) * Int(cell.z))
  }

  private func isFilled(_ cell: SIMD3<Int32>) -> Bool {
    index(cell).map { grid.cells[$0] != 0 } ?? false
  }

  private mutating func addFaces(_ cell: SIMD3<Int32>) {
    let colorIndex = index(cell).map { Int(grid.cells[$0]) } ?? 0
    let color = colorIndex < grid.palette.count ? grid.palette[colorIndex] : OBJFile.defaultColor
    for axis in 0..<3 {
      for side: Int32 in [-1, 1] {
        var neighbour = cell
        neighbour[axis] += side
        guard !isFilled(neighbour) else { continue }
        var corner = cell
        if side > 0 { corner[axis] += 1 }
        // counterclockwise about the axis, seen from its tip
        var (first, second) = (SIMD3<Int32>.zero, SIMD3<Int32>.zero)
        first[(axis + 1) % 3] = 1
        second[(axis + 2) % 3] = 1
        if side < 0 { swap(&first, &second) }
        let quad = [corner, corner &+ first, corner &+ first &+ second, corner &+ second]
          .map { vertex($0) }
        triangles += [SIMD3(quad[0], quad[1], quad[2]), SIMD3(quad[0], quad[2], quad[3])]
        colors += [color, color]
      }
    }
  }

  private mutating func vertex(_ place: SIMD3<Int32>) -> Int32 {
    if let index = indices[place] { return index }
    let index = Int32(truncatingIfNeeded: vertices.count)
    indices[place] = index
    vertices.append(Vector3(place))
    return index
  }
}
