extension TracedScene {
  /// Returns the share of a light that is seen from the lit points, in steps of the light's rays.
  @inline(__always)
  func open(
    _ index: Int, _ surface: PacketSurface, _ hits: PacketHits, _ isLit: LaneMask, block: Int,
    sample: Int
  ) -> Lanes {
    var mayBeShaded: UInt64 = 0
    for word in 0..<words {
      mayBeShaded |= shades(word, light: index, hits, isLit, block: block)
    }
    guard mayBeShaded != 0 else { return Lanes(repeating: 1) }
    let offset = select(hits.depth * shadowOffset, .zero, equal(hits.id, 0))
    var origin = surface.point + surface.normal * offset
    origin.z = select(origin.z, .zero, equal(hits.id, 0))
    let light = lights + index
    let first = sources + (light.pointee.firstSource + sample % light.pointee.stride)
    var blocked = Lanes.zero
    for ray in 0..<light.pointee.rays {
      let source = first[ray * light.pointee.stride]
      let isBlocked = isBlocked(index, source, origin, hits, isLit, block: block)
      blocked += select(.zero, Lanes(repeating: 1), isBlocked)
    }
    return 1 - blocked * (1 / Float(light.pointee.rays))
  }

  /// The objects of one word that may shade any of the lit points.
  @inline(__always)
  private func shades(
    _ word: Int, light: Int, _ hits: PacketHits, _ isLit: LaneMask, block: Int
  ) -> UInt64 {
    var shades: UInt64 = 0
    if bits(equal(hits.id, 0) .& isLit) != 0 {
      shades |= groundShades(light: light, block: block)[word]
    }
    for seen in 0..<words {
      var remaining = visible[block * words + seen]
      while remaining != 0 {
        let receiver = seen * 64 + remaining.trailingZeroBitCount
        remaining &= remaining - 1
        let mask = equal(hits.id, receiver + 1) .& isLit
        if bits(mask) != 0 { shades |= objectShades(light: light, object: receiver)[word] }
      }
    }
    return shades
  }

  /// The lit points from which an object hides one point of a light.
  @inline(__always)
  private func isBlocked(
    _ light: Int, _ source: Vector3, _ origin: LaneVector, _ hits: PacketHits, _ isLit: LaneMask,
    block: Int
  ) -> LaneMask {
    let isDirectional = lights[light].kind == .directional
    let direction = isDirectional ? LaneVector(source) : LaneVector(source) - origin
    let limit = Lanes(repeating: isDirectional ? .infinity : 1)
    var isOpen = isLit
    for word in 0..<words {
      var remaining = shades(word, light: light, hits, isLit, block: block)
      while remaining != 0 {
        let index = word * 64 + remaining.trailingZeroBitCount
        remaining &= remaining - 1
        let isHidden = hides(index, origin, direction, limit, hits, isOpen)
        isOpen = isOpen .& .!isHidden
        if bits(isOpen) == 0 { return isLit }
      }
    }
    return isLit .& .!isOpen
  }

  /// The points from which one object is in the way. A convex solid does not shade itself: its lit
  /// side has nothing of it above.
  @inline(__always)
  private func hides(
    _ index: Int, _ origin: LaneVector, _ direction: LaneVector, _ limit: Lanes,
    _ hits: PacketHits, _ isOpen: LaneMask
  ) -> LaneMask {
    let object = objects + index
    let localOrigin = object.pointee.localPoint(origin)
    let localDirection = object.pointee.localDirection(direction)
    guard object.pointee.isConvex else {
      return object.pointee.occludes(
        LocalPacket(
          originX: localOrigin.x, originY: localOrigin.y, originZ: localOrigin.z,
          directionX: localDirection.x, directionY: localDirection.y, directionZ: localDirection.z,
          nearest: limit, active: isOpen))
    }
    let hit = firstHit(
      object.pointee.form, halfLength: object.pointee.halfLength, origin: localOrigin,
      direction: localDirection)
    return (hit .< limit) .& .!equal(hits.id, index + 1)
  }
}
