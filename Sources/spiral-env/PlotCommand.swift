import ArgumentParser
import Foundation
import ImageFiles
import Plotter
import StrokeProgram
import Terminal

/// `spiral-env plot`: what a pen plotter makes of a drawing, as files and figures.
struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot", abstract: "Plan, simulate and write out a drawing for a pen plotter.",
    discussion: """
      Reads program.json, drawing.json, SVG, QuickDraw ndjson, G-code and HP-GL. The name of an \
      output says what it becomes: .svg and .json the drawing, .gcode and .hpgl moves for machines, \
      .csv the joints over time, .ndjson a QuickDraw drawing, .png a simulated picture and .gif the \
      machine at work. What has no size of its own, a program or a QuickDraw drawing, becomes as \
      large as the machine's page and reach allow. The page's upper left corner is the machine's. \
      More is in docs/plotting.md.

      EXAMPLES
        spiral-env plot program.json --machine arm-2r -o plot.gcode -o plot.gif --report
        spiral-env plot drawing.svg --page a5 --fit --optimize -o plot.gcode
        spiral-env plot cats.ndjson --index 7 --preview ink -o cat.png
        spiral-env plot old.gcode --machine axidraw-v3 --report
        spiral-env plot --machine scara --reach -o reach.png
        spiral-env plot --list
      """)

  @Argument(help: "The drawing.")
  var input: String?

  @Option(help: "The number of the drawing in an ndjson file, from 0.")
  var index = 0

  @OptionGroup var machine: MachineArgument

  @OptionGroup var placement: PlotPlacement

  @OptionGroup var look: PlotLook

  @Flag(help: "Join, thin out and sort paths, so that the pen travels less.")
  var optimize = false

  @Option(
    help: "What --optimize does with the order of pens: kept, gathered (one run each) or free.",
    transform: oneOf)
  var penOrder = DrawingOptimizer.PenOrder.kept

  @Flag(name: .customLong("s-curve"), help: "Change speed smoothly, within the machine's jerk.")
  var isSmooth = false

  @Option(help: "What reads the G-code: grbl or marlin.", transform: oneOf)
  var dialect = GCodeDialect.grbl

  @Option(name: .shortAndLong, help: "Where to write; may be repeated.")
  var output: [String] = []

  @Flag(help: "Print times, distances, joint peaks and what is out of reach.")
  var report = false

  @Flag(help: "Print the report as JSON.")
  var json = false

  @Flag(help: "Write a map of the page that the machine reaches, as .png or .svg.")
  var reach = false

  @Flag(help: "List the machines that ship.")
  var list = false

  func validate() throws {
    if list { return }
    for path in output { _ = try PlotFormat(path, isReach: reach) }
    if reach {
      guard input == nil else { throw ValidationError("--reach is about a machine: no drawing") }
      guard !output.isEmpty else { throw ValidationError("--reach: give -o reach.png") }
      return
    }
    guard input != nil else { throw ValidationError("give a drawing, --reach or --list") }
    guard !output.isEmpty || report || json else {
      throw ValidationError("nothing to do: give -o FILE, --report or --json")
    }
  }

  func run() throws {
    if list { return print(try MachineArgument.listing()) }
    let profile = try machine.profile()
    if reach { return try writeReach(of: profile) }
    guard let input else { return }
    try PlotRun(self, profile).run(input)
  }

  private func writeReach(of profile: MachineProfile) throws {
    for path in output {
      if path.hasSuffix(".svg") {
        let picture = ReachPicture(profile, side: look.size ?? 200)
        try FileBytes.write(Array(picture.svg().utf8), to: path)
      } else {
        try ImageFile.write(ReachPicture(profile, side: look.size ?? 480).image(), to: path)
      }
    }
  }
}
