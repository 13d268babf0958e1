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
    let places = placesOfVertices()
    let (starts, members) = trianglesOfPlaces(places)
    var normals: [Vector3] = []
    normals.reserveCapacity(triangles.count * 3)
    for (index, triangle) in triangles.enumerated() {
      for corner in 0..<3 {
        let place = places[Int(triangle[corner])]
        let fan = members[starts[place]..<starts[place + 1]]
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

  /// The first vertex at the place of each: files repeat vertices along the seams of their patches.
  private func placesOfVertices() -> [Int] {
    var first = [Vector3: Int](minimumCapacity: vertices.count)
    return vertices.indices.map { index in
      if let other = first[vertices[index]] { return other }
      first[vertices[index]] = index
      return index
    }
  }

  /// The triangles about each place, one after the other, and where each place's begin.
  private func trianglesOfPlaces(_ places: [Int]) -> (starts: [Int], members: [Int32]) {
    var starts = [Int](repeating: 0, count: vertices.count + 1)
    for triangle in triangles {
      for corner in 0..<3 { starts[places[Int(triangle[corner])] + 1] += 1 }
    }
    for vertex in vertices.indices { starts[vertex + 1] += starts[vertex] }
    var next = starts
    var members = [Int32](repeating: 0, count: triangles.count * 3)
    for (index, triangle) in triangles.enumerated() {
      for corner in 0..<3 {
        let place = places[Int(triangle[corner])]
        members[next[place]] = Int32(truncatingIfNeeded: index)
        next[place] += 1
      }
    }
    return (starts, members)
  }
}
