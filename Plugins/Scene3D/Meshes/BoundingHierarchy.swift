/// A tree of boxes over the triangles of a mesh: binary, for packets of rays that share its boxes.
struct BoundingHierarchy: Sendable {
  /// A box and what is in it: 32 bytes.
  struct Node: BitwiseCopyable {
    var lowerX: Float, lowerY: Float, lowerZ: Float
    /// The first triangle of a leaf; the first of the two children, which are neighbours.
    var first: Int32
    var upperX: Float, upperY: Float, upperZ: Float
    /// Triangles of a leaf; for an inner node -1, -2 or -3: split along x, y or z.
    var count: Int32
  }

  /// A triangle as the test wants it, and the box about it: 64 bytes.
  struct Corners: BitwiseCopyable {
    var x: Float, y: Float, z: Float
    var edge1X: Float, edge1Y: Float, edge1Z: Float
    var edge2X: Float, edge2Y: Float, edge2Z: Float
    var lowerX: Float, lowerY: Float, lowerZ: Float
    var upperX: Float, upperY: Float, upperZ: Float
    /// Its number in the mesh.
    var index: Int32
  }

  /// The root first; empty when there is no triangle.
  let nodes: [Node]
  /// In the order of the leaves.
  let corners: [Corners]
  /// The box about all triangles.
  let bounds: (lower: Vector3, upper: Vector3)

  /// Nodes that wait in one walk: the greatest depth of the tree and one.
  static let stackSize = HierarchyBuilder.greatestDepth + 2

  /// Builds the tree.
  init(vertices: [Vector3], triangles: [SIMD3<Int32>]) {
    let boxes = triangles.map { triangle in
      HierarchyBuilder.Box(
        of: vertices[Int(triangle.x)], vertices[Int(triangle.y)], vertices[Int(triangle.z)])
    }
    var builder = HierarchyBuilder(boxes: boxes)
    builder.build()
    nodes = builder.nodes
    corners = builder.order.map { index in
      Corners(Int(index), triangles[Int(index)], vertices, boxes[Int(index)])
    }
    bounds =
      nodes.first.map {
        (
          lower: Vector3($0.lowerX, $0.lowerY, $0.lowerZ),
          upper: Vector3($0.upperX, $0.upperY, $0.upperZ)
        )
      } ?? (lower: .zero, upper: .zero)
  }
}

extension BoundingHierarchy.Corners {
  init(_ index: Int, _ triangle: SIMD3<Int32>, _ vertices: [Vector3], _ box: HierarchyBuilder.Box) {
    let point = vertices[Int(triangle.x)]
    let edge1 = vertices[Int(triangle.y)] - point
    let edge2 = vertices[Int(triangle.z)] - point
    self.init(
      x: point.x, y: point.y, z: point.z, edge1X: edge1.x, edge1Y: edge1.y, edge1Z: edge1.z,
      edge2X: edge2.x, edge2Y: edge2.y, edge2Z: edge2.z, lowerX: box.lower.x, lowerY: box.lower.y,
      lowerZ: box.lower.z, upperX: box.upper.x, upperY: box.upper.y, upperZ: box.upper.z,
      index: Int32(truncatingIfNeeded: index))
  }
}
