import EnvironmentAPI

/// Sheets in saved states.
extension InkedPaper {
  func save(into writer: inout StateWriter) {
    surface.save(into: &writer)
    for area in used { writer.write(area) }
    writer.write(Int64(pen ?? -1))
    writer.write(distance)
    writer.write(contact != nil)
    guard let contact else { return }
    for number in [
      contact.drawn.x, contact.drawn.y, contact.place.x, contact.place.y, contact.time,
      contact.width, contact.standing, contact.pressure,
    ] {
      writer.write(number)
    }
    writer.write(contact.isFresh)
  }

  /// Reads what `save` wrote of a sheet of the same kind.
  mutating func load(from reader: inout StateReader) throws(EnvironmentError) {
    surface = try InkSurface(from: &reader, like: surface)
    for index in used.indices { used[index] = try reader.readDouble() }
    let savedPen: Int64 = try reader.read()
    pen = savedPen < 0 ? nil : Int(truncatingIfNeeded: savedPen)
    distance = try reader.readDouble()
    guard pen.map(used.indices.contains) ?? true, used.allSatisfy((0...1e12).contains),
      (0...1e9).contains(distance)
    else { throw reader.damaged("pens and ways of this sheet", "\(savedPen), \(distance)") }
    contact = try reader.readBool() ? Contact(from: &reader) : nil
  }
}

extension InkedPaper.Contact {
  fileprivate init(from reader: inout StateReader) throws(EnvironmentError) {
    drawn = SIMD2(try reader.readDouble(), try reader.readDouble())
    place = SIMD2(try reader.readDouble(), try reader.readDouble())
    time = try reader.readDouble()
    width = try reader.readDouble()
    standing = try reader.readDouble()
    pressure = try reader.readDouble()
    isFresh = try reader.readBool()
    let numbers = [drawn.x, drawn.y, place.x, place.y, time, width, standing, pressure]
    guard numbers.allSatisfy({ abs($0) < 1e9 }), width >= 0, standing >= 0 else {
      throw reader.damaged("a pen that touches the sheet", "\(numbers)")
    }
  }
}

extension InkSurface {
  fileprivate func save(into writer: inout StateWriter) {
    for plane in [levels, covered, touched] {
      for number in plane { writer.write(number.bitPattern) }
    }
    for channel in 0..<3 { writer.write(ink[channel]) }
  }

  fileprivate init(
    from reader: inout StateReader, like blank: InkSurface
  ) throws(EnvironmentError) {
    let area = blank.width * blank.height
    let levels = try Self.plane(area * blank.channels, from: &reader) { (0...1).contains($0) }
    let covered = try Self.plane(area, from: &reader) { (0...1).contains($0) }
    let touched = try Self.plane(area, from: &reader) { !$0.isNaN && $0 < 1e9 }
    let ink = SIMD3(try reader.readFloat(), try reader.readFloat(), try reader.readFloat())
    guard (0...1).contains(ink.min()), (0...1).contains(ink.max()) else {
      throw reader.damaged("an ink", "\(ink)")
    }
    self.init(blank: blank, levels: levels, covered: covered, touched: touched, ink: ink)
  }

  private static func plane(
    _ count: Int, from reader: inout StateReader, where isValid: (Float) -> Bool
  ) throws(EnvironmentError) -> [Float] {
    guard count <= reader.remaining / 4 else {
      throw reader.damaged("\(count) numbers", "\(reader.remaining) bytes")
    }
    var numbers: [Float] = []
    numbers.reserveCapacity(count)
    for _ in 0..<count {
      let number = Float(bitPattern: try reader.read())
      guard isValid(number) else { throw reader.damaged("a level", "\(number)") }
      numbers.append(number)
    }
    return numbers
  }
}
