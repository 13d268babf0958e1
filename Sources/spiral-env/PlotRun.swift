import Foundation
import ImageFiles
import Plotter
import StrokeProgram
import Terminal

/// One run of `spiral-env plot` over a drawing: read, place, order, plan, write, tell.
struct PlotRun {
  let command: PlotCommand
  let profile: MachineProfile
  private let progress = ProgressLine("plotting")

  /// Frames of an animation and how long each stays, hundredths of a second.
  private static let frameCount = 90
  private static let frameDelay = 6
  private static let lastDelay = 200

  init(_ command: PlotCommand, _ profile: MachineProfile) {
    self.command = command
    self.profile = profile
  }

  func run(_ path: String) throws {
    let page = command.placement.page
    let input = try PlotInput(
      readingFrom: path,
      PlotInput.Reading(
        index: command.index,
        page: [page?.width ?? profile.page.width, page?.height ?? profile.page.height],
        dialect: command.dialect, lineWidth: command.look.penWidth ?? profile.pen.nib))
    for warning in input.warnings { Self.warn("\(path): \(warning)") }
    var (drawing, fit) = try command.placement.placed(input, on: profile)
    var notes = fit.map { ["placed \($0)"] } ?? []
    if let width = command.look.penWidth {
      for index in drawing.paths.indices { drawing.paths[index].width = width }
    }
    progress.show(0.1, figures: "\(drawing.paths.count) paths")
    if command.optimize {
      let (ordered, gain) = DrawingOptimizer(penOrder: command.penOrder, home: profile.park)
        .optimize(drawing)
      drawing = ordered
      notes.append(Self.words(gain))
    }
    progress.show(0.4, figures: "\(drawing.paths.count) paths")
    let planner = MotionPlanner(profile, shape: command.isSmooth ? .sCurve : .trapezoid)
    let plan = planner.plan(drawing)
    for (index, output) in command.output.enumerated() {
      progress.show(
        0.6 + 0.4 * Double(index) / Double(command.output.count), figures: output)
      try write(plan, to: output)
    }
    progress.clear()
    tell(plan, notes)
  }

  // MARK: Files

  private func write(_ plan: MotionPlan, to path: String) throws {
    switch try PlotFormat(path, isReach: false) {
    case .svg: try write(plan.drawn.svg(), to: path)
    case .json: try FileBytes.write(plan.drawn.json(), to: path)
    case .ndjson:
      let drawing = QuickDrawing(plan.drawn, word: "drawing")
      try FileBytes.write(QuickDrawing.ndjson([drawing]), to: path)
    case .gcode: try write(plan.gcode(dialect: command.dialect, comments: comments(plan)), to: path)
    case .hpgl:
      try write(HPGL.text(plan.penMoves(), pageHeight: plan.drawing.pageHeight), to: path)
    case .csv: try write(plan.jointTable(every: 0.01), to: path)
    case .png: try ImageFile.write(picture(plan, command.look.preview, 800).image(), to: path)
    case .gif: try writeAnimation(of: plan, to: path)
    }
  }

  private func write(_ text: String, to path: String) throws {
    try FileBytes.write(Array(text.utf8), to: path)
  }

  private func comments(_ plan: MotionPlan) -> [String] {
    [
      "\(profile.name), \(Int(plan.duration.rounded(.up))) s,"
        + " page \(plan.drawing.pageWidth) x \(plan.drawing.pageHeight) mm,"
        + " origin at its lower left"
    ]
  }

  private func picture(
    _ plan: MotionPlan, _ kind: PlotPicture.Kind, _ side: Int
  ) -> PlotPicture {
    let look = command.look
    return PlotPicture(
      plan, kind: kind, side: look.size ?? side, penWidth: look.penWidth, seed: look.seed)
  }

  private func writeAnimation(of plan: MotionPlan, to path: String) throws {
    let picture = picture(plan, .moves, 400)
    var animation = PlotAnimation(picture, frameCount: Self.frameCount)
    var frames: [GIFFrame] = []
    while let image = try animation.next() {
      let isLast = frames.count + 1 == animation.frameCount
      frames.append(GIFFrame(image, delay: isLast ? Self.lastDelay : Self.frameDelay))
    }
    try FileBytes.write(GIF.encode(frames), to: path)
  }

  // MARK: Words

  private func tell(_ plan: MotionPlan, _ notes: [String]) {
    let offPage = plan.drawing.pathsOffPage
    if offPage > 0 { Self.warn("\(offPage) paths leave the page") }
    guard command.report || command.json else {
      guard !plan.clipped.isEmpty else { return }
      let hint = DrawingFit(plan.drawing, on: plan.kinematics).map { "; it would fit \($0)" } ?? ""
      let length = plan.clipped.reduce(0) { $0 + $1.length }
      Self.warn(
        "\(plan.clipped.count) parts, \(Int(length.rounded(.up))) mm, are out of reach and left out"
          + "\(hint)\(command.placement.fit ? "" : " (--fit does it)")")
      return
    }
    let report = MotionReport(plan)
    if command.json {
      print(String(decoding: report.json(), as: UTF8.self))
      return
    }
    let error = plan.driveError(seed: command.look.seed)
    let drives =
      "simulated drives bend the line by \(Self.hundredths(error.mean)) mm on average,"
      + " \(Self.hundredths(error.greatest)) mm at most"
    print((notes + ["\(report)", drives]).joined(separator: "\n"))
  }

  private static func words(_ gain: DrawingOptimizer.Report) -> String {
    "optimized: \(gain.pathCounts.before) paths to \(gain.pathCounts.after), pen-up way"
      + " \(Int(gain.penUpDistances.before)) to \(Int(gain.penUpDistances.after)) mm"
  }

  private static func hundredths(_ value: Double) -> Double { (value * 100).rounded() / 100 }

  private static func warn(_ text: String) {
    FileHandle.standardError.write(Data("warning: \(text)\n".utf8))
  }
}
