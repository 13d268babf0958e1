import Testing

@testable import Scene3D

struct VoxelGridTests {
  static func grid(_ size: SIMD3<Int32>, share: Double, _ source: inout RandomSource) -> VoxelGrid {
    let cells = (0..<Int(size.x) * Int(size.y) * Int(size.z)).map { _ -> UInt8 in
      Double.random(in: 0..<1, using: &source) < share ? .random(in: 1...255, using: &source) : 0
    }
    return VoxelGrid(size: size, cells: cells, palette: [])
  }

  /// The rule of the grid, tried on every filled cell: a ray enters a cell if its last crossing in
  /// comes before its first crossing out, by t and then by axis.
  static func nearest(_ grid: VoxelGrid, _ rays: LocalPacket, _ lane: Int) -> VoxelGrid.Hit? {
    let walk = GridWalk(rays, lane, limit: grid.size)
    var best: VoxelGrid.Hit?
    for (index, color) in grid.cells.enumerated() where color > 0 {
      let row = index / Int(grid.size.x)
      let cell = SIMD3(
        Int32(index % Int(grid.size.x)), Int32(row % Int(grid.size.y)),
        Int32(row / Int(grid.size.y)))
      var entry = (t: -Float.infinity, axis: -1)
      var exit = (t: Float.infinity, axis: 3)
      var isBeside = false
      for axis in 0..<3 {
        guard walk.inverse[axis] != 0 else {
          isBeside = isBeside || walk.origin[axis].rounded(.down) != Float(cell[axis])
          continue
        }
        let isUp = walk.inverse[axis] > 0
        let into = walk.crossing(cell[axis] + (isUp ? 0 : 1), axis)
        let out = walk.crossing(cell[axis] + (isUp ? 1 : 0), axis)
        if into >= entry.t { entry = (into, axis) }
        if out < exit.t { exit = (out, axis) }
      }
      guard !isBeside, entry.t > 0, entry.t < rays.nearest[lane] else { continue }
      guard entry.t < exit.t || (entry.t == exit.t && entry.axis < exit.axis) else { continue }
      let hit = VoxelGrid.Hit(t: entry.t, axis: entry.axis, cell: index)
      guard let other = best else {
        best = hit
        continue
      }
      if hit.t < other.t || (hit.t == other.t && hit.axis < other.axis) { best = hit }
    }
    return best
  }

  @Test(arguments: [false, true])
  func `the walk meets what a test of all cells meets`(snapped: Bool) {
    var source = RandomSource(state: snapped ? 21 : 20)
    var hits = 0
    var differences = 0
    for size in [SIMD3<Int32>(1, 1, 1), SIMD3(8, 5, 3), SIMD3(16, 16, 16), SIMD3(40, 1, 9)] {
      for share in [0.02, 0.2, 1] {
        let grid = Self.grid(size, share: share, &source)
        for _ in 0..<(snapped ? 400 : 60) {
          let rays = Self.rays(size, &source, snapped: snapped)
          var packet = rays
          grid.intersect(&packet)
          let occluded = grid.occludes(rays)
          for lane in 0..<8 {
            let best = rays.active[lane] ? Self.nearest(grid, rays, lane) : nil
            hits += best == nil ? 0 : 1
            if packet.hit[lane] != (best != nil) || occluded[lane] != (best != nil) {
              differences += 1
            }
            guard let best else { continue }
            if packet.nearest[lane] != best.t { differences += 1 }
            if packet.primitive[lane] != Int32(grid.cells[best.cell]) { differences += 1 }
            let normal = Vector3(packet.normalX[lane], packet.normalY[lane], packet.normalZ[lane])
            if abs(normal[best.axis]) != 1 || normal.length != 1 { differences += 1 }
          }
        }
      }
    }
    #expect(differences == 0)
    #expect(hits > 500, "only \(hits) rays met anything")
  }

  static func rays(
    _ size: SIMD3<Int32>, _ source: inout RandomSource, snapped: Bool
  ) -> LocalPacket {
    var packet = LocalPacket(
      originX: .zero, originY: .zero, originZ: .zero, directionX: .zero, directionY: .zero,
      directionZ: .zero, nearest: Lanes(repeating: .infinity))
    for lane in 0..<8 {
      var origin = Vector3(size) * Vector3.random(in: -1...2, &source)
      let target = Vector3(size) * Vector3.random(in: 0...1, &source)
      var direction = (target - origin) * 0.1
      if snapped {
        // on cell corners, along axes and diagonals, where many crossings tie
        for axis in 0..<3 {
          origin[axis].round()
          direction[axis] = Float(Int.random(in: -1...1, using: &source))
        }
      }
      packet.originX[lane] = origin.x
      packet.originY[lane] = origin.y
      packet.originZ[lane] = origin.z
      packet.directionX[lane] = direction.x
      packet.directionY[lane] = direction.y
      packet.directionZ[lane] = direction.z
      if lane % 4 == 0 { packet.nearest[lane] = .random(in: 1...12, using: &source) }
      packet.active[lane] = UInt8.random(in: 0..<8, using: &source) > 0
    }
    return packet
  }
}
