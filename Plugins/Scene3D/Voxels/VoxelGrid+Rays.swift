// Rays against a grid, one at a time: Amanatides and Woo, A fast voxel traversal algorithm for ray
// tracing, 1987. Every crossing of a plane has its own t, `(plane - origin) * (1 / direction)`, which
// is not a sum of steps, so that it does not depend on where the walk began.
//
// The rule for ties: crossings happen in the order of t, those at the same t in the order x, y, z. A
// ray enters a cell if its last crossing into it comes before its first crossing out of it; the hit
// is at the last crossing in. A filled cell in which the ray begins is not met.

extension VoxelGrid {
  /// Finds the first filled cell that each active lane enters.
  func intersect(_ packet: inout LocalPacket) {
    let lanes = lanesInside(packet)
    for lane in 0..<8 where lanes >> UInt32(lane) & 1 == 1 {
      let walk = GridWalk(packet, lane, limit: size)
      guard let hit = firstHit(walk, before: packet.nearest[lane]) else { continue }
      packet.nearest[lane] = hit.t
      packet.hit[lane] = true
      packet.primitive[lane] = Int32(cells[hit.cell])
      let facing: Float = walk.direction[hit.axis] < 0 ? 1 : -1
      packet.normalX[lane] = hit.axis == 0 ? facing : 0
      packet.normalY[lane] = hit.axis == 1 ? facing : 0
      packet.normalZ[lane] = hit.axis == 2 ? facing : 0
    }
  }

  /// Returns the active lanes that enter a filled cell.
  func occludes(_ packet: LocalPacket) -> LaneMask {
    var occluded = LaneMask(repeating: false)
    let lanes = lanesInside(packet)
    for lane in 0..<8 where lanes >> UInt32(lane) & 1 == 1 {
      let walk = GridWalk(packet, lane, limit: size)
      occluded[lane] = firstHit(walk, before: packet.nearest[lane]) != nil
    }
    return occluded
  }

  /// A filled cell, and where and through which face a ray enters it.
  struct Hit: Equatable {
    var t: Float
    var axis: Int
    var cell: Int
  }

  /// One bit for each active lane that comes into the box of the grid before its nearest hit.
  private func lanesInside(_ packet: LocalPacket) -> UInt32 {
    let upper = Vector3(size)
    let x = planes(upper.x, packet.originX, packet.directionX)
    let y = planes(upper.y, packet.originY, packet.directionY)
    let z = planes(upper.z, packet.originZ, packet.directionZ)
    let near = greater(greater(x.near, y.near), z.near)
    let far = lesser(lesser(x.far, y.far), z.far)
    return bits((near .<= far) .& (far .>= 0) .& (near .<= packet.nearest) .& packet.active)
  }

  private func planes(_ upper: Float, _ origin: Lanes, _ direction: Lanes) -> Interval {
    let isTiny = (direction .< 1e-30) .& (direction .> -1e-30)
    let inverse = 1 / select(direction, Lanes(repeating: 1e-30), isTiny)
    let (first, second) = ((0 - origin) * inverse, (upper - origin) * inverse)
    return Interval(near: lesser(first, second), far: greater(first, second))
  }

  /// Returns the first filled cell entered at `0 < t < limit`.
  @inline(__always)
  func firstHit(_ walk: GridWalk, before limit: Float) -> Hit? {
    guard walk.isInside else { return nil }
    let rowStride = Int(size.x)
    var x = GridAxis(walk, 0, stride: 1)
    var y = GridAxis(walk, 1, stride: rowStride)
    var z = GridAxis(walk, 2, stride: rowStride * Int(size.y))
    var cell =
      Int(walk.cell.x) * x.stride + Int(walk.cell.y) * y.stride + Int(walk.cell.z) * z.stride
    var (t, axis) = (walk.t, walk.axis)
    return cells.withUnsafeBufferPointer { cells in
      while true {
        if t > 0, cells[cell] != 0 {
          return t < limit ? Hit(t: t, axis: axis, cell: cell) : nil
        }
        let isInside: Bool
        if x.exit <= y.exit && x.exit <= z.exit {
          (t, axis) = (x.exit, 0)
          isInside = x.advance(&cell)
        } else if y.exit <= z.exit {
          (t, axis) = (y.exit, 1)
          isInside = y.advance(&cell)
        } else {
          (t, axis) = (z.exit, 2)
          isInside = z.advance(&cell)
        }
        guard isInside, t < limit else { return nil }
      }
    }
  }
}

/// One axis of a ray's way through the cells.
struct GridAxis {
  /// Where the ray leaves its cell on this axis.
  private(set) var exit: Float
  /// From a cell to the next in the list of cells, upwards.
  let stride: Int
  private let origin: Float, inverse: Float, way: Float
  private var plane: Float
  /// Cells ahead of this one.
  private var remaining: Int32

  @inline(__always)
  init(_ walk: GridWalk, _ axis: Int, stride: Int) {
    self.stride = stride
    origin = walk.origin[axis]
    inverse = walk.inverse[axis]
    let isUp = inverse > 0
    way = isUp ? 1 : -1
    remaining = isUp ? walk.limit[axis] - 1 - walk.cell[axis] : walk.cell[axis]
    plane = Float(walk.cell[axis] + (isUp ? 1 : 0))
    exit = inverse == 0 ? .infinity : (plane - origin) * inverse
  }

  /// Goes to the next cell; false when that leaves the grid.
  @inline(__always)
  mutating func advance(_ cell: inout Int) -> Bool {
    guard remaining > 0 else { return false }
    remaining -= 1
    plane += way
    exit = (plane - origin) * inverse
    cell += way > 0 ? stride : -stride
    return true
  }
}
