import Testing

@testable import Scene3D

/// One ray against one triangle, by the formulas of the mesh: the plain reference.
private struct PlainRay {
  var origin: Vector3
  var direction: Vector3
  var reach: Float

  /// The interval inside a box that is widened by the slack.
  func interval(_ lower: Vector3, _ upper: Vector3) -> (near: Float, far: Float) {
    var near = [Float](), far = [Float]()
    for axis in 0..<3 {
      let isTiny = abs(direction[axis]) < 1e-30
      let inverse = 1 / (isTiny ? 1e-30 : direction[axis])
      let slack = (abs(origin[axis]) + reach) * BoxRays.slack
      let first = (lower[axis] - (origin[axis] + slack)) * inverse
      let second = (upper[axis] - (origin[axis] - slack)) * inverse
      near.append(min(first, second))
      far.append(max(first, second))
    }
    return (near.max() ?? 0, far.min() ?? 0)
  }

  func hit(_ a: Vector3, _ b: Vector3, _ c: Vector3) -> Float? {
    let (edge1, edge2, s) = (b - a, c - a, origin - a)
    let p = cross(direction, edge2)
    let inverse = 1 / dot(p, edge1)
    let u = dot(s, p) * inverse
    let q = cross(s, edge1)
    let v = dot(direction, q) * inverse
    let t = dot(q, edge2) * inverse
    guard u >= -1e-6, v >= -1e-6, u + v <= 1 + 2e-6, t > 0 else { return nil }
    let lower = Vector3(min(a.x, b.x, c.x), min(a.y, b.y, c.y), min(a.z, b.z, c.z))
    let upper = Vector3(max(a.x, b.x, c.x), max(a.y, b.y, c.y), max(a.z, b.z, c.z))
    let (near, far) = interval(lower, upper)
    return near <= t && t <= far ? t : nil
  }
}

struct TriangleMeshTests {
  /// Triangles without order; `grid` snaps them to a few planes, so that many are flat, touch, lie in
  /// each other or have no area.
  static func soup(_ count: Int, _ source: inout RandomSource, grid: Bool) -> TriangleMesh {
    func coordinate(_ middle: Float, _ size: Float) -> Float {
      let value = middle + Float.random(in: -size...size, using: &source)
      return grid ? (value * 4).rounded() / 4 : value
    }
    var vertices: [Vector3] = []
    for _ in 0..<count {
      let middle = Vector3(
        .random(in: -1...1, using: &source), .random(in: -1...1, using: &source),
        .random(in: -1...1, using: &source))
      for _ in 0..<3 {
        vertices.append(
          Vector3(
            coordinate(middle.x, 0.3), coordinate(middle.y, 0.3), coordinate(middle.z, 0.3)))
      }
    }
    let triangles = (0..<Int32(count)).map { index in
      SIMD3<Int32>(0, 1, 2) &+ SIMD3(repeating: index * 3)
    }
    return TriangleMesh(vertices: vertices, triangles: triangles)
  }

  static func rays(_ source: inout RandomSource, grid: Bool) -> LocalPacket {
    var packet = LocalPacket(
      originX: .zero, originY: .zero, originZ: .zero, directionX: .zero, directionY: .zero,
      directionZ: .zero, nearest: Lanes(repeating: .infinity))
    for lane in 0..<8 {
      var origin = Vector3.random(in: -3...3, &source)
      var direction = Vector3.random(in: -1...1, &source) - origin * 0.4
      if grid {
        for axis in 0..<3 { origin[axis] = (origin[axis] * 4).rounded() / 4 }
        let axis = Int.random(in: 0..<3, using: &source)
        let way: Float = origin[axis] > 0 ? -1 : 1
        direction = .zero
        direction[axis] = way
        if Bool.random(using: &source) { direction[(axis + 1) % 3] = 0.5 }
      }
      packet.originX[lane] = origin.x
      packet.originY[lane] = origin.y
      packet.originZ[lane] = origin.z
      packet.directionX[lane] = direction.x
      packet.directionY[lane] = direction.y
      packet.directionZ[lane] = direction.z
      if lane % 3 == 0 { packet.nearest[lane] = .random(in: 1...4, using: &source) }
      packet.active[lane] = UInt8.random(in: 0..<8, using: &source) > 0
    }
    return packet
  }

