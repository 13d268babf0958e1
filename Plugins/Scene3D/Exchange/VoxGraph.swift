/// The scene graph of a `.vox` file: transforms, groups and shapes by their ids.
struct VoxGraph {
  private enum Node {
    case transform(child: Int, layer: Int, placement: VoxPlacement, isHidden: Bool)
    case group([Int])
    case shape(model: Int, place: Int)
  }

  private var nodes: [Int: Node] = [:]
  private var hiddenLayers: Set<Int> = []
  private var root: Int?

  /// Translations are kept to what a grid of cells can be, so that sums do not overflow.
  private static let farthest: Int32 = 1 << 20
  /// How deep nodes may nest, and how many may be visited: a node may be in several groups.
  private static let greatestDepth = 64
  private static let mostVisits = 1 << 16

  /// Reads `nTRN`; of several frames the first counts.
  mutating func readTransform(_ bytes: inout VoxBytes) throws(VoxError) {
    let (id, attributes) = try readHead(&bytes)
    let child = try bytes.integer("a child's id")
    _ = try bytes.integer("a reserved id")
    let layer = try bytes.integer("a layer's id")
    _ = try bytes.integer("a number of frames", in: 1...1 << 16)
    let start = bytes.place
    let frame = try bytes.dictionary()
    if root == nil { root = id }
    nodes[id] = .transform(
      child: child, layer: layer, placement: try placement(frame, start),
      isHidden: attributes["_hidden"] == "1")
  }

  /// Reads `nGRP`.
  mutating func readGroup(_ bytes: inout VoxBytes) throws(VoxError) {
    let (id, _) = try readHead(&bytes)
    let count = try bytes.count("a number of children", of: 4)
    var children: [Int] = []
    for _ in 0..<count { children.append(try bytes.integer("a child's id")) }
    nodes[id] = .group(children)
  }

  /// Reads `nSHP`; of several models the first counts: the others are later frames.
  mutating func readShape(_ bytes: inout VoxBytes) throws(VoxError) {
    let (id, _) = try readHead(&bytes)
    _ = try bytes.integer("a number of models", in: 1...1 << 16)
    let place = bytes.place
    nodes[id] = .shape(model: try bytes.integer("a model's index"), place: place)
  }

  /// Reads `LAYR`.
  mutating func readLayer(_ bytes: inout VoxBytes) throws(VoxError) {
    let (id, attributes) = try readHead(&bytes)
    if attributes["_hidden"] == "1" { hiddenLayers.insert(id) }
  }

  /// Returns the visible models; the first model when there is no graph.
  func placements(models: Int) throws(VoxError) -> [VoxPlacement] {
    guard let root else { return [VoxPlacement(model: 0)] }
    var found: [VoxPlacement] = []
    var waiting = [(id: root, outer: VoxPlacement(model: 0), depth: 0)]
    var visits = 0
    while let (id, outer, depth) = waiting.popLast() {
      visits += 1
      guard depth < Self.greatestDepth, visits + waiting.count <= Self.mostVisits else {
        throw VoxError(
          offset: nil,
          expected: "a scene graph of at most \(Self.mostVisits) nodes, \(Self.greatestDepth) deep",
          got: "more at node \(id)")
      }
      switch nodes[id] {
      case .transform(let child, let layer, let placement, let isHidden):
        guard !isHidden, !hiddenLayers.contains(layer) else { continue }
        let inner = placement.inside(outer)
        waiting.append((child, try checked(inner, id), depth + 1))
      case .group(let children):
        waiting += children.reversed().map { ($0, outer, depth + 1) }
      case .shape(let model, let place):
        guard (0..<models).contains(model) else {
          throw VoxError(
            offset: place, expected: "a model's index in 0..<\(models)", got: "\(model)")
        }
        var placement = outer
        placement.model = model
        found.append(placement)
      case nil:
        throw VoxError(offset: nil, expected: "a scene graph with node \(id)", got: "none")
      }
    }
    return found
  }

  private func checked(_ placement: VoxPlacement, _ id: Int) throws(VoxError) -> VoxPlacement {
    for axis in 0..<3 where abs(placement.translation[axis]) > Self.farthest {
      throw VoxError(
        offset: nil, expected: "node \(id) within \(Self.farthest) cells of the origin",
        got: "\(placement.translation[axis])")
    }
    return placement
  }

  private func readHead(
    _ bytes: inout VoxBytes
  ) throws(VoxError) -> (id: Int, attributes: [String: String]) {
    (id: try bytes.integer("a node's id"), attributes: try bytes.dictionary())
  }

  /// Understands `_r` and `_t`, which are numbers written as text.
  private func placement(
    _ frame: [String: String], _ start: Int
  ) throws(VoxError) -> VoxPlacement {
    var placement = VoxPlacement(model: 0)
    if let text = frame["_r"] {
      guard let byte = Int(text), let turned = VoxPlacement(rotation: byte) else {
        throw VoxError(offset: start, expected: "a rotation _r of 7 bits", got: "\"\(text)\"")
      }
      placement = turned
    }
    if let text = frame["_t"] {
      let parts = text.split(separator: " ").map { Int32($0) }
      guard parts.count == 3 else {
        throw VoxError(offset: start, expected: "three integers in _t", got: "\"\(text)\"")
      }
      for axis in 0..<3 {
        guard let part = parts[axis], part >= -Self.farthest, part <= Self.farthest else {
          throw VoxError(
            offset: start, expected: "three integers within \(Self.farthest) in _t",
            got: "\"\(text)\"")
        }
        placement.translation[axis] = part
      }
    }
    return placement
  }
}
