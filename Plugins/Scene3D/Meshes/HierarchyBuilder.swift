/// Builds a tree of boxes from the top: each node is split where the expected cost of a ray, by the
/// surface area heuristic over bins of centres, is least (Wald, On fast construction of SAH-based
/// bounding volume hierarchies, 2007).
struct HierarchyBuilder {
  /// An axis-parallel box.
  struct Box {
    var lower = Vector3(repeating: .infinity)
    var upper = Vector3(repeating: -.infinity)

    init() {}

    init(of a: Vector3, _ b: Vector3, _ c: Vector3) {
      lower = Self.least(a, Self.least(b, c))
      upper = Self.greatest(a, Self.greatest(b, c))
    }

    mutating func join(_ other: Box) {
      lower = Self.least(lower, other.lower)
      upper = Self.greatest(upper, other.upper)
    }

    mutating func join(_ point: Vector3) {
      lower = Self.least(lower, point)
      upper = Self.greatest(upper, point)
    }

    var centre: Vector3 { (lower + upper) * 0.5 }

    /// Half the surface; 0 for no box.
    var halfArea: Float {
      let size = upper - lower
      guard size.x >= 0 else { return 0 }
      return size.x * size.y + size.y * size.z + size.z * size.x
    }

    private static func least(_ a: Vector3, _ b: Vector3) -> Vector3 {
      Vector3(min(a.x, b.x), min(a.y, b.y), min(a.z, b.z))
    }

    private static func greatest(_ a: Vector3, _ b: Vector3) -> Vector3 {
      Vector3(max(a.x, b.x), max(a.y, b.y), max(a.z, b.z))
    }
  }

  /// Triangles that share a leaf rather than be split.
  static let leafSize = 2
  /// From this depth nodes are halved by number, so that the depth stays below `greatestDepth`.
  static let heuristicDepth = 48
  /// No leaf is deeper: 2^31 triangles are halved 31 times.
  static let greatestDepth = heuristicDepth + 32
  private static let binCount = 16

  /// The nodes so far, the root first.
  private(set) var nodes: [BoundingHierarchy.Node] = []
  /// The triangles in the order of the leaves.
  private(set) var order: [Int32]
  private let boxes: [Box]
  private let centres: [Vector3]

  /// Begins with the boxes of all triangles.
  init(boxes: [Box]) {
    self.boxes = boxes
    centres = boxes.map(\.centre)
    order = boxes.indices.map { Int32(truncatingIfNeeded: $0) }
  }

  /// Builds the tree.
  mutating func build() {
    guard !boxes.isEmpty else { return }
    nodes.append(BoundingHierarchy.Node())
    fill(node: 0, range: 0..<boxes.count, depth: 0)
  }

  private mutating func fill(node: Int, range: Range<Int>, depth: Int) {
    var box = Box()
    var middles = Box()
    for place in range {
      box.join(boxes[Int(order[place])])
      middles.join(centres[Int(order[place])])
    }
    guard range.count > Self.leafSize else {
      nodes[node] = .init(box, first: range.lowerBound, count: range.count)
      return
    }
    let (axis, middle) = split(range, middles, depth)
    let first = nodes.count
    nodes[node] = .init(box, first: first, count: -1 - axis)
    nodes += [.init(), .init()]
    fill(node: first, range: range.lowerBound..<middle, depth: depth + 1)
    fill(node: first + 1, range: middle..<range.upperBound, depth: depth + 1)
  }

  /// Orders a range into two parts; returns the axis and where the second part begins.
  private mutating func split(
    _ range: Range<Int>, _ middles: Box, _ depth: Int
  ) -> (axis: Int, middle: Int) {
    let size = middles.upper - middles.lower
    let longest = size.x >= size.y && size.x >= size.z ? 0 : size.y >= size.z ? 1 : 2
    let half = range.lowerBound + range.count / 2
    guard depth < Self.heuristicDepth, size[longest] > 0, size[longest].isFinite else {
      return (longest, half)
    }
    let best = (0..<3).map { bestBin(range, middles, axis: $0) }
      .enumerated().min { $0.element.cost < $1.element.cost }
    guard let best, best.element.cost < .infinity else { return (longest, half) }
    let (axis, bin) = (best.offset, best.element.bin)
    let middle = partition(range, middles, axis, before: bin)
    return (axis, range.contains(middle) && middle > range.lowerBound ? middle : half)
  }

  /// The bin before which a split along an axis is cheapest.
  private func bestBin(_ range: Range<Int>, _ middles: Box, axis: Int) -> (cost: Float, bin: Int) {
    guard middles.upper[axis] > middles.lower[axis] else { return (.infinity, 0) }
    var bins = [Box](repeating: Box(), count: Self.binCount)
    var counts = [Int](repeating: 0, count: Self.binCount)
    for place in range {
      let bin = binIndex(order[place], middles, axis)
      bins[bin].join(boxes[Int(order[place])])
      counts[bin] += 1
    }
    // the costs of everything from a bin on, then of everything before it
    var costs = [Float](repeating: 0, count: Self.binCount)
    var (box, count) = (Box(), 0)
    for bin in stride(from: Self.binCount - 1, to: 0, by: -1) {
      box.join(bins[bin])
      count += counts[bin]
      costs[bin] = count == 0 ? .infinity : box.halfArea * Float(count)
    }
    (box, count) = (Box(), 0)
    var best = (cost: Float.infinity, bin: 0)
    for bin in 1..<Self.binCount {
      box.join(bins[bin - 1])
      count += counts[bin - 1]
      let cost = count == 0 ? .infinity : costs[bin] + box.halfArea * Float(count)
      if cost < best.cost { best = (cost, bin) }
    }
    return best
  }

  private func binIndex(_ index: Int32, _ middles: Box, _ axis: Int) -> Int {
    let low = middles.lower[axis]
    let share = (centres[Int(index)][axis] - low) / (middles.upper[axis] - low)
    let bin = Int(exactly: (share * Float(Self.binCount)).rounded(.down)) ?? 0
    return min(max(bin, 0), Self.binCount - 1)
  }

  /// Moves the members of a range that are before a bin to its front; both parts keep their order.
  private mutating func partition(
    _ range: Range<Int>, _ middles: Box, _ axis: Int, before bin: Int
  ) -> Int {
    var kept: [Int32] = []
    var moved: [Int32] = []
    for place in range {
      let index = order[place]
      if binIndex(index, middles, axis) < bin { kept.append(index) } else { moved.append(index) }
    }
    order.replaceSubrange(range, with: kept + moved)
    return range.lowerBound + kept.count
  }
}

extension BoundingHierarchy.Node {
  init() {
    self.init(HierarchyBuilder.Box(), first: 0, count: 0)
  }

  init(_ box: HierarchyBuilder.Box, first: Int, count: Int) {
    self.init(
      lowerX: box.lower.x, lowerY: box.lower.y, lowerZ: box.lower.z,
      first: Int32(truncatingIfNeeded: first), upperX: box.upper.x, upperY: box.upper.y,
      upperZ: box.upper.z, count: Int32(truncatingIfNeeded: count))
  }
}
