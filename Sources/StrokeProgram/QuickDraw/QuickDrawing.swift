/// One drawing of the Quick, Draw! collection: chains of straight lines.
///
/// Raw drawings have coordinates in pixels of some screen, with times; simplified ones have whole
/// numbers in `0...255` without times (README of googlecreativelab/quickdraw-dataset).
public struct QuickDrawing: Sendable, Equatable {
  /// What was to be drawn.
  public var word: String
  /// The country, two letters.
  public var countryCode: String?
  /// When it was drawn.
  public var timestamp: String?
  /// Whether the game guessed the word.
  public var isRecognized: Bool?
  /// The number of the drawing in the collection.
  public var keyID: String?
  /// The strokes in the order of drawing.
  public var strokes: [QuickDrawStroke]

  /// Makes a drawing.
  public init(
    word: String, countryCode: String? = nil, timestamp: String? = nil,
    isRecognized: Bool? = nil, keyID: String? = nil, strokes: [QuickDrawStroke]
  ) {
    self.word = word
    self.countryCode = countryCode
    self.timestamp = timestamp
    self.isRecognized = isRecognized
    self.keyID = keyID
    self.strokes = strokes
  }

  /// The largest coordinate of a simplified drawing.
  public static let boxSide = 255.0
}

/// One stroke of a Quick, Draw! drawing.
public struct QuickDrawStroke: Sendable, Equatable {
  /// The points, `y` down.
  public var points: [SIMD2<Double>]
  /// The milliseconds since the first point, one per point; nil in simplified drawings.
  public var times: [Double]?

  /// Makes a stroke.
  public init(points: [SIMD2<Double>], times: [Double]? = nil) {
    self.points = points
    self.times = times
  }
}

// MARK: Drawings of a pen

extension QuickDrawing {
  /// A drawing of a pen in the simplified form: the page's longer side becomes 255 units.
  ///
  /// Curves become lines within a twentieth of a unit, then points the nearest whole numbers, so
  /// that a point moves by at most half a unit along each axis. Points outside the box are moved
  /// to its edge. Colours, widths, pressures and layers are lost.
  public init(_ drawing: Drawing, word: String) {
    let scale = Self.boxSide / max(drawing.pageWidth, drawing.pageHeight)
    let strokes = drawing.paths.map { path in
      var points: [SIMD2<Double>] = []
      for point in path.polyline(tolerance: 0.05 / scale) {
        let place = Self.boxed(point * scale)
        if place != points.last { points.append(place) }
      }
      return QuickDrawStroke(points: points)
    }
    self.init(word: word, strokes: strokes)
  }

  private static func boxed(_ point: SIMD2<Double>) -> SIMD2<Double> {
    let bounded = { (value: Double) in min(max(value.rounded(), 0), boxSide) }
    return [bounded(point.x), bounded(point.y)]
  }

  /// The map from this drawing's coordinates to the box of simplified drawings.
  ///
  /// Those that fit stay as they are; others, raw ones above all, are scaled to touch the box and
  /// centred.
  fileprivate var boxTransform: (scale: Double, offset: SIMD2<Double>) {
    var least = SIMD2(Double.infinity, .infinity)
    var most = -least
    for point in strokes.lazy.flatMap(\.points) {
      least = [min(least.x, point.x), min(least.y, point.y)]
      most = [max(most.x, point.x), max(most.y, point.y)]
    }
    let isRaw = strokes.contains { $0.times != nil }
    let fits = least.x >= 0 && least.y >= 0 && most.x <= Self.boxSide && most.y <= Self.boxSide
    let extent = most - least
    guard extent.x.isFinite, extent.y.isFinite, isRaw || !fits else { return (1, [0, 0]) }
    let scale = Self.boxSide / max(extent.x, extent.y, 1e-9)
    let middle = SIMD2(Self.boxSide / 2, Self.boxSide / 2)
    return (scale, middle - (least + extent / 2) * scale)
  }
}

extension Drawing {
  /// A Quick, Draw! drawing on a square page, in black lines; a stroke of one point is a dot.
  ///
  /// - Parameters:
  ///   - pageSide: What 255 units become, mm.
  ///   - lineWidth: The width of the lines, mm.
  public init(_ quickDrawing: QuickDrawing, pageSide: Double = 100, lineWidth: Double = 0.5) {
    let (scale, offset) = quickDrawing.boxTransform
    let unit = pageSide / QuickDrawing.boxSide
    self.init(pageWidth: pageSide, pageHeight: pageSide)
    for stroke in quickDrawing.strokes {
      let points = stroke.points.map { ($0 * scale + offset) * unit }
      guard let start = points.first else { continue }
      paths.append(
        DrawnPath(
          start: start, segments: points.dropFirst().map { .line(to: $0) }, width: lineWidth))
    }
  }
}
