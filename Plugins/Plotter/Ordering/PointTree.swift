import StrokeProgram

/// A k-d tree of points in the plane from which points can be removed (Bentley, "K-d trees for
/// semidynamic point sets", SoCG 1990).
///
/// A uniform grid would be as fast on even drawings, but slow where most of the ink is in a small
/// part of the page; here every search is O(log n) on average wherever the points are.
struct PointTree {
  /// The most points of a leaf.
  private static let leafCapacity = 8

  private let points: [DrawingPoint]
  /// The points' indices; leaf `l` owns a range of it, with those still present first.
  private var order: [Int32]
  /// Where in `order` each point is.
  private var slots: [Int32]
  /// For each node of a complete binary tree in breadth-first order, the points still below it.
  private var counts: [Int32]
  /// For each inner node, the coordinate (0 is x) and place of its cut.
  private var cuts: [(axis: Int, place: Double)]
  private let leafCount: Int

  /// Builds the tree of all points in O(n log n).
  init(_ points: [DrawingPoint]) {
    self.points = points
    order = points.indices.map { Int32($0) }
    slots = [Int32](repeating: 0, count: points.count)
    var leaves = 1
    while leaves * Self.leafCapacity < points.count { leaves *= 2 }
    leafCount = leaves
    counts = [Int32](repeating: 0, count: 2 * leaves - 1)
    cuts = [(axis: Int, place: Double)](repeating: (0, 0), count: leaves - 1)
    build(node: 0, low: 0, high: points.count)
    for (slot, point) in order.enumerated() { slots[Int(point)] = Int32(slot) }
  }

  /// The points that were not removed.
  var count: Int { Int(counts[0]) }

  private mutating func build(node: Int, low: Int, high: Int) {
    counts[node] = Int32(high - low)
    guard node < leafCount - 1 else { return }
    let axis = widestAxis(low, high)
    let middle = (low + high) / 2
    select(middle, low, high, axis)
    let place = middle < high ? points[Int(order[middle])][axis] : 0
    cuts[node] = (axis, place)
    build(node: 2 * node + 1, low: low, high: middle)
    build(node: 2 * node + 2, low: middle, high: high)
  }

  private func widestAxis(_ low: Int, _ high: Int) -> Int {
    guard low < high else { return 0 }
    var least = points[Int(order[low])]
    var most = least
    for slot in low..<high {
      let point = points[Int(order[slot])]
      least.replace(with: point, where: point .< least)
      most.replace(with: point, where: point .> most)
    }
    let extent = most - least
    return extent.x >= extent.y ? 0 : 1
  }

  /// Puts the element of rank `rank` in its place, smaller ones before it (Hoare's quickselect).
  private mutating func select(_ rank: Int, _ first: Int, _ end: Int, _ axis: Int) {
    var low = first
    var high = end - 1
    while low < high {
      let pivot = points[Int(order[(low + high) / 2])][axis]
      var left = low
      var right = high
      while left <= right {
        while points[Int(order[left])][axis] < pivot { left += 1 }
        while points[Int(order[right])][axis] > pivot { right -= 1 }
        if left <= right {
          order.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if rank <= right {
        high = right
      } else if rank >= left {
        low = left
      } else {
        return
      }
    }
  }

  // MARK: Removing

  /// Takes a point out; one that is out already stays out.
  mutating func remove(_ point: Int) {
    let slot = Int(slots[point])
    var node = 0
    var low = 0
    var high = order.count
    var path: [Int] = []
    while node < leafCount - 1 {
      path.append(node)
      let middle = (low + high) / 2
      if slot < middle {
        (node, high) = (2 * node + 1, middle)
      } else {
        (node, low) = (2 * node + 2, middle)
      }
    }
    let last = low + Int(counts[node]) - 1
    guard slot <= last else { return }
    order.swapAt(slot, last)
    slots[Int(order[slot])] = Int32(slot)
    slots[point] = Int32(last)
    counts[node] -= 1
    for parent in path { counts[parent] -= 1 }
  }

  // MARK: Searching

  /// The nearest points to a place among those present and not on path `excluded`, nearest first.
  ///
  /// Point `p` belongs to path `p / 2`. Of equally near ones, which come is arbitrary but always the
  /// same.
  func nearest(_ wanted: Int, to place: DrawingPoint, excluding excluded: Int = -1) -> [Int] {
    var best = NearestPoints(wanted)
    search(0, 0, order.count, place, .zero, excluded, &best)
    return best.points.map { Int($0) }
  }

  /// The nearest point to a place among those present; nil when all are removed.
  func nearest(to place: DrawingPoint) -> Int? { nearest(1, to: place).first }

  /// Searches below a node; `offset` is how far the place is outside its box on each axis (Arya and
  /// Mount, "Algorithms for fast vector quantization", DCC 1993).
  private func search(
    _ node: Int, _ low: Int, _ high: Int, _ place: DrawingPoint, _ offset: DrawingPoint,
    _ excluded: Int, _ best: inout NearestPoints
  ) {
    if counts[node] == 0 || (offset * offset).sum() >= best.bound { return }
    guard node < leafCount - 1 else {
      for slot in low..<(low + Int(counts[node])) {
        let point = order[slot]
        guard Int(point) >> 1 != excluded else { continue }
        let difference = points[Int(point)] - place
        best.offer(point, (difference * difference).sum())
      }
      return
    }
    let cut = cuts[node]
    let middle = (low + high) / 2
    let gap = place[cut.axis] - cut.place
    var across = offset
    across[cut.axis] = gap
    if gap < 0 {
      search(2 * node + 1, low, middle, place, offset, excluded, &best)
      search(2 * node + 2, middle, high, place, across, excluded, &best)
    } else {
      search(2 * node + 2, middle, high, place, offset, excluded, &best)
      search(2 * node + 1, low, middle, place, across, excluded, &best)
    }
  }
}

/// The nearest few of the points that were offered.
private struct NearestPoints {
  private let wanted: Int
  private(set) var points: [Int32] = []
  private var distances: [Double] = []

  init(_ wanted: Int) {
    self.wanted = wanted
    points.reserveCapacity(wanted + 1)
    distances.reserveCapacity(wanted + 1)
  }

  /// The squared distance from which on nothing is taken.
  var bound: Double { points.count < wanted ? .infinity : (distances.last ?? .infinity) }

  mutating func offer(_ point: Int32, _ distance: Double) {
    guard distance < bound else { return }
    var place = points.count
    while place > 0, distances[place - 1] > distance { place -= 1 }
    points.insert(point, at: place)
    distances.insert(distance, at: place)
    if points.count > wanted {
      points.removeLast()
      distances.removeLast()
    }
  }
}
