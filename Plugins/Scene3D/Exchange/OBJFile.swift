/// A mesh in Wavefront's OBJ format (B1. Object Files, Advanced Visualizer manual, 1992): polygons
/// with their materials. Curves, normals and texture coordinates are read over.
public struct OBJFile: Sendable {
  /// The vertices, `z` up.
  public var vertices: [Vector3] = []
  /// Three indices into `vertices` a triangle; polygons become fans about their first corner.
  public var triangles: [SIMD3<Int32>] = []
  /// The diffuse colour of each triangle, linear; empty when no material was found.
  public var colors: [Vector3] = []
  /// Polygons in the file.
  public var polygonCount = 0
  /// Triangles without an area, which are left out.
  public var degenerateCount = 0
  /// MTL files that could not be read, whose materials have the default colour.
  public var missingLibraries: [String] = []

  /// Which of a file's axes points up.
  public enum UpAxis: Sendable {
    /// As most files have it: y becomes z, and z becomes -y.
    case y
    /// As this renderer has it.
    case z
  }

  /// The cosine of the angle up to which neighbouring triangles look rounded: 35 degrees.
  public static let smoothing: Float = 0.819
  /// What a material without `Kd` scatters.
  static let defaultColor = Vector3(repeating: 0.8)
  /// The largest number of vertices and of triangles.
  static let limit = 1 << 24

  /// Makes an empty file.
  public init() {}

  /// Reads a file. Memory stays below a hundred times the bytes of it.
  ///
  /// - Parameters:
  ///   - name: What errors call the file.
  ///   - library: Returns the bytes of an MTL file by the name that `mtllib` gives; nil if there is
  ///     none.
  /// - Throws: The first place that is not understood.
  public init(
    _ bytes: [UInt8], name: String, up: UpAxis = .y,
    library: (String) -> [UInt8]? = { _ in nil }
  ) throws(OBJError) {
    var reader = OBJReader(LineScanner(bytes, file: name), up: up)
    try reader.read(library: library)
    self = reader.file
    colors = reader.hasColors ? colors : []
  }

  /// The triangles as what rays meet, rounded where they lean less than 35 degrees.
  public func mesh() -> TriangleMesh {
    TriangleMesh(
      vertices: vertices, triangles: triangles, colors: colors, smoothing: Self.smoothing)
  }
}
