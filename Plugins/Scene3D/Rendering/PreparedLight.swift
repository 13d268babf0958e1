import Glibc

/// A light as the inner loops want it.
struct PreparedLight {
  enum Kind: UInt8 {
    case directional, point, spot
  }

  var kind: Kind
  var color: Vector3
  /// Where it is; for directional light the direction to it.
  var place: Vector3
  /// The way a spot points, and the cosines of its half angles.
  var towards = Vector3.zero
  var outerCosine: Float = 0, inverseRange: Float = 0
  var castsShadows: Bool
  /// How far `sources` are from `place` at most.
  var radius: Float
  /// Points (or directions) that shadow rays go to: sample s of a pixel uses those at
  /// `firstSource + s % stride + j * stride`, j < rays.
  var firstSource: Int, stride: Int, rays: Int

  init(_ light: Light, settings: RenderSettings, sources: inout [Vector3]) {
    switch light.source {
    case .directional(let towards):
      kind = .directional
      place = -towards.normalized
    case .point(let position):
      kind = .point
      place = position
    case .spot(let position, let axis, let inner, let outer):
      kind = .spot
      place = position
      towards = axis.normalized
      outerCosine = Float(cos(Double(outer)))
      let range = Float(cos(Double(inner))) - outerCosine
      inverseRange = range > 0 ? 1 / range : .greatestFiniteMagnitude
    }
    color = light.color
    castsShadows = light.castsShadows && settings.shadows
    let isSoft = light.radius > 0 && settings.shadowSamples > 1
    radius = isSoft ? light.radius : 0
    rays = isSoft ? settings.shadowSamples : 1
    stride = isSoft ? settings.samples : 1
    firstSource = sources.count
    let count = rays * stride
    for index in 0..<count {
      sources.append(isSoft ? place + offset(index, of: count) : place)
    }
  }

  /// A sunflower's seeds: on a disc across the direction, in a ball about a point.
  private func offset(_ index: Int, of count: Int) -> Vector3 {
    let share = (Double(index) + 0.5) / Double(count)
    let angle = Double(index) * .pi * (3 - 5.0.squareRoot())
    if kind == .directional {
      let distance = radius * Float(share.squareRoot())
      let (u, v) = Self.across(place)
      return u * (distance * Float(cos(angle))) + v * (distance * Float(sin(angle)))
    }
    // the index's golden multiple, so that height and distance do not go together
    let golden = (Double(index) * 0.6180339887498949).truncatingRemainder(dividingBy: 1)
    let distance = radius * Float(cbrt(golden + 0.5 / Double(count)).clampedToOne)
    let height = 1 - 2 * share
    let ring = (1 - height * height).squareRoot()
    return Vector3(Float(ring * cos(angle)), Float(ring * sin(angle)), Float(height)) * distance
  }

  /// Two unit vectors at right angles to a direction and to each other.
  static func across(_ direction: Vector3) -> (Vector3, Vector3) {
    let other = abs(direction.z) < 0.9 ? Vector3(0, 0, 1) : Vector3(1, 0, 0)
    let u = cross(other, direction).normalized
    return (u, cross(direction, u))
  }

  /// Points (weight 1) or directions (weight 0) whose hull holds all sources.
  var hull: [SIMD4<Double>] {
    guard radius > 0 else { return [homogeneous(place, kind == .directional ? 0 : 1)] }
    guard kind == .directional else {
      return (0..<8).map { corner in
        let signs = Vector3(
          corner & 1 == 0 ? 1 : -1, corner & 2 == 0 ? 1 : -1, corner & 4 == 0 ? 1 : -1)
        return homogeneous(place + signs * radius, 1)
      }
    }
    let (u, v) = Self.across(place)
    return [u + v, u - v, v - u, -u - v].map { homogeneous(place + $0 * radius, 0) }
  }
}

extension Double {
  fileprivate var clampedToOne: Double { self < 1 ? self : 1 }
}
