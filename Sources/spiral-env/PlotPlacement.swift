import ArgumentParser
import Plotter
import StrokeProgram

/// A size of paper as the command line spells it: `a5`, `a5-landscape` or `210x148`.
struct PageSize: ExpressibleByArgument {
  let width: Double
  let height: Double

  init?(argument: String) {
    let sides = argument.lowercased().split(separator: "x", omittingEmptySubsequences: false)
    if sides.count == 2, let width = Double(sides[0]), let height = Double(sides[1]) {
      guard (1...10_000).contains(width), (1...10_000).contains(height) else { return nil }
      (self.width, self.height) = (width, height)
      return
    }
    let words = argument.lowercased().split(separator: "-", maxSplits: 1)
    guard let name = words.first, let size = Self.sizes[String(name)],
      words.count == 1 || words[1] == "landscape"
    else { return nil }
    (width, height) = words.count == 1 ? size : (size.1, size.0)
  }

  /// Upright, mm (ISO 216 and ANSI Y14.1).
  private static let sizes: [String: (Double, Double)] = [
    "a2": (420, 594), "a3": (297, 420), "a4": (210, 297), "a5": (148, 210), "a6": (105, 148),
    "letter": (215.9, 279.4),
  ]
}

/// Where on the machine a drawing lies.
struct PlotPlacement: ParsableArguments {
  @Option(
    help: """
      Lay the drawing on this page, as large as possible: a2 to a6 or letter, with -landscape \
      behind it, or 210x148 in mm.
      """)
  var page: PageSize?

  @Flag(help: "Shrink and shift the drawing until the machine reaches all of it.")
  var fit = false

  /// The drawing where it will be plotted, and in words what was done to fit it.
  func placed(
    _ input: PlotInput, on profile: MachineProfile
  ) throws -> (drawing: StrokeProgram.Drawing, fit: String?) {
    var drawing = input.drawing
    if let page {
      drawing = drawing.laid(onPageOf: page.width, by: page.height)
    } else if !input.hasSize {
      drawing = drawing.laid(onPageOf: profile.page.width, by: profile.page.height)
    }
    guard fit || (page == nil && !input.hasSize), !drawing.paths.isEmpty else {
      return (drawing, nil)
    }
    guard let fit = DrawingFit(drawing, on: Kinematics(profile)) else {
      guard self.fit else { return (drawing, nil) }
      throw ValidationError("--fit: not even a tenth of the size is in reach of \(profile.name)")
    }
    let words = "\(fit)"
    return (fit.applied(to: drawing), words.isEmpty ? nil : words)
  }
}
