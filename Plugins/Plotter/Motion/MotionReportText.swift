import JSONText

extension MotionReport: CustomStringConvertible {
  /// The report for people: a few lines, lengths in mm, without a line end.
  public var description: String {
    var lines = [
      "\(machine): \(Self.clock(seconds)), of which \(Self.tenths(drawingSeconds)) s drawing,"
        + " \(Self.tenths(travelSeconds)) s travelling, \(Self.tenths(penSeconds)) s lifting",
      "\(Self.tenths(drawingLength)) mm drawn, \(Self.tenths(travelLength)) mm above the paper,"
        + " \(drops) times down",
    ]
    lines += joints.map { joint in
      "joint \(joint.name): up to \(Self.percent(joint.speedPart)) of its speed,"
        + " \(Self.percent(joint.accelerationPart)) of its acceleration"
    }
    if layers.count > 1 {
      lines += layers.map {
        "layer \($0.name): \($0.paths) paths, \(Self.clock($0.seconds)),"
          + " \(Self.tenths($0.length)) mm, \($0.drops) times down"
      }
    }
    return (lines + clippedLines).joined(separator: "\n")
  }

  private var clippedLines: [String] {
    guard !clipped.isEmpty else { return [] }
    let length = clipped.reduce(0) { $0 + $1.length }
    var lines = [
      "out of reach: \(clipped.count) parts, \(Self.tenths(length)) mm, are left out"
    ]
    lines += clipped.prefix(8).map { part in
      "  path \(part.path + 1) from \(Self.point(part.start)) to \(Self.point(part.end)):"
        + " \(part.obstacle)"
    }
    if clipped.count > 8 { lines.append("  and \(clipped.count - 8) more") }
    if let fit { lines.append("it would fit \(fit)") }
    return lines
  }

  static func tenths(_ value: Double) -> String {
    value.isFinite && abs(value) < 1e15 ? "\((value * 10).rounded() / 10)" : "\(value)"
  }

  static func point(_ point: SIMD2<Double>) -> String { "(\(tenths(point.x)), \(tenths(point.y)))" }

  private static func percent(_ part: Double) -> String { "\(tenths(part * 100)) %" }

  private static func clock(_ seconds: Double) -> String {
    guard seconds >= 60, seconds < 1e9 else { return "\(tenths(seconds)) s" }
    let whole = Int(seconds)
    let minutes = whole % 3600 / 60
    let start = whole >= 3600 ? "\(whole / 3600) h \(minutes) min" : "\(minutes) min"
    return "\(start) \(whole % 60) s"
  }
}

extension MotionReport {
  /// The report for programs: a JSON object on one line, seconds and mm, joints in profile units.
  public func json() -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("machine")
    writer.string(machine)
    let figures: [(StaticString, Double)] = [
      ("seconds", seconds), ("drawingSeconds", drawingSeconds), ("travelSeconds", travelSeconds),
      ("penSeconds", penSeconds), ("drawingLength", drawingLength), ("travelLength", travelLength),
    ]
    for (name, value) in figures { write(name, value, &writer) }
    writer.key("drops")
    writer.integer(drops)
    writer.key("joints")
    writer.beginArray()
    for joint in joints { write(joint, &writer) }
    writer.endArray()
    writer.key("layers")
    writer.beginArray()
    for layer in layers { write(layer, &writer) }
    writer.endArray()
    writer.key("clipped")
    writer.beginArray()
    for part in clipped { write(part, &writer) }
    writer.endArray()
    writer.key("fit")
    writeFit(&writer)
    writer.endObject()
    return writer.bytes
  }

  private func write(_ name: StaticString, _ value: Double, _ writer: inout JSONWriter) {
    writer.key(name)
    if value.isFinite { writer.number(value) } else { writer.null() }
  }

  private func write(_ name: StaticString, _ point: SIMD2<Double>, _ writer: inout JSONWriter) {
    writer.key(name)
    guard point.isFinite else {
      writer.null()
      return
    }
    writer.beginArray()
    writer.number(point.x)
    writer.number(point.y)
    writer.endArray()
  }

  private func write(_ joint: JointPeak, _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("name")
    writer.string(joint.name)
    let figures: [(StaticString, Double)] = [
      ("least", joint.least), ("greatest", joint.greatest), ("speed", joint.speed),
      ("speedPart", joint.speedPart), ("acceleration", joint.acceleration),
      ("accelerationPart", joint.accelerationPart),
    ]
    for (name, value) in figures { write(name, value, &writer) }
    writer.endObject()
  }

  private func write(_ layer: LayerFigures, _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("name")
    writer.string(layer.name)
    writer.key("paths")
    writer.integer(layer.paths)
    writer.key("drops")
    writer.integer(layer.drops)
    write("seconds", layer.seconds, &writer)
    write("length", layer.length, &writer)
    writer.endObject()
  }

  private func write(_ part: ClippedPart, _ writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("path")
    writer.integer(part.path)
    write("start", part.start, &writer)
    write("end", part.end, &writer)
    write("length", part.length, &writer)
    writer.key("reason")
    writer.string("\(part.obstacle.reason)")
    write("distance", part.obstacle.distance, &writer)
    if let nearest = part.obstacle.nearest { write("nearest", nearest, &writer) }
    writer.endObject()
  }

  private func writeFit(_ writer: inout JSONWriter) {
    guard let fit else {
      writer.null()
      return
    }
    writer.beginObject()
    write("scale", fit.scale, &writer)
    write("center", fit.center, &writer)
    write("shift", fit.shift, &writer)
    writer.endObject()
  }
}
