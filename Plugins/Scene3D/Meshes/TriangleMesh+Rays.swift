// Eight rays against a mesh. A triangle is met at the t of Moeller and Trumbore (Fast, minimum
// storage ray/triangle intersection, 1997) if that is also inside the interval in which the ray is
// in the box about the triangle. Boxes of the tree contain those boxes, and subtraction and
// multiplication round monotonically, so a box that is skipped holds no hit: the tree finds exactly
// what a test of all triangles finds.

extension TriangleMesh {
  /// Finds the nearest triangles; of several at the same `t`, the one with the lowest index.
  func intersect(_ packet: inout LocalPacket) {
    let rays = BoxRays(packet, bounds)
    walk(rays, &packet, stopsAtAny: false)
    finish(&packet)
  }

  /// Returns the active lanes in which a triangle counts.
  func occludes(_ packet: LocalPacket) -> LaneMask {
    var packet = packet
    packet.hit = LaneMask(repeating: false)
    walk(BoxRays(packet, bounds), &packet, stopsAtAny: true)
    return packet.hit
  }

  /// Visits the leaves whose boxes the rays meet, near children first.
  private func walk(_ rays: BoxRays, _ packet: inout LocalPacket, stopsAtAny: Bool) {
    guard !hierarchy.nodes.isEmpty else { return }
    hierarchy.nodes.withUnsafeBufferPointer { nodes in
      hierarchy.corners.withUnsafeBufferPointer { corners in
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: BoundingHierarchy.stackSize) {
          stack in
          stack[0] = 0
          var waiting = 1
          while waiting > 0 {
            waiting -= 1
            let node = nodes[Int(stack[waiting])]
            guard rays.meet(node, packet) else { continue }
            if node.count < 0 {
              let isReversed = rays.isReversed >> UInt32(-1 - node.count) & 1 == 1
              stack[waiting] = isReversed ? node.first : node.first + 1
              stack[waiting + 1] = isReversed ? node.first + 1 : node.first
              waiting += 2
            } else {
              for place in node.first..<node.first + node.count {
                rays.test(corners[Int(place)], &packet)
              }
              if stopsAtAny {
                packet.active = packet.active .& .!packet.hit
                if bits(packet.active) == 0 { return }
              }
            }
          }
        }
      }
    }
  }

  /// Replaces the barycentric coordinates that the tests left by the normals, facing the rays.
  private func finish(_ packet: inout LocalPacket) {
    let hits = bits(packet.hit)
    for lane in 0..<8 where hits >> UInt32(lane) & 1 == 1 {
      let index = Int(packet.primitive[lane])
      let (u, v) = (packet.normalX[lane], packet.normalY[lane])
      let first = cornerNormals[index * 3]
      var normal = first
      normal += (cornerNormals[index * 3 + 1] - first) * u
      normal += (cornerNormals[index * 3 + 2] - first) * v
      // the determinant is negative where the ray comes from behind
      if packet.normalZ[lane] < 0 { normal = -normal }
      packet.normalX[lane] = normal.x
      packet.normalY[lane] = normal.y
      packet.normalZ[lane] = normal.z
    }
  }
}

/// Eight rays, prepared for boxes: their origins are moved a little both ways, which widens every
/// box by what the arithmetic of a triangle may be off.
struct BoxRays {
  private let inverseX: Lanes, inverseY: Lanes, inverseZ: Lanes
  private let beforeX: Lanes, beforeY: Lanes, beforeZ: Lanes
  private let behindX: Lanes, behindY: Lanes, behindZ: Lanes
  /// Bits 0 to 2: whether the first active ray goes down along x, y and z.
  let isReversed: UInt32

  /// How much wider: a share of the distance to the origin and of the size, 32 roundings.
  static let slack: Float = 4e-6

  init(_ packet: LocalPacket, _ bounds: (lower: Vector3, upper: Vector3)) {
    inverseX = Self.inverse(packet.directionX)
    inverseY = Self.inverse(packet.directionY)
    inverseZ = Self.inverse(packet.directionZ)
    let reach = max(
      max(abs(bounds.lower.x), abs(bounds.upper.x)), max(abs(bounds.lower.y), abs(bounds.upper.y)),
      max(abs(bounds.lower.z), abs(bounds.upper.z)))
    let slackX = (greater(packet.originX, -packet.originX) + reach) * Self.slack
    let slackY = (greater(packet.originY, -packet.originY) + reach) * Self.slack
    let slackZ = (greater(packet.originZ, -packet.originZ) + reach) * Self.slack
    (beforeX, behindX) = (packet.originX + slackX, packet.originX - slackX)
    (beforeY, behindY) = (packet.originY + slackY, packet.originY - slackY)
    (beforeZ, behindZ) = (packet.originZ + slackZ, packet.originZ - slackZ)
    let lane = min(bits(packet.active).trailingZeroBitCount, 7)
    isReversed =
      (packet.directionX[lane] < 0 ? 1 : 0) | (packet.directionY[lane] < 0 ? 2 : 0)
      | (packet.directionZ[lane] < 0 ? 4 : 0)
  }