  @Test(arguments: [false, true])
  func `the tree finds what a test of all triangles finds`(grid: Bool) {
    var source = RandomSource(state: grid ? 7 : 3)
    var hits = 0
    var differences = 0
    for count in [1, 2, 3, 9, 60, 400, 2000] {
      let mesh = Self.soup(count, &source, grid: grid)
      for _ in 0..<150 {
        let rays = Self.rays(&source, grid: grid)
        var packet = rays
        mesh.intersect(&packet)
        let occluded = mesh.occludes(rays)
        for lane in 0..<8 {
          let best = rays.active[lane] ? Self.nearest(mesh, rays, lane) : nil
          hits += best == nil ? 0 : 1
          let found = packet.hit[lane] ? Int(packet.primitive[lane]) : nil
          if found != best?.index || occluded[lane] != (best != nil) { differences += 1 }
          if packet.nearest[lane] != best?.t ?? rays.nearest[lane] { differences += 1 }
        }
      }
    }
    #expect(differences == 0)
    #expect(hits > 500, "only \(hits) rays met anything")
  }

  private static func nearest(
    _ mesh: TriangleMesh, _ rays: LocalPacket, _ lane: Int
  ) -> (t: Float, index: Int)? {
    let (lower, upper) = mesh.bounds
    let reach = (0..<3).map { max(abs(lower[$0]), abs(upper[$0])) }.max() ?? 0
    let ray = PlainRay(
      origin: Vector3(rays.originX[lane], rays.originY[lane], rays.originZ[lane]),
      direction: Vector3(rays.directionX[lane], rays.directionY[lane], rays.directionZ[lane]),
      reach: reach)
    var best: (t: Float, index: Int)?
    for (index, triangle) in mesh.triangles.enumerated() {
      let corners = (0..<3).map { mesh.vertices[Int(triangle[$0])] }
      guard let t = ray.hit(corners[0], corners[1], corners[2]) else { continue }
      if t < best?.t ?? rays.nearest[lane] { best = (t, index) }
    }
    return best
  }

  @Test func `a lane does not depend on its neighbours`() {
    var source = RandomSource(state: 11)
    let mesh = Self.soup(300, &source, grid: false)
    for _ in 0..<50 {
      var together = Self.rays(&source, grid: false)
      together.active = LaneMask(repeating: true)
      let rays = together
      mesh.intersect(&together)
      for lane in 0..<8 {
        var alone = rays
        alone.active = LaneMask(repeating: false)
        alone.active[lane] = true
        mesh.intersect(&alone)
        #expect(alone.nearest[lane] == together.nearest[lane])
        #expect(alone.normalX[lane] == together.normalX[lane])
      }
    }
  }

  @Test func `no ray slips between the triangles of a closed mesh`() {
    let ball = ShapeTessellation(segments: 24).mesh(.sphere)
    var source = RandomSource(state: 5)
    var misses = 0
    for _ in 0..<4000 {
      var packet = LocalPacket(
        originX: .zero, originY: .zero, originZ: .zero, directionX: .zero, directionY: .zero,
        directionZ: .zero, nearest: Lanes(repeating: .infinity))
      for lane in 0..<8 {
        // half of the rays go through a vertex
        let vertex = ball.vertices.randomElement(using: &source) ?? .zero
        let direction = lane < 4 ? vertex : Vector3.random(in: -1...1, &source)
        packet.directionX[lane] = direction.x
        packet.directionY[lane] = direction.y
        packet.directionZ[lane] = direction.z
      }
      ball.intersect(&packet)
      misses += 8 - bits(packet.hit).nonzeroBitCount
    }
    #expect(misses == 0)
  }

  @Test func `smooth normals are those of the ball, and a crease stays sharp`() {
    let ball = ShapeTessellation(segments: 48).mesh(.sphere)
    for (index, normal) in ball.cornerNormals.enumerated() {
      let vertex = ball.vertices[Int(ball.triangles[index / 3][index % 3])]
      #expect((normal - vertex).length < 0.03)
    }
    let box = ShapeTessellation(segments: 8).mesh(.box)
    for normal in box.cornerNormals {
      #expect(abs(max(abs(normal.x), abs(normal.y), abs(normal.z)) - 1) < 1e-6)
    }
  }
}

extension Vector3 {
  static func random(in range: ClosedRange<Float>, _ source: inout RandomSource) -> Vector3 {
    Vector3(
      .random(in: range, using: &source), .random(in: range, using: &source),
      .random(in: range, using: &source))
  }
}
