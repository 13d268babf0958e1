/// What the light of eight rays depends on at the points they meet.
struct PacketSurface {
  var point: LaneVector
  /// Unit length, outward.
  var normal: LaneVector
  /// The share of light that is scattered evenly.
  var scattered: LaneVector
  /// The colour of the highlight.
  var mirrored: LaneVector
}

extension TracedScene {
  /// Returns the linear light along rays from the eye.
  @inline(__always)
  func light(
    _ hits: PacketHits, _ direction: LaneVector, block: Int, sample: Int
  ) -> LaneVector {
    var light = sky(direction)
    let isMet = notNegative(hits.id)
    guard bits(isMet) != 0 else { return light }
    var surface = PacketSurface(
      point: LaneVector(camera.eye) + direction * hits.depth,
      normal: LaneVector(Vector3(0, 0, 1)), scattered: .zero, mirrored: .zero)
    var shiny = false
    var glow = LaneVector.zero
    forEachSurface(hits, block: block) { id, mask in
      let material = id == 0 ? ground : objects[id - 1].surface
      shiny = shiny || material.specular > 0
      paint(id, material, mask, hits, &surface, &glow)
    }
    for index in 0..<lightCount {
      glow =
        glow
        + reflected(index, surface, hits, direction, block: block, sample: sample, shiny: shiny)
    }
    light.replace(with: glow, where: isMet)
    return light
  }

  /// Calls `body` with each surface that the rays meet and the rays that meet it.
  @inline(__always)
  private func forEachSurface(
    _ hits: PacketHits, block: Int, _ body: (_ id: Int, _ mask: LaneMask) -> Void
  ) {
    let onGround = equal(hits.id, 0)
    if bits(onGround) != 0 { body(0, onGround) }
    for word in 0..<words {
      var remaining = visible[block * words + word]
      while remaining != 0 {
        let id = word * 64 + remaining.trailingZeroBitCount + 1
        remaining &= remaining - 1
        let mask = equal(hits.id, id)
        if bits(mask) != 0 { body(id, mask) }
      }
    }
  }

  /// The light of the sky by the sine of the elevation.
  @inline(__always)
  private func sky(_ direction: LaneVector) -> LaneVector {
    let horizon = LaneVector(background.horizon)
    guard background.zenith != background.horizon else { return horizon }
    let sine = direction.z / squareRoot(dot(direction, direction))
    return horizon + LaneVector(background.zenith - background.horizon) * greater(sine, .zero)
  }

  /// Sets the normal and the colours of the rays that meet one surface, and adds the light that
  /// does not come from a source: ambient and its own.
  @inline(__always)
  private func paint(
    _ id: Int, _ material: PreparedSurface, _ mask: LaneMask, _ hits: PacketHits,
    _ surface: inout PacketSurface, _ glow: inout LaneVector
  ) {
    var local = surface.point
    if id > 0 {
      local = objects[id - 1].localPoint(surface.point)
      surface.normal.replace(with: normal(of: id - 1, at: local, hits), where: mask)
    }
    let color = diffuse(id, material, mask, hits, local)
    let scattered = color * material.matt
    let tint = material.isMetal ? color : LaneVector(Vector3(1, 1, 1))
    let mirrored = tint * material.specular
    surface.scattered.replace(with: scattered, where: mask)
    surface.mirrored.replace(with: mirrored, where: mask)
    var own = LaneVector(material.emission)
    if id > 0, objects[id - 1].shines {
      objects[id - 1].addGlow(to: &own, hits.primitive, bits(mask))
    }
    let around = own + LaneVector(ambient) * (scattered + mirrored)
    glow.replace(with: around, where: mask)
  }

  /// The outward unit normals of an object at points in its own coordinates.
  @inline(__always)
  func normal(of index: Int, at local: LaneVector, _ hits: PacketHits) -> LaneVector {
    let object = objects + index
    guard object.pointee.isConvex else { return object.pointee.worldNormal(hits.normal) }
    return object.pointee.worldNormal(
      outwardNormal(object.pointee.form, halfLength: object.pointee.halfLength, at: local))
  }

  @inline(__always)
  private func diffuse(
    _ id: Int, _ material: PreparedSurface, _ mask: LaneMask, _ hits: PacketHits,
    _ local: LaneVector
  ) -> LaneVector {
    var color = LaneVector(material.diffuse)
    if material.hasChecker {
      let place = local * LaneVector(material.checkerFrequency)
      let squares = floorIndex(place.x) &+ floorIndex(place.y) &+ floorIndex(place.z)
      color.replace(with: LaneVector(material.checker), where: equal(squares & 1, 1))
    }
    if id > 0, !objects[id - 1].isConvex {
      objects[id - 1].replaceColors(&color, hits.primitive, bits(mask))
    }
    return color
  }

