import Foundation
import StrokeProgram
import Testing

/// The shared data beside the package; tests that need it are skipped where it is absent.
enum SharedData {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/data")

  static var isPresent: Bool { FileManager.default.fileExists(atPath: folder.path) }

  static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: path)))
  }

  static func names(in path: String, suffix: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: path).path)
    return (names ?? []).filter { $0.hasSuffix(suffix) }.sorted()
  }
}

/// A small generator with a printed seed.
struct TestRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    // SplitMix64
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }

  mutating func point(_ width: Double, _ height: Double) -> DrawingPoint {
    DrawingPoint(.random(in: 0...width, using: &self), .random(in: 0...height, using: &self))
  }

  /// A drawing with every kind of piece, dots, several layers, colours, widths and pressures.
  mutating func drawing(paths: Int = 40) -> Drawing {
    let width = Double.random(in: 50...400, using: &self)
    let height = Double.random(in: 50...400, using: &self)
    let layers = ["1", "red & <blue>", "\"third\""]
    var drawing = Drawing(
      pageWidth: width, pageHeight: height,
      background: Bool.random(using: &self) ? color() : nil, layers: layers)
    for _ in 0..<paths {
      var path = DrawnPath(
        start: point(width, height), segments: [], width: .random(in: 0.1...3, using: &self),
        color: color(),
        pressure: Stroke.Ends(
          start: .random(in: 0...1, using: &self), end: .random(in: 0...1, using: &self)),
        layer: .random(in: 0..<3, using: &self))
      for _ in 0..<Int.random(in: 0...5, using: &self) {
        path.segments.append(segment(width, height))
      }
      drawing.paths.append(path)
    }
    return drawing
  }

  private mutating func color() -> StrokeColor {
    let level = { (random: inout TestRandom) in
      Double(Int.random(in: 0...255, using: &random)) / 255
    }
    return StrokeColor(red: level(&self), green: level(&self), blue: level(&self))
  }

  private mutating func segment(_ width: Double, _ height: Double) -> DrawnPath.Segment {
    switch Int.random(in: 0..<3, using: &self) {
    case 0: .line(to: point(width, height))
    case 1: .quadratic(control: point(width, height), to: point(width, height))
    default:
      .cubic(point(width, height), point(width, height), to: point(width, height))
    }
  }

  /// The bytes with a few of them changed, removed, doubled or swapped for others of the text.
  mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...4, using: &self) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &self)
      switch Int.random(in: 0..<5, using: &self) {
      case 0: bytes[place] = UInt8(truncatingIfNeeded: next())
      case 1: bytes.remove(at: place)
      case 2: bytes.removeSubrange(place..<min(place + 20, bytes.count))
      case 3: bytes.insert(contentsOf: bytes[place..<min(place + 9, bytes.count)], at: place)
      default: bytes[place] = bytes[Int.random(in: 0..<bytes.count, using: &self)]
      }
    }
    return bytes
  }
}

/// The distance between two points, mm.
func distance(_ first: DrawingPoint, _ second: DrawingPoint) -> Double {
  let difference = first - second
  return (difference * difference).sum().squareRoot()
}

/// The farthest that a point of one chain is from the other chain's lines, mm.
func strayOf(_ points: [DrawingPoint], from chain: [DrawingPoint]) -> Double {
  points.map { point in
    var nearest = distance(point, chain[0])
    for (start, end) in zip(chain, chain.dropFirst()) {
      let along = end - start
      let square = (along * along).sum()
      let part = square > 0 ? min(max(((point - start) * along).sum() / square, 0), 1) : 0
      nearest = min(nearest, distance(point, start + part * along))
    }
    return nearest
  }.max() ?? 0
}

/// The farthest that points, widths and pages of two drawings are apart, mm; infinite where
/// colours, layers, pressures (to a millionth), the order or the kinds of pieces differ.
func worstDifference(_ first: Drawing, _ second: Drawing) -> Double {
  guard first.paths.count == second.paths.count,
    first.background?.hexadecimal == second.background?.hexadecimal
  else { return .infinity }
  var worst = max(
    abs(first.pageWidth - second.pageWidth), abs(first.pageHeight - second.pageHeight))
  for (path, copy) in zip(first.paths, second.paths) {
    guard path.color.hexadecimal == copy.color.hexadecimal,
      first.layers[path.layer] == second.layers[copy.layer],
      path.segments.count == copy.segments.count,
      abs(path.pressure.start - copy.pressure.start) < 1e-6,
      abs(path.pressure.end - copy.pressure.end) < 1e-6
    else { return .infinity }
    worst = max(worst, abs(path.width - copy.width), distance(path.start, copy.start))
    for (segment, other) in zip(path.segments, copy.segments) {
      worst = max(worst, difference(segment, other))
    }
  }
  return worst
}

private func difference(_ first: DrawnPath.Segment, _ second: DrawnPath.Segment) -> Double {
  switch (first, second) {
  case (.line(let end), .line(let other)): distance(end, other)
  case (.quadratic(let control, let end), .quadratic(let otherControl, let other)):
    max(distance(control, otherControl), distance(end, other))
  case (.cubic(let a, let b, let end), .cubic(let c, let d, let other)):
    max(distance(a, c), distance(b, d), distance(end, other))
  default: .infinity
  }
}
