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
}