  /// The reciprocal, with a finite one for rays along a face of the box.
  @inline(__always)
  private static func inverse(_ direction: Lanes) -> Lanes {
    let tiny = (direction .< 1e-30) .& (direction .> -1e-30)
    return 1 / select(direction, Lanes(repeating: 1e-30), tiny)
  }

  /// Where the rays are between two corners.
  @inline(__always)
  private func interval(
    _ lowerX: Float, _ lowerY: Float, _ lowerZ: Float, _ upperX: Float, _ upperY: Float,
    _ upperZ: Float
  ) -> (near: Lanes, far: Lanes) {
    let x1 = (lowerX - beforeX) * inverseX
    let x2 = (upperX - behindX) * inverseX
    let y1 = (lowerY - beforeY) * inverseY
    let y2 = (upperY - behindY) * inverseY
    let z1 = (lowerZ - beforeZ) * inverseZ
    let z2 = (upperZ - behindZ) * inverseZ
    return (
      greater(greater(lesser(x1, x2), lesser(y1, y2)), lesser(z1, z2)),
      lesser(lesser(greater(x1, x2), greater(y1, y2)), greater(z1, z2))
    )
  }

  /// Whether any active ray is in the box before its nearest hit.
  @inline(__always)
  func meet(_ node: BoundingHierarchy.Node, _ packet: LocalPacket) -> Bool {
    let (near, far) = interval(
      node.lowerX, node.lowerY, node.lowerZ, node.upperX, node.upperY, node.upperZ)
    return bits((near .<= far) .& (far .>= 0) .& (near .<= packet.nearest) .& packet.active) != 0
  }

  /// Tests one triangle. The barycentric coordinates and the determinant are left in the normal.
  @inline(__always)
  func test(_ triangle: BoundingHierarchy.Corners, _ packet: inout LocalPacket) {
    let (dx, dy, dz) = (packet.directionX, packet.directionY, packet.directionZ)
    // p = d x e2, determinant = e1 . p
    let px = dy * triangle.edge2Z - dz * triangle.edge2Y
    let py = dz * triangle.edge2X - dx * triangle.edge2Z
    let pz = dx * triangle.edge2Y - dy * triangle.edge2X
    let determinant = px * triangle.edge1X + py * triangle.edge1Y + pz * triangle.edge1Z
    let inverse = 1 / determinant
    // u = (o - v0) . p / determinant
    let sx = packet.originX - triangle.x
    let sy = packet.originY - triangle.y
    let sz = packet.originZ - triangle.z
    let u = (sx * px + sy * py + sz * pz) * inverse
    // q = (o - v0) x e1, v = d . q / determinant, t = e2 . q / determinant
    let qx = sy * triangle.edge1Z - sz * triangle.edge1Y
    let qy = sz * triangle.edge1X - sx * triangle.edge1Z
    let qz = sx * triangle.edge1Y - sy * triangle.edge1X
    let v = (dx * qx + dy * qy + dz * qz) * inverse
    let t = (qx * triangle.edge2X + qy * triangle.edge2Y + qz * triangle.edge2Z) * inverse
    // neighbours overlap by a millionth, so that no ray slips between them; NaN fails all tests
    var isHit = (u .>= -1e-6) .& (v .>= -1e-6) .& (u + v .<= 1 + 2e-6) .& (t .> 0)
    let index = LaneIndices(repeating: triangle.index)
    let isFirst = packet.hit .& (t .== packet.nearest) .& (index .< packet.primitive)
    isHit = isHit .& ((t .< packet.nearest) .| isFirst) .& packet.active
    guard bits(isHit) != 0 else { return }
    let (near, far) = interval(
      triangle.lowerX, triangle.lowerY, triangle.lowerZ, triangle.upperX, triangle.upperY,
      triangle.upperZ)
    isHit = isHit .& (near .<= t) .& (t .<= far)
    packet.nearest = select(packet.nearest, t, isHit)
    packet.normalX = select(packet.normalX, u, isHit)
    packet.normalY = select(packet.normalY, v, isHit)
    packet.normalZ = select(packet.normalZ, determinant, isHit)
    packet.primitive.replace(with: index, where: isHit)
    packet.hit = packet.hit .| isHit
  }
}
