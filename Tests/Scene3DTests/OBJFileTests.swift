import Testing

@testable import Scene3D

struct OBJFileTests {
  private func read(
    _ text: String, library: (String) -> [UInt8]? = { _ in nil }
  ) throws(OBJError) -> OBJFile {
    try OBJFile(Array(text.utf8), name: "a.obj", up: .z, library: library)
  }

  @Test func `polygons become fans, and all forms of corners are read`() throws {
    let file = try read(
      """
      # a square and a triangle
      o thing
      v 0 0 0
      v 1 0 0 1.0
      v 1 1 0 \\
      0.5 0.5 0.5
      v 0 1 0
      vt 0 0
      vn 0 0 1
      s off
      f 1/1 2/1 3/1 4/1
      f -4//1 -3//1 -2//1
      f 1/1/1 2/1/1 4/1/1 # with a comment
      """)
    #expect(file.vertices.count == 4)
    #expect(file.polygonCount == 3)
    #expect(
      file.triangles == [SIMD3(0, 1, 2), SIMD3(0, 2, 3), SIMD3(0, 1, 2), SIMD3(0, 1, 3)])
    #expect(file.colors.isEmpty)
  }

  @Test func `y is up unless said otherwise`() throws {
    let text = Array("v 1 2 3\n".utf8)
    #expect(try OBJFile(text, name: "").vertices == [Vector3(1, -3, 2)])
    #expect(try OBJFile(text, name: "", up: .z).vertices == [Vector3(1, 2, 3)])
  }

  @Test func `materials colour the triangles that follow`() throws {
    let file = try read(
      """
      mtllib my colours.mtl
      mtllib gone.mtl
      v 0 0 0
      v 1 0 0
      v 0 1 0
      f 1 2 3
      usemtl red paint
      f 1 2 3
      usemtl unknown
      f 1 2 3
      usemtl plain
      f 1 2 3
      """,
      library: { name in
        name == "my colours.mtl"
          ? Array("newmtl red paint\r\nKs 1 1 1\r\nKd 0.5 0 0.25\r\nnewmtl plain\r\n".utf8) : nil
      })
    let grey = Vector3(repeating: 0.8)
    #expect(file.colors == [grey, Vector3(0.5, 0, 0.25), grey, grey])
    #expect(file.missingLibraries == ["gone.mtl"])
  }

  @Test func `triangles without area are left out and counted`() throws {
    let file = try read("v 0 0 0\nv 1 0 0\nv 2 0 0\nv 0 1 0\nf 1 1 2\nf 1 2 3\nf 1 2 4\n")
    #expect(file.degenerateCount == 2)
    #expect(file.triangles == [SIMD3(0, 1, 3)])
  }

  @Test(arguments: [
    (
      "v 0 0",
      "a.obj, line 1, column 6: expected a coordinate z within 1e9, got the end of the line"
    ),
    ("\nv 0 x 0", "a.obj, line 2, column 5: expected a coordinate y within 1e9, got \"x\""),
    ("v 0 nan 0", "a.obj, line 1, column 5: expected a coordinate y within 1e9, got \"nan\""),
    ("v 0 1e10 0", "a.obj, line 1, column 5: expected a coordinate y within 1e9, got \"1e10\""),
    (
      "v 0 0 0\nf 1 1 2",
      "a.obj, line 2, column 7: expected a vertex number from 1 to 1 or from -1 back, got \"2\""
    ),
    (
      "v 0 0 0\nf 0 1 1",
      "a.obj, line 2, column 3: expected a vertex number from 1 to 1 or from -1 back, got \"0\""
    ),
    (
      "v 0 0 0\nf 1 1",
      "a.obj, line 2, column 6: expected a face of at least 3 vertices, got the end of the line"
    ),
    (
      "v 0 0 0\nf 1 1/x 1",
      "a.obj, line 2, column 5: expected a corner as v, v/vt, v//vn or v/vt/vn, got \"1/x\""
    ),
  ])
  func `an error says where, what belongs there and what is there`(text: String, message: String) {
    let error = #expect(throws: OBJError.self) { try read(text) }
    #expect(error?.description == message)
  }

  @Test func `an error in a library names the library`() {
    let error = #expect(throws: OBJError.self) {
      try read("mtllib m.mtl\n", library: { _ in Array("newmtl a\nKd 1 1\n".utf8) })
    }
    #expect(
      error?.description
        == "m.mtl, line 2, column 7: expected three numbers in 0...1, got the end of the line")
  }

  @Test func `a mesh that is written and read again is the same`() throws {
    let mesh = ShapeTessellation(segments: 8).mesh(.cone)
    let colored = TriangleMesh(
      vertices: mesh.vertices, triangles: mesh.triangles,
      colors: mesh.triangles.indices.map { $0 % 2 == 0 ? Vector3(1, 0, 0) : Vector3(0, 0.5, 0) })
    let text = OBJWriter(name: "cone").files(colored)
    let again = try OBJFile(
      text[0].bytes, name: "cone.obj", up: .z,
      library: { name in text.first { $0.name == name }?.bytes })
    #expect(again.vertices == colored.vertices)
    #expect(again.triangles.count == colored.triangles.count)
    // triangles are written material by material
    for (triangle, color) in zip(again.triangles, again.colors) {
      #expect(colored.colors[try #require(colored.triangles.firstIndex(of: triangle))] == color)
    }
  }
}
