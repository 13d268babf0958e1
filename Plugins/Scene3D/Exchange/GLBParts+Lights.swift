import JSONText

extension GLBParts {
  /// The lights of KHR_lights_punctual: watts and candelas are our irradiances as they are.
  func writeLights(_ writer: inout JSONWriter) {
    guard !lights.isEmpty else { return }
    writer.key("extensionsUsed")
    writer.beginArray()
    writer.string("KHR_lights_punctual")
    writer.endArray()
    writer.extensionObject("KHR_lights_punctual") { writer in
      writer.list("lights", lights.count) { writer, index in
        let light = lights[index]
        let strength = max(light.color.max(), 1e-6)
        let color = light.color / strength
        writer.numbers("color", [color.x, color.y, color.z])
        writer.key("intensity")
        writer.number(strength)
        writer.key("type")
        writeKind(&writer, light)
      }
    }
  }

  private func writeKind(_ writer: inout JSONWriter, _ light: Light) {
    switch light.source {
    case .directional: writer.string("directional")
    case .point: writer.string("point")
    case .spot(_, _, let inner, let outer):
      writer.string("spot")
      writer.key("spot")
      writer.beginObject()
      writer.key("innerConeAngle")
      writer.number(inner)
      writer.key("outerConeAngle")
      writer.number(outer)
      writer.endObject()
    }
  }
}

extension Light {
  /// The frame of a light that shines along its own -z.
  var pose: Pose {
    switch source {
    case .directional(let towards): Pose(lookingAlong: towards, from: .zero)
    case .point(let place): Pose(position: place)
    case .spot(let place, let towards, _, _): Pose(lookingAlong: towards, from: place)
    }
  }
}

extension Pose {
  /// The frame whose -z is a direction.
  init(lookingAlong direction: Vector3, from position: Vector3) {
    let back = -direction.normalized
    let helper = abs(back.z) < 0.9 ? Vector3(0, 0, 1) : Vector3(1, 0, 0)
    let side = cross(helper, back).normalized
    self.init(position: position, axisX: side, axisY: cross(back, side), axisZ: back)
  }
}

extension JSONWriter {
  /// Writes an array of objects; the closure writes the members of each.
  mutating func list(
    _ name: StaticString, _ count: Int, _ members: (inout JSONWriter, Int) -> Void
  ) {
    key(name)
    beginArray()
    for index in 0..<count {
      beginObject()
      members(&self, index)
      endObject()
    }
    endArray()
  }

  /// Writes an array of integers.
  mutating func integers(_ name: StaticString, _ values: some Sequence<Int>) {
    key(name)
    beginArray()
    for value in values { integer(value) }
    endArray()
  }

  /// Writes an array of numbers.
  mutating func numbers(_ name: StaticString, _ values: [Float]) {
    key(name)
    beginArray()
    for value in values { number(value) }
    endArray()
  }

  /// Writes one extension's object.
  mutating func extensionObject(
    _ name: StaticString, _ members: (inout JSONWriter) -> Void
  ) {
    key("extensions")
    beginObject()
    key(name)
    beginObject()
    members(&self)
    endObject()
    endObject()
  }

  /// Writes a pose as glTF's 4 by 4 matrix, column by column.
  mutating func matrix(_ pose: Pose) {
    let columns = [pose.axisX, pose.axisY, pose.axisZ, pose.position]
    numbers(
      "matrix",
      columns.enumerated().flatMap { [$1.x, $1.y, $1.z, $0 == 3 ? 1 : 0] })
  }
}
