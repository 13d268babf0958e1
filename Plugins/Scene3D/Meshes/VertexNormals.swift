/// The normals with which the corners of triangles are shaded.
struct VertexNormals {
  let vertices: [Vector3]
  let triangles: [SIMD3<Int32>]

  /// Above how many triangles about one vertex all of them stay flat, which bounds the time.
  private static let largestFan = 256

  /// Returns three unit normals a triangle: the mean of the normals of all triangles about the
  /// vertex that lean less than the limit from this one, weighted by area.
  ///
  /// - Parameter smoothing: The cosine of the limit; above 1 the triangle's own normal.
  func corners(smoothing: Float) -> [Vector3] {
    let weighted = triangles.map(weightedNormal)
    let units = weighted.map(\.normalized)
    guard smoothing <= 1 else { return units.flatMap { [$0, $0, $0] } }
    let (starts, members) = trianglesOfVertices()
    var normals: [Vector3] = []
    normals.reserveCapacity(triangles.count * 3)
    for (index, triangle) in triangles.enumerated() {
      for corner in 0..<3 {
        let vertex = Int(triangle[corner])
        let fan = members[starts[vertex]..<starts[vertex + 1]]
        var sum = Vector3.zero
        for other in fan where fan.count <= Self.largestFan {
          if dot(units[Int(other)], units[index]) >= smoothing { sum += weighted[Int(other)] }
        }
        normals.append(sum == .zero ? units[index] : sum.normalized)
      }
    }
    return normals
  }

  /// The normal with twice the triangle's area as its length.
  private func weightedNormal(_ triangle: SIMD3<Int32>) -> Vector3 {
    let first = vertices[Int(triangle.x)]
    return cross(vertices[Int(triangle.y)] - first, vertices[Int(triangle.z)] - first)
  }

  /// The triangles about each vertex, one after the other, and where each vertex's begin.
  private func trianglesOfVertices() -> (starts: [Int], members: [Int32]) {
    var starts = [Int](repeating: 0, count: vertices.count + 1)
    for triangle in triangles {
      for corner in 0..<3 { starts[Int(triangle[corner]) + 1] += 1 }
    }
    for vertex in vertices.indices { starts[vertex + 1] += starts[vertex] }
    var next = starts
    var members = [Int32](repeating: 0, count: triangles.count * 3)
    for (index, triangle) in triangles.enumerated() {
      for corner in 0..<3 {
        let vertex = Int(triangle[corner])
        members[next[vertex]] = Int32(truncatingIfNeeded: index)
        next[vertex] += 1
      }
    }
    return (starts, members)
  }
}
