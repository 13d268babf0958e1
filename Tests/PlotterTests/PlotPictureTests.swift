import PaintCore
import StrokeProgram
import Testing

@testable import Plotter

struct PlotPictureTests {
  // MARK: Never mirrored

  @Test(arguments: MachineLibrary.names, GCodeDialect.allCases)
  func `an F comes back from G-code, through the joints, as an F`(
    name: String, dialect: GCodeDialect
  ) throws {
    let profile = try machine(name)
    let letter = letterF(on: profile)
    let plan = MotionPlanner(profile).plan(letter)
    let program = try GCodeProgram(
      gcode: Array(plan.gcode(dialect: dialect).utf8), dialect: dialect)
    let moves = program.penMoves(style: plan.gcodeStyle(dialect: dialect))
    // What the machine is told, with `y` up from the page's lower edge: not by the code under test.
    let told = program.steps.compactMap { step -> DrawingPoint? in
      guard case .move(let move) = step.action else { return nil }
      return SIMD2(move.to.x, letter.pageHeight - move.to.y)
    }
    let places = Set(told.map { ($0 * 1000).rounded(.toNearestOrEven) })
    #expect(
      moves.count { !places.contains(($0.to * 1000).rounded(.toNearestOrEven)) } == 0)
    let kinematics = Kinematics(profile)
    let points = LetterPoints(of: letter)
    var least = [Double](repeating: .infinity, count: points.drawn.count)
    var worst = 0.0
    let lines = letter.paths.map { $0.flattened(within: 0.01) }
    var place = profile.park
    for move in moves {
      defer { place = move.to }
      guard move.isDown else { continue }
      for step in 0...10 {
        let told = place + (move.to - place) * (Double(step) / 10)
        guard case .reachable(let joints) = kinematics.reach(told) else {
          Issue.record("\(told) is out of reach of \(name)")
          continue
        }
        let pen = kinematics.position(of: joints)
        worst = max(worst, lines.map { distance(from: pen, to: $0) }.min() ?? .infinity)
        for index in points.drawn.indices {
          least[index] = min(least[index], (pen - points.drawn[index]).length)
        }
      }
    }
    #expect(worst < profile.deviation + 0.001)
    #expect((least.max() ?? .infinity) < 2)
    #expect(points.wrong.count > 20)
  }

  @Test(arguments: MachineLibrary.names, [PlotPicture.Kind.ink, .ideal])
  func `the picture of an F is dark where its lines are and nowhere else`(
    name: String, kind: PlotPicture.Kind
  ) throws {
    let profile = try machine(name)
    let letter = letterF(on: profile)
    let picture = PlotPicture(
      MotionPlanner(profile).plan(letter), kind: kind, side: 400, penWidth: 5)
    let image = try picture.image()
    func level(_ point: DrawingPoint) -> UInt8 {
      let pixel = point * picture.resolution
      return image.pixels[(Int(pixel.y) * image.width + Int(pixel.x)) * 3]
    }
    let points = LetterPoints(of: letter)
    #expect(points.drawn.count { level($0) > 100 } == 0)
    #expect(points.wrong.count { level($0) < 200 } == 0)
    #expect(abs(Double(image.width) - letter.pageWidth * picture.resolution) <= 1)
  }

  // MARK: Pictures

  @Test(arguments: MachineLibrary.names)
  func `the last frame of the animation is the picture`(name: String) throws {
    let profile = try machine(name)
    let plan = MotionPlanner(profile).plan(letterF(on: profile))
    let picture = PlotPicture(plan, side: 120)
    var animation = PlotAnimation(picture, frameCount: 5)
    var frames: [PixelImage] = []
    while let frame = try animation.next() { frames.append(frame) }
    #expect(frames.count == 5)
    #expect(try frames[4] == picture.image())
    #expect(frames[0] != frames[4])
  }

  @Test func `the raised pen's ways are orange, and only in the picture of the moves`() throws {
    let profile = try machine("arm-2r")
    let plan = MotionPlanner(profile).plan(letterF(on: profile))
    func orange(_ kind: PlotPicture.Kind) throws -> Int {
      let pixels = try PlotPicture(plan, kind: kind, side: 300).image().pixels
      return stride(from: 0, to: pixels.count, by: 3).count { index in
        pixels[index] > 200 && pixels[index + 1] < 190 && pixels[index + 2] < 120
      }
    }
    #expect(try orange(.moves) > 60)
    #expect(try orange(.ink) == 0)
    #expect(try orange(.ideal) == 0)
  }

  @Test func `pens of two colours leave two colours on coloured paper`() throws {
    let profile = try machine("grbl-a4")
    var letter = letterF(on: profile)
    letter.layers = ["a", "b"]
    letter.background = StrokeColor(red: 1, green: 1, blue: 0.5)
    letter.paths[0].color = StrokeColor(red: 1, green: 0, blue: 0)
    letter.paths[1].color = StrokeColor(red: 0, green: 0, blue: 1)
    letter.paths[1].layer = 1
    let picture = PlotPicture(
      MotionPlanner(profile).plan(letter), kind: .ideal, side: 297, penWidth: 4)
    let image = try picture.image()
    func color(_ point: DrawingPoint) -> [UInt8] {
      let pixel = point * picture.resolution
      let start = (Int(pixel.y) * image.width + Int(pixel.x)) * 3
      return Array(image.pixels[start..<(start + 3)])
    }
    let corner = SIMD2(105.0, 148.5) - SIMD2(18, 24)
    #expect(color(corner + SIMD2(0, 40))[0] > 240 && color(corner + SIMD2(0, 40))[2] < 30)
    #expect(color(corner + SIMD2(15, 20))[0] < 30 && color(corner + SIMD2(15, 20))[2] > 100)
    #expect(color(SIMD2(5, 5)) == [255, 255, 128])
  }

  // MARK: Machines

  @Test(arguments: MachineLibrary.names)
  func `a machine's pose ends at its pen`(name: String) throws {
    let profile = try machine(name)
    let kinematics = Kinematics(profile)
    var random = RandomStream(key: 5, stream: 0)
    for _ in 0..<100 {
      let point = random.point(on: profile.page)
      guard case .reachable(let joints) = kinematics.reach(point) else { continue }
      let pose = kinematics.pose(at: joints)
      let end = try #require(pose.lines.last?.end)
      #expect((end - point).length < 1e-6)
      guard case .arm(let arm) = profile.geometry else { continue }
      // Both arms stand with `x` to the right and `y` up the page.
      let upper = pose.lines[0].end - pose.lines[0].start
      #expect((upper - SIMD2(1, -1) * unit(joints.x) * arm.upper).length < 1e-9)
      #expect(abs((pose.lines[1].end - pose.lines[1].start).length - arm.fore) < 1e-9)
    }
  }

  @Test(arguments: MachineLibrary.names)
  func `a reach map is grey where the pen does not go`(name: String) throws {
    let profile = try machine(name)
    let image = try ReachPicture(profile, side: 200).image()
    #expect(max(image.width, image.height) == 200)
    #expect(Array(image.pixels[0..<3]) == [96, 96, 96])
    let svg = try SVGImport(svg: Array(ReachPicture(profile, side: 40).svg().utf8))
    #expect(svg.drawing.paths.count > 20)
    #expect(svg.drawing.pageWidth > profile.page.width)
  }

  @Test func `coarse drives bend the line and fine ones do not`() throws {
    func error(_ name: String) throws -> Double {
      let profile = try machine(name)
      return MotionPlanner(profile).plan(letterF(on: profile)).driveError(seed: 1).mean
    }
    #expect(try error("axidraw-v3") < 0.05)
    #expect(try error("arm-2r") > 0.2)
  }
}
