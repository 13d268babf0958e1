/// Reads the chunks of a `.vox` file.
struct VoxReader {
  private(set) var version = 0
  private(set) var models: [VoxFile.Model] = []
  private(set) var palette: [SIMD4<UInt8>]?
  private(set) var glow: [UInt8: Float] = [:]
  private(set) var graph = VoxGraph()
  private var size: SIMD3<Int32>?

  /// Reads a whole file.
  mutating func read(_ bytes: VoxBytes) throws(VoxError) {
    var bytes = bytes
    let magic = try bytes.name("\"VOX \"")
    guard magic == "VOX " else {
      throw VoxError(offset: 0, expected: "\"VOX \"", got: "\"\(magic)\"")
    }
    version = try bytes.integer("a version", in: 150...200)
    try readMain(&bytes)
    guard !models.isEmpty else {
      throw VoxError(offset: nil, expected: "a model (SIZE and XYZI)", got: "none")
    }
  }

  private mutating func readMain(_ bytes: inout VoxBytes) throws(VoxError) {
    let start = bytes.place
    let name = try bytes.name("the chunk MAIN")
    guard name == "MAIN" else {
      throw VoxError(offset: start, expected: "the chunk MAIN", got: "\"\(name)\"")
    }
    let count = try length(&bytes, name, isContent: true)
    let children = try length(&bytes, name, reserved: count)
    _ = bytes.part(count)
    var chunks = bytes.part(children)
    while chunks.remaining > 0 { try readChunk(&chunks) }
  }

  private mutating func readChunk(_ bytes: inout VoxBytes) throws(VoxError) {
    let start = bytes.place
    let name = try bytes.name("the name of a chunk")
    let count = try length(&bytes, name, isContent: true)
    let children = try length(&bytes, name, reserved: count)
    var content = bytes.part(count)
    _ = bytes.part(children)
    switch name {
    case "SIZE": size = try readSize(&content)
    case "XYZI": models.append(try readModel(&content, start))
    case "RGBA": palette = try readPalette(&content)
    case "MATL": try readMaterial(&content)
    case "nTRN": try graph.readTransform(&content)
    case "nGRP": try graph.readGroup(&content)
    case "nSHP": try graph.readShape(&content)
    case "LAYR": try graph.readLayer(&content)
    default: break
    }
  }

  private func length(
    _ bytes: inout VoxBytes, _ name: String, reserved: Int = 0, isContent: Bool = false
  ) throws(VoxError) -> Int {
    let start = bytes.place
    let value = try bytes.integer("the length of chunk \"\(name)\"")
    // the length of the children follows that of the content
    let room = bytes.remaining - reserved - (isContent ? 4 : 0)
    guard value >= 0, value <= room else {
      throw VoxError(
        offset: start, expected: "a length of chunk \"\(name)\" in 0...\(max(room, 0))",
        got: "\(value)")
    }
    return value
  }

  private func readSize(_ bytes: inout VoxBytes) throws(VoxError) -> SIMD3<Int32> {
    var size = SIMD3<Int32>.zero
    for axis in 0..<3 {
      size[axis] = Int32(try bytes.integer("a model's size", in: 1...256))
    }
    return size
  }

  private mutating func readModel(
    _ bytes: inout VoxBytes, _ start: Int
  ) throws(VoxError) -> VoxFile.Model {
    guard let size else {
      throw VoxError(offset: start, expected: "SIZE before XYZI", got: "\"XYZI\"")
    }
    self.size = nil
    let count = try bytes.count("a number of voxels", of: 4)
    var voxels: [SIMD4<UInt8>] = []
    voxels.reserveCapacity(count)
    for _ in 0..<count {
      let place = bytes.place
      let voxel = try bytes.quad("a voxel")
      guard Int32(voxel.x) < size.x, Int32(voxel.y) < size.y, Int32(voxel.z) < size.z else {
        throw VoxError(
          offset: place, expected: "a voxel inside \(size.x) x \(size.y) x \(size.z)",
          got: "(\(voxel.x), \(voxel.y), \(voxel.z))")
      }
      if voxel.w > 0 { voxels.append(voxel) }
    }
    return VoxFile.Model(size: size, voxels: voxels)
  }

  /// Takes from a material how much it shines; the id of a material is its palette index.
  private mutating func readMaterial(_ bytes: inout VoxBytes) throws(VoxError) {
    let index = try bytes.integer("a material's id", in: 0...256)
    let attributes = try bytes.dictionary()
    guard attributes["_type"] == "_emit", index < 256,
      let share = Float(attributes["_emit"] ?? attributes["_weight"] ?? ""), share > 0
    else { return }
    glow[UInt8(index)] = min(share, 1)
  }

  /// The first colour of the file is that of index 1; the last is not used.
  private func readPalette(_ bytes: inout VoxBytes) throws(VoxError) -> [SIMD4<UInt8>] {
    var colors: [SIMD4<UInt8>] = [.zero]
    for _ in 1...255 { colors.append(try bytes.quad("256 colours")) }
    return colors
  }
}