  /// The light of one source that the points send to the eye.
  @inline(__always)
  private func reflected(
    _ index: Int, _ surface: PacketSurface, _ hits: PacketHits, _ direction: LaneVector,
    block: Int, sample: Int, shiny: Bool
  ) -> LaneVector {
    let light = lights + index
    let arrival = light.pointee.arrival(surface.point)
    let cosine = dot(surface.normal, arrival.direction)
    let isLit = notNegative(hits.id) .& (cosine .> 0) .& (arrival.strength .> 0)
    guard bits(isLit) != 0 else { return .zero }
    var strength = select(.zero, cosine * arrival.strength, isLit)
    if light.pointee.castsShadows {
      strength = strength * open(index, surface, hits, isLit, block: block, sample: sample)
    }
    var share = surface.scattered
    if shiny {
      share =
        share
        + surface.mirrored * highlight(surface, hits, direction, arrival.direction, block: block)
    }
    return LaneVector(light.pointee.color) * share * strength
  }

  /// How strongly the points mirror the light into the eye: normalised Blinn and Phong.
  @inline(__always)
  private func highlight(
    _ surface: PacketSurface, _ hits: PacketHits, _ direction: LaneVector, _ toLight: LaneVector,
    block: Int
  ) -> Lanes {
    let half = normalized(toLight - normalized(direction))
    let cosine = greater(dot(surface.normal, half), .zero)
    var highlight = Lanes.zero
    forEachSurface(hits, block: block) { id, mask in
      let material = id == 0 ? ground : objects[id - 1].surface
      let lobe = material.normalization * power(cosine, material.exponent)
      highlight = select(highlight, lobe, mask)
    }
    return highlight
  }
}

/// A whole power by repeated squaring, the lowest bit of the exponent first.
@inline(__always)
func power(_ base: Lanes, _ exponent: Int) -> Lanes {
  var (result, square, remaining) = (Lanes(repeating: 1), base, exponent)
  while remaining > 0 {
    if remaining & 1 == 1 { result *= square }
    square *= square
    remaining >>= 1
  }
  return result
}

extension PreparedObject {
  /// Replaces the colours of the lanes in `mask` by those of a mesh's triangles or a grid's cells.
  @inline(never)
  func replaceColors(_ color: inout LaneVector, _ primitive: LaneIndices, _ mask: UInt32) {
    func replace(_ colors: [Vector3]) {
      for lane in 0..<8 where mask >> UInt32(lane) & 1 == 1 {
        let index = Int(primitive[lane])
        guard colors.indices.contains(index) else { continue }
        color.x[lane] = colors[index].x
        color.y[lane] = colors[index].y
        color.z[lane] = colors[index].z
      }
    }
    mesh?._withUnsafeGuaranteedRef { replace($0.colors) }
    voxels?._withUnsafeGuaranteedRef { replace($0.palette) }
  }

  /// Adds what a grid's cells give off in the lanes in `mask`.
  @inline(never)
  func addGlow(to light: inout LaneVector, _ primitive: LaneIndices, _ mask: UInt32) {
    voxels?._withUnsafeGuaranteedRef { grid in
      for lane in 0..<8 where mask >> UInt32(lane) & 1 == 1 {
        let index = Int(primitive[lane])
        guard grid.emission.indices.contains(index) else { continue }
        light.x[lane] += grid.emission[index].x
        light.y[lane] += grid.emission[index].y
        light.z[lane] += grid.emission[index].z
      }
    }
  }
}

extension PreparedLight {
  /// Returns the unit direction to the light from points, and its strength there.
  @inline(__always)
  func arrival(_ point: LaneVector) -> (direction: LaneVector, strength: Lanes) {
    guard kind != .directional else { return (LaneVector(place), Lanes(repeating: 1)) }
    let way = LaneVector(place) - point
    let squaredDistance = dot(way, way)
    let direction = way * (1 / squareRoot(squaredDistance))
    var strength = 1 / squaredDistance
    if kind == .spot {
      let cosine = -dot(direction, LaneVector(towards))
      let ramp = greater((cosine - outerCosine) * inverseRange, .zero)
      let inside = lesser(ramp, Lanes(repeating: 1))
      strength *= inside * inside * (3 - 2 * inside)
    }
    return (direction, strength)
  }
}
