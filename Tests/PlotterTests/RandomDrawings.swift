import PaintCore
import StrokeProgram

@testable import Plotter

/// Drawings of a few paths with every kind of piece, corner and cusp, on a machine's page.
func randomDrawing(seed: UInt64, on profile: MachineProfile, paths: Int = 3) -> Drawing {
  var random = RandomStream(key: seed, stream: 77)
  let page = profile.page
  var drawing = Drawing(pageWidth: page.width, pageHeight: page.height)
  for _ in 0..<paths {
    let center = random.point(on: page)
    let size = random.uniform(in: 2...30)
    func point() -> DrawingPoint {
      let offset = SIMD2(random.uniform() - 0.5, random.uniform() - 0.5) * size
      let place = center + offset
      return SIMD2(
        min(max(place.x, 0.01), page.width - 0.01), min(max(place.y, 0.01), page.height - 0.01))
    }
    var path = DrawnPath(start: point(), segments: [], width: 0.5)
    for _ in 0..<(1 + random.integer(below: 5)) {
      switch random.integer(below: 5) {
      case 0: path.segments.append(.line(to: point()))
      case 1: path.segments.append(.quadratic(control: point(), to: point()))
      case 2: path.segments.append(.cubic(point(), point(), to: point()))
      case 3:
        // A way back over the same line.
        let last = path.segments.last?.end ?? path.start
        path.segments += [.line(to: point()), .line(to: last)]
      default:
        // Many short lines, as of a scanned curve.
        var place = path.segments.last?.end ?? path.start
        for _ in 0..<20 {
          place = place + (point() - place) * 0.05
          path.segments.append(.line(to: place))
        }
      }
    }
    drawing.paths.append(path)
  }
  return drawing
}

/// The distance from a point to a polygon, by brute force.
func distance(from point: SIMD2<Double>, to polygon: [SIMD2<Double>]) -> Double {
  var best = (point - polygon[0]).length
  for index in polygon.indices.dropLast() {
    let leg = polygon[index + 1] - polygon[index]
    let along = (point - polygon[index]).dot(leg) / max(leg.squaredLength, 1e-300)
    let foot = polygon[index] + leg * min(max(along, 0), 1)
    best = min(best, (point - foot).length)
  }
  return best
}
