import EnvironmentAPI

/// What the environment remembers of the pen between actions.
struct Pen: Equatable {
  /// Where the next stroke starts, px; in a compound stroke, its last point.
  var position = SIMD2(0.0, 0.0)
  /// The pressure at the end of the last stroke.
  var pressure: Double
  /// Whether the last action painted.
  var isPainting = false
  /// The points of a compound stroke that is not finished, px.
  private(set) var points: [SIMD2<Double>] = []
  /// How the compound stroke will look: its first point says so.
  private(set) var look: BrushLook?

  init(pressure: Double) {
    self.pressure = pressure
  }

  /// Remembers an action.
  ///
  /// - Returns: What it paints; nil for a move, or a point of a stroke that goes on.
  mutating func follow(_ action: BrushGrammar.Action, _ options: BrushOptions) -> BrushStroke? {
    options.actions == .compound ? add(action) : draw(action, options.compatibility)
  }

  private mutating func draw(
    _ action: BrushGrammar.Action, _ compatibility: BrushOptions.Compatibility
  ) -> BrushStroke? {
    guard action.paints else {
      isPainting = false
      // The published environment stores y in both coordinates of a move.
      position =
        compatibility == .deepmind ? SIMD2(action.end.y, action.end.y) : action.end
      return nil
    }
    defer {
      isPainting = true
      position = action.end
      pressure = action.look.pressure
    }
    return BrushStroke(
      begins: !isPainting, start: position,
      first: BrushStroke.Piece(control: action.control, end: action.end),
      startPressure: isPainting ? pressure : action.look.pressure, look: action.look)
  }

  // MARK: Compound strokes

  /// The action that paints is the last of its stroke.
  private mutating func add(_ action: BrushGrammar.Action) -> BrushStroke? {
    if points.isEmpty { look = action.look }
    points.append(action.end)
    position = action.end
    isPainting = false
    guard action.paints, let look else { return nil }
    pressure = look.pressure
    defer { endStroke() }
    return BrushStroke(through: points, look: look)
  }

  private mutating func endStroke() {
    points.removeAll(keepingCapacity: true)
    look = nil
  }
}

// MARK: Saving

extension Pen {
  func save(into writer: inout StateWriter) {
    writer.write(position.x)
    writer.write(position.y)
    writer.write(pressure)
    writer.write(isPainting)
    writer.write(UInt64(points.count))
    for point in points {
      writer.write(point.x)
      writer.write(point.y)
    }
    if let look { look.save(into: &writer) }
  }

  /// Reads what `save` wrote.
  ///
  /// - Parameters:
  ///   - canvas: Pixels along a side.
  ///   - grammar: What actions can choose.
  init(
    from reader: inout StateReader, canvas: Double, _ grammar: BrushGrammar
  ) throws(EnvironmentError) {
    let position = try Self.place(from: &reader, canvas: canvas)
    self.init(pressure: try reader.readDouble())
    guard (0...1).contains(pressure) else {
      throw reader.damaged("a pressure in 0...1", "\(pressure)")
    }
    self.position = position
    isPainting = try reader.readBool()
    let declared: UInt64 = try reader.read()
    guard let count = Int(exactly: declared), count <= reader.remaining / 16 else {
      throw reader.damaged("points of a stroke", "\(declared)")
    }
    for _ in 0..<count { points.append(try Self.place(from: &reader, canvas: canvas)) }
    if count > 0 { look = try BrushLook(from: &reader, grammar) }
  }

  private static func place(
    from reader: inout StateReader, canvas: Double
  ) throws(EnvironmentError) -> SIMD2<Double> {
    let place = SIMD2(try reader.readDouble(), try reader.readDouble())
    guard (0...canvas).contains(place.x), (0...canvas).contains(place.y) else {
      throw reader.damaged("a place on the canvas", "(\(place.x), \(place.y))")
    }
    return place
  }
}
