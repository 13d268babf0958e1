/// What eight rays from the eye meet first.
struct PacketHits {
  /// The depth; infinity where nothing is met.
  var depth: Lanes
  /// The number of the object from 1; 0 for the ground, -1 for the background.
  var id: LaneIndices
  /// A mesh's or grid's normal in its own coordinates, and which triangle or colour was met.
  var normal = LaneVector.zero
  var primitive = LaneIndices.zero
}

extension TracedScene {
  /// Returns what rays from the eye meet in a block.
  @inline(__always)
  func firstHits(_ direction: LaneVector, block: Int) -> PacketHits {
    var hits = groundHits(direction)
    for word in 0..<words {
      var remaining = visible[block * words + word]
      while remaining != 0 {
        let index = word * 64 + remaining.trailingZeroBitCount
        remaining &= remaining - 1
        meet(index, direction, &hits)
      }
    }
    return hits
  }

  @inline(__always)
  private func groundHits(_ direction: LaneVector) -> PacketHits {
    let infinity = Lanes(repeating: .infinity)
    guard hasGround else { return PacketHits(depth: infinity, id: LaneIndices(repeating: -1)) }
    let depth = -camera.eye.z / direction.z
    let x = camera.eye.x + direction.x * depth
    let y = camera.eye.y + direction.y * depth
    let isHit =
      (depth .> 0) .& (depth .< infinity) .& (x .<= groundHalfSize) .& (x .>= -groundHalfSize)
      .& (y .<= groundHalfSize) .& (y .>= -groundHalfSize)
    return PacketHits(
      depth: select(infinity, depth, isHit),
      id: select(LaneIndices(repeating: -1), .zero, isHit))
  }

  /// Tests one object; of two at the same depth the earlier stays.
  @inline(__always)
  private func meet(_ index: Int, _ direction: LaneVector, _ hits: inout PacketHits) {
    let object = objects + index
    let id = LaneIndices(repeating: Int32(truncatingIfNeeded: index + 1))
    let local = object.pointee.localDirection(direction)
    let eye = LaneVector(object.pointee.eye)
    guard object.pointee.isConvex else { return meetSolid(object, id, eye, local, &hits) }
    let depth = firstHit(
      object.pointee.form, halfLength: object.pointee.halfLength, origin: eye, direction: local)
    let isNearer = depth .< hits.depth
    hits.depth = select(hits.depth, depth, isNearer)
    hits.id = select(hits.id, id, isNearer)
  }

  /// Tests a mesh or a grid.
  @inline(never)
  private func meetSolid(
    _ object: UnsafePointer<PreparedObject>, _ id: LaneIndices, _ eye: LaneVector,
    _ direction: LaneVector, _ hits: inout PacketHits
  ) {
    var packet = LocalPacket(
      originX: eye.x, originY: eye.y, originZ: eye.z, directionX: direction.x,
      directionY: direction.y, directionZ: direction.z, nearest: hits.depth)
    object.pointee.intersect(&packet)
    hits.depth = select(hits.depth, packet.nearest, packet.hit)
    hits.id = select(hits.id, id, packet.hit)
    hits.primitive = select(hits.primitive, packet.primitive, packet.hit)
    hits.normal.replace(
      with: LaneVector(packet.normalX, packet.normalY, packet.normalZ), where: packet.hit)
  }
}

extension PreparedObject {
  /// Asks the mesh or the grid.
  @inline(__always)
  func intersect(_ packet: inout LocalPacket) {
    mesh?._withUnsafeGuaranteedRef { $0.intersect(&packet) }
    voxels?._withUnsafeGuaranteedRef { $0.intersect(&packet) }
  }

  /// Asks the mesh or the grid.
  @inline(__always)
  func occludes(_ packet: LocalPacket) -> LaneMask {
    if let mesh { return mesh._withUnsafeGuaranteedRef { $0.occludes(packet) } }
    if let voxels { return voxels._withUnsafeGuaranteedRef { $0.occludes(packet) } }
    return LaneMask(repeating: false)
  }
}
