public import PaintCore
import StrokeProgram

/// A picture of a plan: the ink on the paper, and how the machine moves.
public struct PlotPicture: Sendable {
  /// What a picture shows.
  public enum Kind: String, CaseIterable, Sendable {
    /// The ink, the ways of the raised pen and the machine.
    case moves
    /// The paper as the machine leaves it.
    case ink
    /// The paper as perfect drives would leave it.
    case ideal
    /// The line by its distance from the ideal one: green for none, yellow at half a millimetre,
    /// red at one and more.
    case error
  }

  /// The plan.
  public let plan: MotionPlan
  /// What the picture shows.
  public let kind: Kind
  /// The width of the pen's line, mm; nil is the machine's nib.
  public let penWidth: Double?
  /// Pixels per millimetre.
  public let resolution: Double
  let samples: [ToolSample]
  /// The ideal samples at the same times.
  private let ideal: [ToolSample]
  let box: PageBox

  /// The colour of the raised pen's ways.
  static let travelColor = SIMD3<UInt8>(235, 130, 40)

  /// Simulates a plan.
  ///
  /// - Parameters:
  ///   - side: The longer side of the picture, pixels; `16...8192` is taken.
  ///   - seed: Of the drives' noise.
  /// - Complexity: O(duration): a sample every two milliseconds, at most a million.
  public init(
    _ plan: MotionPlan, kind: Kind = .moves, side: Int, penWidth: Double? = nil, seed: UInt64 = 0
  ) {
    self.plan = plan
    self.kind = kind
    self.penWidth = penWidth
    let interval = max(0.002, plan.duration / 1e6)
    ideal = plan.samples(every: interval)
    samples = kind == .ideal ? ideal : plan.executed(every: interval, seed: seed)
    var box = PageBox(low: .zero, high: SIMD2(plan.drawing.pageWidth, plan.drawing.pageHeight))
    if kind == .moves { plan.includeMachine(in: &box) }
    self.box = box
    let size = box.high - box.low
    let longer = max(size.x, size.y)
    resolution = Double(min(max(side, 16), 8192)) / (longer > 0 ? longer : 1)
  }

  /// The picture after the motion, 3 channels.
  public func image() throws(PixelImageError) -> PixelImage {
    if kind == .error { return try errorImage() }
    var ink = PlotInk(plan, samples: samples, penWidth: penWidth, resolution: resolution)
    ink.advance(to: .infinity)
    return try image(of: ink, sampleCount: samples.count, at: plan.duration)
  }

  /// The picture at a time.
  ///
  /// - Parameter count: How many samples the pen has passed.
  func image(
    of ink: PlotInk, sampleCount count: Int, at time: Double
  ) throws(PixelImageError) -> PixelImage {
    var canvas = blank()
    let corner = (-canvas.origin * resolution).rounded(.toNearestOrEven)
    canvas.paste(
      ink.bytes(), width: ink.width, height: ink.height, column: Int(corner.x), row: Int(corner.y))
    guard kind == .moves else { return try canvas.image() }
    drawTravels(count, on: &canvas)
    canvas.draw(plan.kinematics.pose(at: plan.joints(at: time).position), scale: lineScale)
    return try canvas.image()
  }

  /// How wide lines of the overlay are, by the picture's size.
  private var lineScale: Double { max((box.high - box.low).length * resolution / 900, 0.5) }

  private func blank(_ color: SIMD3<UInt8> = SIMD3(222, 224, 228)) -> PictureCanvas {
    // Whole pixels from the page's corner, so that the paper lies on the grid of the picture.
    let origin = (box.low * resolution).rounded(.down) / resolution
    let size = ((box.high - origin) * resolution).rounded(.up)
    return PictureCanvas(
      origin: origin, resolution: resolution, width: Int(size.x), height: Int(size.y), color: color)
  }

  private func drawTravels(_ count: Int, on canvas: inout PictureCanvas) {
    let least = 1 / resolution
    var last: SIMD2<Double>?
    for sample in samples.prefix(count) {
      guard !sample.isDown else {
        if let last {
          canvas.line(
            from: last, to: sample.position, width: lineScale, color: Self.travelColor)
        }
        last = nil
        continue
      }
      guard let start = last else {
        last = sample.position
        continue
      }
      guard (sample.position - start).length >= least else { continue }
      canvas.line(from: start, to: sample.position, width: lineScale, color: Self.travelColor)
      last = sample.position
    }
  }

  // MARK: Error

  private func errorImage() throws(PixelImageError) -> PixelImage {
    var canvas = blank(SIMD3(255, 255, 255))
    let width = max((penWidth ?? plan.profile.pen.nib) * resolution, 1.5)
    for index in samples.indices.dropFirst() {
      let (before, now) = (samples[index - 1], samples[index])
      guard now.isDown, before.isDown, before.path == now.path else { continue }
      let error = (now.position - ideal[index].position).length
      canvas.line(from: before.position, to: now.position, width: width, color: Self.color(error))
    }
    return try canvas.image()
  }

  private static func color(_ error: Double) -> SIMD3<UInt8> {
    let red = min(max(2 * error, 0), 1)
    let green = min(max(2 - 2 * error, 0), 1)
    return SIMD3(UInt8(20 + red * 205), UInt8(30 + green * 140), 40)
  }
}

extension MotionPlan {
  /// How far drives with play, dead bands and noise bend the line, mm: on average over the time in
  /// which the pen draws, and at most.
  public func driveError(seed: UInt64) -> (mean: Double, greatest: Double) {
    let interval = max(0.002, duration / 1e6)
    var sum = 0.0
    var greatest = 0.0
    var count = 0
    for (real, ideal) in zip(executed(every: interval, seed: seed), samples(every: interval))
    where ideal.isDown {
      let error = (real.position - ideal.position).length
      sum += error
      greatest = max(greatest, error)
      count += 1
    }
    return (count > 0 ? sum / Double(count) : 0, greatest)
  }

  /// Grows a box to hold the machine in all its poses, with a little margin.
  fileprivate func includeMachine(in box: inout PageBox) {
    for step in 0...200 {
      let joints = joints(at: duration * Double(step) / 200).position
      for line in kinematics.pose(at: joints).lines {
        box.include(line.start)
        box.include(line.end)
      }
    }
    let margin = (box.high - box.low).length * 0.02
    box.low -= margin
    box.high += margin
  }
}
