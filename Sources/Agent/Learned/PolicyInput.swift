import Glibc
import TensorKernels

/// What a policy sees at one step of several episodes: planes over the canvas and a vector.
///
/// Planes, in order: the canvas, the target, one soft spot per place of the previous action, and the
/// coordinates. The vector: the step as one of `maximumSteps + 1`, the coordinates of those places,
/// and the noise of the episode.
struct PolicyInput {
  /// Shape `[count, side, side, planeCount]`.
  var planes: [Float]
  /// Shape `[count, vectorWidth]`.
  var vectors: [Float]
  private(set) var count: Int

  init(planes: [Float], vectors: [Float], count: Int) {
    self.planes = planes
    self.vectors = vectors
    self.count = count
  }

  /// Adds the rows of an input of the same layout.
  mutating func append(_ other: PolicyInput) {
    planes += other.planes
    vectors += other.vectors
    count += other.count
  }
}

/// Lays out and fills policy inputs.
struct PolicyInputLayout: Sendable {
  let configuration: PolicyConfiguration
  let places: [DecisionSequence.Place]
  /// Size of the observed canvas, px.
  let canvasSide: Int

  /// The radius of a soft spot, in cells of a 32-cell grid.
  private static let spotRadius: Float = 1.5

  var planeCount: Int {
    configuration.canvasChannels * (configuration.hasTarget ? 2 : 1) + places.count + 2
  }

  var vectorWidth: Int {
    configuration.maximumSteps + 1 + 4 * places.count + configuration.noise
  }

  /// The numbers of one row of planes.
  var planeRowCount: Int { configuration.side * configuration.side * planeCount }

  func emptyInput(count: Int) -> PolicyInput {
    PolicyInput(
      planes: [Float](repeating: 0, count: count * planeRowCount),
      vectors: [Float](repeating: 0, count: count * vectorWidth), count: count)
  }

  /// Fills row `row`.
  ///
  /// - Parameters:
  ///   - canvas: The averaged picture from `pooled`.
  ///   - action: The previous action; nil at the first step.
  func fill(
    _ row: Int, of input: inout PolicyInput, canvas: ArraySlice<Float>, target: ArraySlice<Float>?,
    action: ArraySlice<Double>?, step: Int, noise: ArraySlice<Float>
  ) {
    input.planes.withUnsafeMutableBufferPointer { planes in
      let plane = UnsafeMutableBufferPointer(
        rebasing: planes[(row * planeRowCount)..<((row + 1) * planeRowCount)])
      fillPlanes(plane, canvas: canvas, target: target, action: action)
    }
    let start = row * vectorWidth
    input.vectors[start + min(step, configuration.maximumSteps)] = 1
    var next = start + configuration.maximumSteps + 1
    for place in places {
      if let (x, y) = position(of: place, in: action) {
        for value in [x, y, x * x, y * y] {
          input.vectors[next] = value
          next += 1
        }
      } else {
        next += 4
      }
    }
    for value in noise {
      input.vectors[next] = value
      next += 1
    }
  }

  private func fillPlanes(
    _ planes: UnsafeMutableBufferPointer<Float>, canvas: ArraySlice<Float>,
    target: ArraySlice<Float>?, action: ArraySlice<Double>?
  ) {
    let side = configuration.side
    let channels = configuration.canvasChannels
    let spots = places.map { position(of: $0, in: action) }
    for y in 0..<side {
      for x in 0..<side {
        let pixel = y * side + x
        var next = pixel * planeCount
        func append(_ value: Float) {
          planes[next] = value
          next += 1
        }
        for channel in 0..<channels {
          append(canvas[canvas.startIndex + pixel * channels + channel])
        }
        if let target {
          for channel in 0..<channels {
            append(target[target.startIndex + pixel * channels + channel])
          }
        }
        let across = (Float(x) + 0.5) / Float(side)
        let down = (Float(y) + 0.5) / Float(side)
        for spot in spots { append(spot.map { Self.spot(across - $0.x, down - $0.y) } ?? 0) }
        append(2 * across - 1)
        append(2 * down - 1)
      }
    }
  }

  private static func spot(_ dx: Float, _ dy: Float) -> Float {
    let radius = spotRadius / 32
    return expf(-(dx * dx + dy * dy) / (2 * radius * radius))
  }

  /// Where a place of the previous action is, in canvas widths.
  private func position(
    of place: DecisionSequence.Place, in action: ArraySlice<Double>?
  ) -> (x: Float, y: Float)? {
    guard let action else { return nil }
    let cell = Int(action[action.startIndex + place.scalar])
    return (
      (Float(cell % place.columns) + 0.5) / Float(place.columns),
      (Float(cell / place.columns) + 0.5) / Float(place.rows)
    )
  }

  /// Returns pictures averaged to `side`, as darkness `0...1` for grey ones and `-1...1` for colour.
  ///
  /// - Parameter pixels: Bytes of shape `[count, canvasSide, canvasSide, canvasChannels]`.
  func pooled(_ pixels: [UInt8], count: Int) -> [Float] {
    let (side, channels) = (configuration.side, configuration.canvasChannels)
    let factor = canvasSide / side
    let scale = 1 / Float(255 * factor * factor)
    var result = [Float](repeating: 0, count: count * side * side * channels)
    for image in 0..<count {
      for y in 0..<side {
        for x in 0..<side {
          for channel in 0..<channels {
            var sum = 0
            for dy in 0..<factor {
              for dx in 0..<factor {
                let row = (image * canvasSide + y * factor + dy) * canvasSide
                sum += Int(pixels[(row + x * factor + dx) * channels + channel])
              }
            }
            let level = Float(sum) * scale
            let place = ((image * side + y) * side + x) * channels + channel
            result[place] = channels == 1 ? 1 - level : 2 * level - 1
          }
        }
      }
    }
    return result
  }
}
