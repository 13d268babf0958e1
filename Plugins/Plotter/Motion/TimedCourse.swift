/// A course with the times of a speed profile: where the pen is at any moment from rest to rest.
struct TimedCourse {
  /// The geometry, without its cells: `spans` take their place at a third of the size.
  let course: Course
  /// Seconds.
  let duration: Double
  /// The width of the S-curve's window, seconds; 0 for trapezoids.
  let window: Double
  /// How many times slower than its speed profile the motion runs; at least 1.
  let stretch: Double
  private let spans: [Span]
  private let end: Span

  /// A cell in time: `s = start + speed t + acceleration t^2 / 2` from the moment `time`.
  private struct Span {
    var time: Double
    var start: Double
    var speed: Double
    var acceleration: Double
    /// The integral of `s` over time up to here.
    var area: Double
    var piece: Int
    /// Where the cell starts in the piece, and how long it is.
    var inPiece: Double
    var length: Double
  }

  /// Times a course by the squared speeds at its cells' ends.
  init(_ course: Course, squares: [Double], window: Double = 0, stretch: Double = 1) {
    var spans: [Span] = []
    spans.reserveCapacity(course.cells.count)
    var place = Span(
      time: 0, start: 0, speed: 0, acceleration: 0, area: 0, piece: 0, inPiece: 0, length: 0)
    for (index, cell) in course.cells.enumerated() {
      let before = squares[index].squareRoot()
      let after = squares[index + 1].squareRoot()
      let seconds = 2 * cell.length / (before + after)
      place.speed = before
      place.piece = cell.piece
      place.inPiece = cell.start
      place.length = cell.length
      place.acceleration = (squares[index + 1] - squares[index]) / (2 * cell.length)
      spans.append(place)
      let drift = before / 2 + seconds * place.acceleration / 6
      place.area += seconds * (place.start + seconds * drift)
      place.start += cell.length
      place.time += seconds
    }
    place.speed = 0
    place.acceleration = 0
    self.course = course.withoutCells
    self.window = window
    self.stretch = stretch
    self.spans = spans
    end = place
    duration = (place.time + window) * stretch
  }

  /// The sum of the cells' lengths.
  var length: Double { end.start }

  /// A moment of the motion: the distance in the course's parameter and two derivatives by time.
  func progress(at seconds: Double) -> (place: Double, speed: Double, acceleration: Double) {
    let time = min(max(seconds / stretch, 0), end.time + window)
    let late = moment(time)
    guard window > 0 else {
      return (late.place, late.speed / stretch, late.acceleration / (stretch * stretch))
    }
    // The mean over the window: each derivative is a difference of the one below it.
    let early = moment(time - window)
    return (
      (late.area - early.area) / window, (late.place - early.place) / window / stretch,
      (late.speed - early.speed) / window / (stretch * stretch)
    )
  }

  private func moment(
    _ time: Double
  ) -> (area: Double, place: Double, speed: Double, acceleration: Double) {
    guard time > 0 else { return (0, 0, 0, spans.first?.acceleration ?? 0) }
    let span = time >= end.time ? end : spans[index(time) { $0.time }]
    let part = time - span.time
    let curve = span.acceleration
    return (
      span.area + part * (span.start + part * (span.speed / 2 + part * curve / 6)),
      span.start + part * (span.speed + part * curve / 2), span.speed + part * curve, curve
    )
  }

  /// The last span that starts at or before a value.
  @inline(__always)
  private func index(_ value: Double, _ key: (Span) -> Double) -> Int {
    var low = 0
    var high = spans.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if key(spans[middle]) <= value { low = middle } else { high = middle }
    }
    return low
  }

  /// The piece and its parameter at a distance in the course's parameter.
  func locate(_ place: Double) -> (piece: Int, parameter: Double) {
    let span = spans[index(place) { $0.start }]
    return (span.piece, span.inPiece + min(max(place - span.start, 0), span.length))
  }

  /// How many cells there are.
  var cellCount: Int { spans.count }

  /// The piece and its parameter at the end of a cell.
  func end(ofCell index: Int) -> (piece: Int, parameter: Double) {
    (spans[index].piece, spans[index].inPiece + spans[index].length)
  }

  /// When cell `index` begins, without stretch and window.
  func cellTime(_ index: Int) -> Double {
    index < spans.count ? spans[index].time : end.time
  }
}
