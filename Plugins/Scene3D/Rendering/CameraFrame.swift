import Glibc

/// A camera's axes and the sizes of its picture. A ray's direction has the component 1 along the
/// view, so that the parameter t of a point on it is the point's depth.
struct CameraFrame {
  var eye: Vector3
  var forward: Vector3, right: Vector3, up: Vector3
  /// Half the picture's width and height at depth 1.
  var halfWidth: Float, halfHeight: Float
  var width: Int, height: Int
  private var perPixelX: Float, perPixelY: Float

  init(_ camera: Camera, width: Int, height: Int) {
    eye = camera.position
    forward = (camera.target - camera.position).normalized
    if forward == .zero { forward = Vector3(0, 1, 0) }
    var side = cross(forward, camera.up)
    if side.length < 1e-6 { side = cross(forward, Vector3(0, 1, 0)) }
    if side.length < 1e-6 { side = Vector3(1, 0, 0) }
    right = side.normalized
    up = cross(right, forward)
    halfHeight = Float(tan(Double(camera.verticalFieldOfView) * .pi / 360))
    halfWidth = halfHeight * Float(width) / Float(height)
    (self.width, self.height) = (width, height)
    perPixelX = 2 * halfWidth / Float(width)
    perPixelY = 2 * halfHeight / Float(height)
  }

  /// Returns the directions of the rays through points of the picture, in pixels from its upper
  /// left corner.
  @inline(__always)
  func directions(x: Lanes, y: Lanes) -> LaneVector {
    let across = x * perPixelX - halfWidth
    let upwards = halfHeight - y * perPixelY
    return LaneVector(forward) + LaneVector(right) * across + LaneVector(up) * upwards
  }

  /// The picture's homogeneous coordinates as functions of a homogeneous point of the world.
  var projection: Projection {
    // x = width / 2 + dot(p, right) / depth * width / (2 halfWidth)
    let scaleX = Double(width) / Double(2 * halfWidth)
    let scaleY = Double(height) / Double(2 * halfHeight)
    func row(_ axis: Vector3) -> SIMD4<Double> {
      var row = homogeneous(axis, 0)
      row.w = -product(row, homogeneous(eye, 0))
      return row
    }
    let (depth, across, upwards) = (row(forward), row(right), row(up))
    return Projection(
      x: depth * (Double(width) / 2) + across * scaleX,
      y: depth * (Double(height) / 2) - upwards * scaleY, weight: depth)
  }
}

/// A map of the homogeneous points of space to a picture: `(dot(x, p), dot(y, p)) / dot(weight, p)`
/// in pixels, where the weight is above 0.
struct Projection {
  var x: SIMD4<Double>, y: SIMD4<Double>, weight: SIMD4<Double>
}

extension Projection {
  /// Returns the map that takes a point to the picture of its shadow on the plane z = 0.
  ///
  /// `light` is the source's position with weight 1, or the direction to it with weight 0. The
  /// shadow of p is `light.z p - p.z light` in homogeneous coordinates.
  func ofShadows(from light: SIMD4<Double>) -> Projection {
    func row(_ row: SIMD4<Double>) -> SIMD4<Double> {
      var shadow = row * light.z
      shadow.z -= product(row, light)
      return shadow
    }
    return Projection(x: row(x), y: row(y), weight: row(weight))
  }
}
