import JSONText

extension SceneFileReader {
  /// Reads how actions build a scene.
  mutating func readGrammars(_ node: JSONNode) throws(JSONError) {
    try node.allowOnly(["spiral", "voxel"])
    var spiral: SpiralRules?
    if let rules = node["spiral"] { spiral = try spiralRules(rules) }
    var voxel: VoxelRules?
    if let rules = node["voxel"] { voxel = try voxelRules(rules) }
    setRules(spiral: spiral, voxel: voxel)
  }

  private func spiralRules(_ node: JSONNode) throws(JSONError) -> SpiralRules {
    try node.allowOnly(["grid", "x", "y", "colorLevels"])
    guard !file.kinds.isEmpty, !file.sizes.isEmpty else {
      throw node.error(expected: "kinds and sizes in a file with this grammar")
    }
    var levels: [Double] = []
    for level in try node["colorLevels"]?.array(count: 2...32, of: "sRGB levels") ?? [] {
      levels.append(Double(try level.integer(in: 0...255)) / 255)
    }
    guard !levels.isEmpty || !file.palette.isEmpty else {
      throw node.error(expected: "colorLevels, or a palette in the file")
    }
    return SpiralRules(
      grid: try node["grid"]?.integer(in: 2...256) ?? 16,
      x: narrowed(try node.member("x").interval()), y: narrowed(try node.member("y").interval()),
      colorLevels: levels)
  }

  private func voxelRules(_ node: JSONNode) throws(JSONError) -> VoxelRules {
    try node.allowOnly(["size", "cellSize", "material"])
    guard !file.palette.isEmpty else {
      throw node.error(expected: "a palette in a file with this grammar")
    }
    var size = SIMD3<Int32>(repeating: 16)
    if let sides = try node["size"]?.array(count: 3...3, of: "sides [x, y, z]") {
      for index in 0..<3 { size[index] = Int32(try sides[index].integer(in: 2...64)) }
    }
    guard size.x == size.y else {
      throw (node["size"] ?? node).error(expected: "as many cells along x as along y")
    }
    return VoxelRules(
      size: size, cellSize: try node.member("cellSize").float(in: 0.001...1000),
      material: try node.member("material").index(in: materialNames, of: "material"))
  }

  /// Reads how random scenes are drawn.
  mutating func readSampler(_ node: JSONNode) throws(JSONError) {
    try node.allowOnly([
      "objects", "placement", "x", "y", "minimumDistance", "margin", "minimumVisiblePixels",
      "attempts",
    ])
    let isOnGrid =
      try node.member("placement").index(in: ["grid", "free"], of: "placement") == 0
    guard file.kinds.count > 0, file.sizes.count > 0, !isOnGrid || file.spiral != nil else {
      throw node.error(expected: "kinds, sizes and, for a grid, the grammar spiral in the file")
    }
    guard file.spiral?.colorLevels.isEmpty == false || !file.palette.isEmpty else {
      throw node.error(expected: "a palette, or the grammar spiral with colorLevels, in the file")
    }
    let counts = try node.member("objects").array(count: 2...2, of: "numbers [least, most]")
    let least = try counts[0].integer(in: 1...64)
    let ground = file.spiral
    setSampler(
      SamplerRules(
        objects: least...(try counts[1].integer(in: least...64)), isOnGrid: isOnGrid,
        x: try node["x"].map { (node) throws(JSONError) in narrowed(try node.interval()) }
          ?? ground?.x ?? -1...1,
        y: try node["y"].map { (node) throws(JSONError) in narrowed(try node.interval()) }
          ?? ground?.y ?? -1...1,
        minimumDistance: try node["minimumDistance"]?.float(in: 0...1000) ?? 0,
        margin: try node["margin"]?.float(in: 0...1000) ?? 0,
        minimumVisiblePixels: try node["minimumVisiblePixels"]?.integer(in: 0...4096) ?? 0,
        attempts: try node["attempts"]?.integer(in: 1...1000) ?? 50))
  }

  private func narrowed(_ range: ClosedRange<Double>) -> ClosedRange<Float> {
    let lower = Float(range.lowerBound)
    return lower...max(Float(range.upperBound), lower.nextUp)
  }
}
