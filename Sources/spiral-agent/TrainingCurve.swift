import ImageFiles
import JSONText

/// Reads the course of figures from the metrics of a training.
enum TrainingCurve {
  /// Returns the points (minutes, figure) of the lines that have the figure, thinned by averaging
  /// neighbours to at most a few hundred.
  ///
  /// - Throws: When the file cannot be read, or a `JSONError` with the line of a damaged one.
  static func points(of figure: String, in path: String) throws -> [SIMD2<Double>] {
    var points: [SIMD2<Double>] = []
    let bytes = try FileBytes.read(path)
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
      do {
        let node = try JSON.parse(String(decoding: line, as: UTF8.self))
        guard let value = node[figure], value.value.kind == .number else { continue }
        points.append(SIMD2(try node.member("minutes").number(), try value.number()))
      } catch {
        throw RunError(description: "\(path), line \(index + 1): \(error)")
      }
    }
    return averaged(points)
  }

  /// The most points that a line of a plot keeps.
  private static let mostPoints = 200

  private static func averaged(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
    let group = (points.count + mostPoints - 1) / mostPoints
    guard group > 1 else { return points }
    return stride(from: 0, to: points.count, by: group).map { start in
      let some = points[start..<min(start + group, points.count)]
      return some.reduce(SIMD2(0, 0), +) / Double(some.count)
    }
  }
}
