import PaintCore
import StrokeProgram
import Testing

@testable import Plotter

/// Merging, simplification, duplicates, and the tree of points.
struct PathPreparationTests {
  private func line(_ points: DrawingPoint..., width: Double = 0.3, layer: Int = 0) -> DrawnPath {
    DrawnPath(
      start: points[0], segments: points.dropFirst().map { .line(to: $0) }, width: width,
      layer: layer)
  }

  // MARK: Reversal

  @Test func `a path turned round twice is itself`() {
    let path = DrawnPath(
      start: [1, 2],
      segments: [
        .line(to: [3, 4]), .quadratic(control: [5, 5], to: [6, 4]),
        .cubic([7, 3], [8, 2], to: [9, 4]),
      ], width: 1, pressure: .init(start: 0.2, end: 0.9))
    #expect(path.reversed.start == [9, 4])
    #expect(path.reversed.end == [1, 2])
    #expect(path.reversed.segments[0] == .cubic([8, 2], [7, 3], to: [6, 4]))
    #expect(path.reversed.pressure.start == 0.9)
    #expect(path.reversed.reversed == path)
  }

  // MARK: Merging

  @Test func `paths whose ends meet become one, whatever their directions`() {
    let merged = PathMerging.merge(
      [
        line([1, 0], [2, 0]), line([1, 0], [0, 0]), line([3, 0], [2.04, 0]), line([9, 9], [8, 8]),
      ],
      tolerance: 0.05)
    #expect(merged.count == 2)
    #expect(merged[0] == line([0, 0], [1, 0], [2, 0], [2.04, 0], [3, 0]))
    #expect(merged[1] == line([9, 9], [8, 8]))
  }

  @Test func `a gap wider than the tolerance stays`() {
    let apart = [line([0, 0], [1, 0]), line([1.06, 0], [2, 0])]
    #expect(PathMerging.merge(apart, tolerance: 0.05) == apart)
  }

  @Test func `only lines that look the same are joined`() {
    var pressed = line([1, 0], [2, 0])
    pressed.pressure = .init(start: 0.5, end: 1)
    for other in [
      line([1, 0], [2, 0], width: 0.5), line([1, 0], [2, 0], layer: 1), pressed,
    ] {
      let paths = [line([0, 0], [1, 0]), other]
      #expect(PathMerging.merge(paths, tolerance: 0.05) == paths)
    }
  }

  @Test func `a ring of pieces is joined once round`() {
    let corners: [DrawingPoint] = [[0, 0], [1, 0], [1, 1], [0, 1]]
    let sides = (0..<4).map { line(corners[$0], corners[($0 + 1) % 4]) }
    let merged = PathMerging.merge(sides, tolerance: 0)
    #expect(merged.count == 1)
    #expect(merged[0].segments.count == 4)
    #expect(merged[0].start == merged[0].end)
  }

  // MARK: Simplification

  @Test func `corners within the tolerance go, others and all curves stay`() {
    let path = DrawnPath(
      start: [0, 0],
      segments: [
        .line(to: [1, 0.009]), .line(to: [2, 0]), .line(to: [2, 2]),
        .quadratic(control: [3, 2], to: [3, 3]), .line(to: [3, 4]), .line(to: [3, 5]),
      ], width: 1)
    #expect(
      path.simplified(tolerance: 0.01).segments == [
        .line(to: [2, 0]), .line(to: [2, 2]), .quadratic(control: [3, 2], to: [3, 3]),
        .line(to: [3, 5]),
      ])
    #expect(path.simplified(tolerance: 0.008).segments.count == 5)
  }

  @Test(arguments: [0.01, 0.1, 1]) func `no corner is farther than the tolerance`(limit: Double) {
    var random = RandomStream(key: 5, stream: 0)
    var points: [DrawingPoint] = [[0, 0]]
    for _ in 0..<500 {
      points.append(points[points.count - 1] + [random.uniform(), random.uniform() - 0.5])
    }
    let kept = cornersKept(of: points, tolerance: limit)
    for (first, last) in zip(kept, kept.dropFirst()) {
      for index in first...last {
        #expect(
          distance(from: points[index], toSegment: points[first], points[last]) <= limit)
      }
    }
  }

  @Test func `a dot and a path back to its start are harmless`() {
    let dot = DrawnPath(start: [1, 1], segments: [], width: 1)
    #expect(dot.simplified(tolerance: 1) == dot)
    let loop = line([0, 0], [5, 0], [0, 0])
    #expect(loop.simplified(tolerance: 0.1) == loop)
  }

  // MARK: Duplicates

  @Test func `a line drawn again, also backwards, is left out`() {
    let paths = [
      line([0, 0], [1, 1]), line([5, 5], [6, 6]), line([1, 1], [0, 0]),
      line([0.001, 0], [1, 1]), line([0, 0], [1, 1], width: 0.5), line([0, 0], [1, 1.1]),
    ]
    #expect(paths.withoutDuplicates(tolerance: 0.01) == [paths[0], paths[1], paths[4], paths[5]])
  }

  // MARK: Points

  @Test(arguments: [1, 2, 9, 64, 1000]) func `the tree finds what a plain search finds`(count: Int)
  {
    var random = RandomStream(key: 7, stream: UInt64(count))
    var points: [DrawingPoint] = (0..<count).map { _ in [random.uniform(), random.uniform()] }
    points[0] = points[count / 2]
    var tree = PointTree(points)
    var present = Set(points.indices)
    for _ in 0..<count {
      let place: DrawingPoint = [random.uniform() * 2 - 0.5, random.uniform()]
      let plain = present.map { distance(points[$0], place) }.sorted().prefix(3)
      #expect(tree.nearest(3, to: place).map { distance(points[$0], place) } == Array(plain))
      let gone = random.integer(below: count)
      tree.remove(gone)
      present.remove(gone)
      #expect(tree.count == present.count)
    }
  }
}
