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
    let lanes = bits(packet.active)
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
    let lanes = bits(packet.active)
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

  /// Returns the first filled cell entered at `0 < t < limit`.
  @inline(__always)
  func firstHit(_ start: GridWalk, before limit: Float) -> Hit? {
    var walk = start
    guard walk.isInside else { return nil }
    let (rowStride, layerStride) = (Int(size.x), Int(size.x) * Int(size.y))
    return cells.withUnsafeBufferPointer { cells in
      while true {
        let cell =
          Int(walk.cell.x) + Int(walk.cell.y) * rowStride + Int(walk.cell.z) * layerStride
        if walk.t > 0, cells[cell] != 0 {
          return walk.t < limit ? Hit(t: walk.t, axis: walk.axis, cell: cell) : nil
        }
        guard walk.advance(), walk.t < limit else { return nil }
      }
    }
  }
}

/// A ray on its way through a grid.
struct GridWalk {
  let origin: Vector3
  let direction: Vector3
  /// 1 / direction; 0 for a direction that crosses no plane.
  let inverse: Vector3
  /// Cells along each axis.
  let limit: SIMD3<Int32>
  /// The cell that the ray is in.
  private(set) var cell: SIMD3<Int32> = .zero
  /// Where it entered the cell; at most 0 where it began in it.
  private(set) var t: Float = 0
  /// The axis of the plane that it crossed into the cell.
  private(set) var axis = 2
  /// Whether the ray is in the grid.
  private(set) var isInside = false
  /// Where it leaves the cell on each axis.
  private var exits = Vector3(repeating: .infinity)

  /// Puts a ray into the first cell of the grid at t of 0 or more.
  @inline(__always)
  init(_ packet: LocalPacket, _ lane: Int, limit: SIMD3<Int32>) {
    origin = Vector3(packet.originX[lane], packet.originY[lane], packet.originZ[lane])
    direction = Vector3(
      packet.directionX[lane], packet.directionY[lane], packet.directionZ[lane])
    self.limit = limit
    var inverse = Vector3.zero
    for axis in 0..<3 where abs(direction[axis]) >= 1e-30 { inverse[axis] = 1 / direction[axis] }
    self.inverse = inverse
    enter()
  }

  /// Where the ray crosses a plane.
  @inline(__always)
  func crossing(_ plane: Int32, _ axis: Int) -> Float {
    (Float(plane) - origin[axis]) * inverse[axis]
  }

  /// Finds the last of the three crossings into the grid, and then the cell.
  private mutating func enter() {
    for axis in 0..<3 where inverse[axis] != 0 {
      let entry = crossing(inverse[axis] > 0 ? 0 : limit[axis], axis)
      if entry >= t, entry > 0 { (t, self.axis) = (entry, axis) }
    }
    for axis in 0..<3 {
      guard let index = index(axis) else { return }
      cell[axis] = index
      updateExit(axis)
    }
    isInside = true
  }

  /// How far the ray is on an axis after all crossings up to the latest one; nil outside the grid.
  private func index(_ axis: Int) -> Int32? {
    let count = limit[axis]
    let place = origin[axis] + (inverse[axis] == 0 ? 0 : t * direction[axis])
    guard place.isFinite else { return nil }
    let guess = Int32(min(max(place, -1), Float(count) + 1).rounded(.down))
    guard inverse[axis] != 0 else { return guess >= 0 && guess < count ? guess : nil }
    // rounding may have put the guess beside the cell: ask the planes themselves
    let isUp = inverse[axis] > 0
    var index = min(max(guess, isUp ? -1 : 0), isUp ? count - 1 : count)
    while isUp, index + 1 <= count, isDone(index + 1, axis) { index += 1 }
    while isUp, index >= 0, !isDone(index, axis) { index -= 1 }
    while !isUp, index >= 0, isDone(index, axis) { index -= 1 }
    while !isUp, index < count, !isDone(index + 1, axis) { index += 1 }
    return index >= 0 && index < count ? index : nil
  }

  /// Whether the crossing of a plane comes no later than the one that the ray is at.
  private func isDone(_ plane: Int32, _ axis: Int) -> Bool {
    let other = crossing(plane, axis)
    return other < t || (other == t && (axis <= self.axis || t == 0))
  }

  /// Crosses the next plane; false when that leaves the grid.
  @inline(__always)
  mutating func advance() -> Bool {
    let next =
      exits.x <= exits.y
      ? (exits.x <= exits.z ? 0 : 2) : (exits.y <= exits.z ? 1 : 2)
    (t, axis) = (exits[next], next)
    cell[next] += inverse[next] > 0 ? 1 : -1
    guard cell[next] >= 0, cell[next] < limit[next] else { return false }
    updateExit(next)
    return true
  }

  @inline(__always)
  private mutating func updateExit(_ axis: Int) {
    guard inverse[axis] != 0 else { return }
    exits[axis] = crossing(cell[axis] + (inverse[axis] > 0 ? 1 : 0), axis)
  }
}
