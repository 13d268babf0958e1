import StrokeProgram

/// The paper of a plan while its motion goes on.
struct PlotInk {
  private var paper: InkedPaper
  private let drawing: Drawing
  private let pen: PenProfile
  private let samples: [ToolSample]
  private var done = 0
  private var held: DrawnPath?

  /// White paper of the drawing's page.
  ///
  /// - Parameters:
  ///   - samples: The motion, in the order of time.
  ///   - resolution: Pixels per millimetre.
  init(_ plan: MotionPlan, samples: [ToolSample], penWidth: Double?, resolution: Double) {
    drawing = plan.drawing
    var pen = plan.profile.pen
    if let penWidth { pen.nib = penWidth }
    self.pen = pen
    self.samples = samples
    paper = InkedPaper(
      width: max(Int((plan.drawing.pageWidth * resolution).rounded()), 1),
      height: max(Int((plan.drawing.pageHeight * resolution).rounded()), 1), channels: 3,
      resolution: resolution, penCount: max(plan.drawing.layers.count, 1))
  }

  /// Columns.
  var width: Int { paper.surface.width }
  /// Rows.
  var height: Int { paper.surface.height }

  /// Draws up to a time; what was drawn before stays.
  mutating func advance(to time: Double) {
    while done < samples.count, samples[done].time <= time {
      var end = done
      let path = path(at: done) ?? held
      while end < samples.count, samples[end].time <= time,
        self.path(at: end).map({ Self.isOnePen($0, path) }) ?? true
      { end += 1 }
      if let path {
        let ink = InkPen(profile: pen, color: path.color)
        paper.draw(samples[done..<end], with: ink, index: layer(of: path))
        held = path
      }
      done = max(end, done + 1)
    }
  }

  /// The paper as rows of RGB.
  func bytes() -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: width * height * 3)
    let sheet = drawing.background ?? StrokeColor(red: 1, green: 1, blue: 1)
    bytes.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      paper.surface.write(
        over: SIMD3(Float(sheet.red), Float(sheet.green), Float(sheet.blue)), into: base)
    }
    return bytes
  }

  private func layer(of path: DrawnPath) -> Int {
    min(max(path.layer, 0), max(drawing.layers.count, 1) - 1)
  }

  /// The path that the pen draws; nil while it is up.
  private func path(at index: Int) -> DrawnPath? {
    samples[index].path.flatMap { drawing.paths.indices.contains($0) ? drawing.paths[$0] : nil }
  }

  private static func isOnePen(_ first: DrawnPath, _ second: DrawnPath?) -> Bool {
    guard let second else { return false }
    return first.layer == second.layer && first.color == second.color
  }
}
