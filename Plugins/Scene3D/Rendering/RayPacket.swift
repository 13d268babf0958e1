/// One number for each of eight rays.
typealias Lanes = SIMD8<Float>
/// One index for each of eight rays.
typealias LaneIndices = SIMD8<Int32>
/// One truth value for each of eight rays.
typealias LaneMask = SIMDMask<SIMD8<Int32>>

/// Eight rays in an object's own coordinates, and what they have met so far.
///
/// A point of a ray is `origin + t * direction`. Directions are transformed like the points and are
/// not normalised, so that `t` is the same number in the world and in the object. Meshes and voxel
/// grids offer two methods on packets:
///
///     func intersect(_ packet: inout LocalPacket)
///     func occludes(_ packet: LocalPacket) -> LaneMask
///
/// A hit counts in active lanes at `0 < t < nearest`. `intersect` finds the smallest `t` of a lane
/// and, of primitives at the same `t`, the one with the lowest index; it lowers `nearest` and sets
/// `hit`, the normal and `primitive` in just the lanes in which it found something. `occludes` tells
/// the active lanes in which anything counts. What a lane gets must not depend on the other lanes.
/// Lanes that are not active may hold anything, infinities and NaN included.
struct LocalPacket {
  /// Where the rays begin.
  var originX: Lanes, originY: Lanes, originZ: Lanes
  /// Where they go, of any length.
  var directionX: Lanes, directionY: Lanes, directionZ: Lanes
  /// The parameter of the nearest hit so far, or the limit of the search; may be infinite.
  var nearest: Lanes
  /// The lanes that are asked for.
  var active: LaneMask
  /// The lanes in which `nearest` is a hit of this object.
  var hit = LaneMask(repeating: false)
  /// The geometric normal at the hit in the object's own coordinates, outward, of any length.
  var normalX = Lanes.zero, normalY = Lanes.zero, normalZ = Lanes.zero
  /// Which triangle was hit, or the palette index of the voxel.
  var primitive = LaneIndices.zero

  /// Makes a packet that has met nothing.
  init(
    originX: Lanes, originY: Lanes, originZ: Lanes, directionX: Lanes, directionY: Lanes,
    directionZ: Lanes, nearest: Lanes, active: LaneMask = LaneMask(repeating: true)
  ) {
    (self.originX, self.originY, self.originZ) = (originX, originY, originZ)
    (self.directionX, self.directionY, self.directionZ) = (directionX, directionY, directionZ)
    self.nearest = nearest
    self.active = active
  }
}
