import StrokeProgram

/// A sheet on which executed motions leave ink.
///
/// Samples come in the order of time. The pen may stay down from one call to the next.
struct InkedPaper: Sendable, Equatable {
  /// The pixels.
  var surface: InkSurface
  /// The place of the upper left corner, mm.
  let origin: DrawingPoint
  /// Pixels per millimetre.
  let resolution: Double
  /// The paper that every pen has covered since it was filled, mm^2.
  var used: [Double]
  /// The pen in use; nil before the first.
  var pen: Int?
  /// What is remembered of the pen while it touches the paper.
  var contact: Contact?
  /// How far the pen has drawn, px, with leaps for the way above the paper.
  var distance = 0.0

  /// What is remembered of a pen that touches the paper.
  struct Contact: Sendable, Equatable {
    /// Up to where the line is drawn, mm.
    var drawn: DrawingPoint
    /// Where the pen is, mm.
    var place: DrawingPoint
    /// When it was there, s.
    var time: Double
    /// The width there, mm.
    var width: Double
    /// For how long it has been standing, s.
    var standing: Double
    /// How hard it is pressed, `0...1`.
    var pressure: Double
    /// Whether nothing of this line is drawn yet.
    var isFresh = true
  }

  /// Makes white paper.
  init(
    width: Int, height: Int, channels: Int, resolution: Double, origin: DrawingPoint = .zero,
    penCount: Int
  ) {
    surface = InkSurface(width: width, height: height, channels: channels)
    self.origin = origin
    self.resolution = resolution
    used = [Double](repeating: 0, count: penCount)
  }

  /// Fills a pen.
  mutating func refill(_ pen: Int) { used[pen] = 0 }

  /// Draws what a pen does in a motion.
  ///
  /// - Parameters:
  ///   - samples: Their times rise.
  ///   - index: Which of the paper's pens it is.
  mutating func draw(_ samples: some Sequence<ToolSample>, with pen: InkPen, index: Int = 0) {
    if self.pen != index || surface.ink != pen.transmittance {
      lift(pen)
      surface.take(pen.transmittance)
      distance = 0
      self.pen = index
    }
    for sample in samples { follow(sample, pen, index) }
  }

  /// Draws what the pen has still to draw where it is, and takes it off the paper.
  mutating func lift(_ pen: InkPen) {
    finishLine(pen)
    contact = nil
    // Far enough for every pixel to be left.
    distance += 4 * (pen.profile.nib * pen.largestBlot * resolution + 1)
    if distance > 100_000 {
      // Single precision would no longer tell neighbouring pixels apart.
      surface.take(surface.ink)
      distance = 0
    }
  }

  private mutating func follow(_ sample: ToolSample, _ pen: InkPen, _ index: Int) {
    guard sample.isDown else {
      if contact != nil { lift(pen) }
      return
    }
    let width = pen.profile.width(pressure: sample.pressure, speed: sample.speed)
    guard var contact else {
      contact = Contact(
        drawn: sample.position, place: sample.position, time: sample.time, width: width,
        standing: pen.touchDown, pressure: sample.pressure)
      return
    }
    let way = Plotter.distance(contact.place, sample.position)
    if way < 1e-9 {
      contact.standing += max(sample.time - contact.time, 0)
    } else if contact.standing > 0 {
      blot(&contact, pen)
    }
    contact.place = sample.position
    contact.time = sample.time
    contact.width = width
    contact.pressure = sample.pressure
    let drawn = Plotter.distance(contact.drawn, sample.position) * resolution
    if drawn >= max(0.5, 0.1 * width * resolution) { line(&contact, pen) }
    self.contact = contact
  }

  // MARK: Marks

  /// Leaves the blot of a pen that has been standing.
  private mutating func blot(_ contact: inout Contact, _ pen: InkPen) {
    let isRest = contact.drawn != contact.place
    if isRest { line(&contact, pen) }
    let radius = pen.blotRadius(contact.width / 2, seconds: contact.standing)
    let place = pixel(contact.place)
    piece(place, place, radius: radius, contact.pressure, pen)
    spend(radius * radius * .pi, pen)
    contact.standing = 0
    contact.isFresh = contact.isFresh && radius <= contact.width / 2
  }

  /// Draws the line up to where the pen is.
  private mutating func line(_ contact: inout Contact, _ pen: InkPen) {
    var start = pixel(contact.drawn)
    let end = pixel(contact.place)
    let radius = contact.width / 2
    if contact.isFresh { start -= cap(from: start, to: end, radius) }
    piece(start, end, radius: radius, contact.pressure, pen)
    let length = Plotter.distance(contact.drawn, contact.place)
    distance += length * resolution
    spend(length * contact.width, pen)
    contact.drawn = contact.place
    contact.isFresh = false
  }

  private mutating func finishLine(_ pen: InkPen) {
    guard var contact else { return }
    if contact.standing > 0 { blot(&contact, pen) }
    guard contact.drawn != contact.place else { return }
    let start = pixel(contact.drawn)
    let end = pixel(contact.place)
    line(&contact, pen)
    let tip = end + cap(from: start, to: end, contact.width / 2)
    if tip != end { piece(end, tip, radius: contact.width / 2, contact.pressure, pen) }
  }

  /// The half disc at the end of a fine line as a length along it; broad lines have round ends.
  private func cap(from start: SIMD2<Float>, to end: SIMD2<Float>, _ radius: Double)
    -> SIMD2<Float>
  {
    let radius = Float(radius * resolution)
    let direction = end - start
    let length = (direction * direction).sum().squareRoot()
    guard radius < InkSurface.fineRadius, length > 0 else { return .zero }
    return direction / length * (radius * .pi / 4)
  }

  private mutating func piece(
    _ start: SIMD2<Float>, _ end: SIMD2<Float>, radius: Double, _ pressure: Double,
    _ pen: InkPen
  ) {
    let flow = pen.flow(pressure: pressure, used: used[self.pen ?? 0])
    surface.draw(
      InkSurface.Piece(
        start: start, end: end, radius: Float(radius * resolution), distance: Float(distance),
        flow: Float(flow)))
  }

  private mutating func spend(_ area: Double, _ pen: InkPen) { used[self.pen ?? 0] += area }

  private func pixel(_ place: DrawingPoint) -> SIMD2<Float> {
    SIMD2<Float>((place - origin) * resolution)
  }
}
