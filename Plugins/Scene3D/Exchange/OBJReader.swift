/// Reads OBJ statement by statement.
struct OBJReader {
  /// What was read so far.
  private(set) var file = OBJFile()
  /// Whether any triangle has a material that was found.
  private(set) var hasColors = false
  private var scanner: LineScanner
  private let up: OBJFile.UpAxis
  private var materials: [String: Vector3] = [:]
  private var color: Vector3?
  private var corners: [Int32] = []

  init(_ scanner: LineScanner, up: OBJFile.UpAxis) {
    self.scanner = scanner
    self.up = up
  }

  /// Reads all lines.
  mutating func read(library: (String) -> [UInt8]?) throws(OBJError) {
    while !scanner.isAtEnd {
      if let keyword = scanner.word() { try readStatement(keyword, library) }
      scanner.endLine()
    }
  }

  private mutating func readStatement(
    _ keyword: Range<Int>, _ library: (String) -> [UInt8]?
  ) throws(OBJError) {
    if scanner.isWord(keyword, "v") {
      try readVertex(keyword)
    } else if scanner.isWord(keyword, "f") {
      try readPolygon(keyword)
    } else if scanner.isWord(keyword, "usemtl") {
      color = materials[scanner.rest()]
    } else if scanner.isWord(keyword, "mtllib") {
      let name = scanner.rest()
      guard let bytes = library(name) else {
        file.missingLibraries.append(name)
        return
      }
      try MTLReader.read(LineScanner(bytes, file: name), into: &materials)
    }
  }

  private mutating func readVertex(_ keyword: Range<Int>) throws(OBJError) {
    guard file.vertices.count < OBJFile.limit else {
      throw scanner.error("at most \(OBJFile.limit) vertices", keyword)
    }
    let x = try scanner.number("a coordinate x within 1e9")
    let y = try scanner.number("a coordinate y within 1e9")
    let z = try scanner.number("a coordinate z within 1e9")
    file.vertices.append(up == .y ? Vector3(x, -z, y) : Vector3(x, y, z))
  }

  private mutating func readPolygon(_ keyword: Range<Int>) throws(OBJError) {
    corners.removeAll(keepingCapacity: true)
    while let word = scanner.word() { corners.append(try vertexIndex(word)) }
    guard corners.count >= 3 else { throw scanner.errorAtEnd("a face of at least 3 vertices") }
    guard file.triangles.count + corners.count < OBJFile.limit else {
      throw scanner.error("at most \(OBJFile.limit) triangles", keyword)
    }
    file.polygonCount += 1
    for place in 1..<corners.count - 1 {
      append(SIMD3(corners[0], corners[place], corners[place + 1]))
    }
  }

  /// Reads `vertex`, `vertex/texture`, `vertex//normal` or `vertex/texture/normal`.
  private func vertexIndex(_ word: Range<Int>) throws(OBJError) -> Int32 {
    let expected = "a vertex number from 1 to \(file.vertices.count) or from -1 back"
    guard let (number, rest) = scanner.integer(word) else { throw scanner.error(expected, word) }
    let index = number < 0 ? file.vertices.count + number : number - 1
    guard file.vertices.indices.contains(index) else { throw scanner.error(expected, word) }
    guard rest.isEmpty || isReference(rest) else {
      throw scanner.error("a corner as v, v/vt, v//vn or v/vt/vn", word)
    }
    return Int32(truncatingIfNeeded: index)
  }

  /// Whether a word is `/texture`, `//normal` or `/texture/normal`.
  private func isReference(_ word: Range<Int>) -> Bool {
    guard let first = scanner.afterSlash(word) else { return false }
    guard let (_, rest) = scanner.integer(first) else {
      guard let second = scanner.afterSlash(first) else { return first.isEmpty }
      return second.isEmpty || scanner.integer(second)?.rest.isEmpty == true
    }
    guard !rest.isEmpty else { return true }
    guard let second = scanner.afterSlash(rest) else { return false }
    return second.isEmpty || scanner.integer(second)?.rest.isEmpty == true
  }

  private mutating func append(_ triangle: SIMD3<Int32>) {
    let first = file.vertices[Int(triangle.x)]
    let normal = cross(
      file.vertices[Int(triangle.y)] - first, file.vertices[Int(triangle.z)] - first)
    guard normal != .zero else { return file.degenerateCount += 1 }
    file.triangles.append(triangle)
    file.colors.append(color ?? OBJFile.defaultColor)
    hasColors = hasColors || color != nil
  }
}

/// Reads the diffuse colours of an MTL file.
enum MTLReader {
  /// Adds the materials of a file; `Kd` is linear, and everything else is read over.
  static func read(
    _ scanner: LineScanner, into materials: inout [String: Vector3]
  ) throws(OBJError) {
    var scanner = scanner
    var name: String?
    while !scanner.isAtEnd {
      if let keyword = scanner.word() {
        if scanner.isWord(keyword, "newmtl") {
          let new = scanner.rest()
          materials[new] = OBJFile.defaultColor
          name = new
        } else if scanner.isWord(keyword, "Kd") {
          guard let name else { throw scanner.error("newmtl before the first Kd", keyword) }
          materials[name] = try color(&scanner)
        }
      }
      scanner.endLine()
    }
  }

  private static func color(_ scanner: inout LineScanner) throws(OBJError) -> Vector3 {
    var color = Vector3.zero
    for channel in 0..<3 {
      color[channel] = min(max(try scanner.number("three numbers in 0...1"), 0), 1)
    }
    return color
  }
}
