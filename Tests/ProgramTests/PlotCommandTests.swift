import Foundation
import ImageFiles
import JSONText
import PaintCore
import ProcessTesting
import StrokeProgram
import TestMaterial
import Testing

/// `spiral-env plot` as a process.
@Suite struct PlotCommandTests {
  /// The letter F, 30 by 40 mm on a page of 60 mm, as a file in the working directory.
  private static let letter = """
    cat >f.svg <<'END'
    <svg xmlns="http://www.w3.org/2000/svg" width="60mm" height="60mm" viewBox="0 0 60 60"><path
    d="M15 50 L15 10 L45 10 M15 28 L37 28" fill="none" stroke="#003399" stroke-width="1"/></svg>
    END
    """

  // MARK: From a painting to a machine

  @Test func `a painted digit becomes files for an arm`() throws {
    let result = try shell(
      """
      spiral-agent --policy search --target '\(Self.digit)' --steps 5 --seed 1 -o program.json \
        -- spiral-env --backend brush --option color=false >out 2>err
      spiral-env plot program.json --machine arm-2r -o plot.svg -o plot.gcode -o preview.gif \
        -o preview.png -o joints.csv --report >report
      head -c 6 preview.gif; echo; head -n 1 joints.csv; grep -c '<path' plot.svg
      grep -c 'M3 S1700' plot.gcode; head -n 1 report; grep -c 'out of reach' report; ls
      """, timeoutSeconds: 120)
    let lines = result.lines
    #expect(lines[0] == "GIF89a")
    #expect(lines[1].hasPrefix("time,shoulder,elbow,"))
    #expect(try #require(Int(lines[2])) > 0)
    #expect(lines[2] == lines[3], "a touch-down for every path: \(lines)")
    #expect(lines[4].contains(" s drawing") || lines[4].hasPrefix("placed"))
    #expect(lines[5] == "0")
    #expect(result.lines.contains("preview.png"))
  }

  private static let digit = SharedData.package + "/docs/pictures/digit.png"

  @Test(arguments: ["axidraw-v3", "grbl-a4", "scara", "arm-2r", "polargraph"])
  func `an F goes out and in again through every format as an F`(machine: String) throws {
    let lines = try shell(
      """
      \(Self.letter)
      P="--machine \(machine) --page 60x60 --fit"
      spiral-env plot f.svg $P -o f.json -o f.gcode -o f.hpgl -o g.svg -o f.ndjson
      spiral-env plot f.svg $P --dialect marlin -o m.gcode
      spiral-env plot f.gcode --machine \(machine) --page 60x60 -o a.json
      spiral-env plot m.gcode --machine \(machine) --page 60x60 --dialect marlin -o b.json
      spiral-env plot f.hpgl --machine \(machine) --page 60x60 -o c.json
      spiral-env plot g.svg --machine \(machine) -o d.json
      spiral-env plot f.ndjson --machine \(machine) --page 60x60 -o e.json
      for name in f a b c d e; do cat $name.json; echo; done
      """, timeoutSeconds: 60
    ).lines
    try #require(lines.count == 6, "\(lines)")
    let drawings = try lines.map { try Drawing(json: Array($0.utf8)) }
    let first = drawings[0].paths
    #expect(first.count == 2)
    // The upright's foot is below its head, and the arms go to the right: an F.
    #expect(first[0].start.y > first[0].segments[0].end.y + 10)
    #expect(first[0].segments[1].end.x > first[0].start.x + 8)
    for drawing in drawings.dropFirst() {
      #expect(drawing.paths.count == 2)
      for (path, other) in zip(first, drawing.paths) {
        let ends = [path.start - other.start, path.end - other.end]
        for offset in ends { #expect((offset * offset).sum().squareRoot() < 0.3) }
      }
    }
  }

  // MARK: Reach

  @Test func `what is out of reach is named, and --fit brings it in`() throws {
    let lines = try shell(
      """
      \(Self.letter)
      spiral-env plot f.svg --page a3 --machine arm-2r -o a.svg 2>&1
      spiral-env plot f.svg --page a3 --machine arm-2r --report | grep -c 'it would fit'
      spiral-env plot f.svg --page a3 --machine arm-2r --fit --report 2>&1 | grep -c 'out of reach'
      """
    ).lines
    try #require(lines.count == 3, "\(lines)")
    #expect(lines[0].hasPrefix("warning: ") && lines[0].contains("out of reach and left out"))
    #expect(lines[0].contains("it would fit at ") && lines[0].contains("--fit does it"))
    #expect(Array(lines.dropFirst()) == ["1", "0"])
  }

  @Test func `maps of the reach are pictures and vector files`() throws {
    let lines = try shell(
      """
      spiral-env plot --machine scara --reach -o r.png -o r.svg
      od -An -tu1 -j16 -N4 r.png | xargs; head -c 4 r.svg; echo
      """
    ).lines
    #expect(lines == ["0 0 1 224", "<svg"])
  }

  @Test func `the machines are listed with their limits`() throws {
    let lines = try shell("spiral-env plot --list").lines
    for name in ["axidraw-v3", "grbl-a4", "scara", "arm-2r", "polargraph"] {
      #expect(lines.contains { $0.hasPrefix("\(name): ") })
    }
    #expect(lines.contains { $0.contains("deg/s^2") })
  }

  // MARK: Reports

  @Test func `the JSON report is the text report in figures`() throws {
    let lines = try shell(
      """
      \(Self.letter)
      spiral-env plot f.svg --json; spiral-env plot f.svg --optimize --report
      """
    ).lines
    let report = try JSON.parse(Array(lines[0].utf8))
    #expect(try report.member("machine").string() == "axidraw-v3")
    #expect(try report.member("drops").integer() == 2)
    #expect(abs(try report.member("drawingLength").number() - 92) < 1)
    #expect(lines[1].hasPrefix("optimized: 2 paths to 2"))
    #expect(lines.last?.hasPrefix("simulated drives bend the line by 0.") ?? false)
  }

  @Test func `bench measures the planner and the optimizer`() throws {
    let lines = try shell("spiral-env bench --backend plotter --seconds 0.05 --json").lines
    let figures = try JSON.parse(Array(lines[0].utf8))
    #expect(try figures.member("plansPerSecond").number() > 0)
    #expect(try (0.1...60).contains(figures.member("optimizeSeconds").number()))
    #expect(try figures.member("penUpMetres").number() < 79)
  }

  // MARK: Real files

  @Test(.enabled(if: SharedData.isPresent, "the shared drawings are not beside the package"))
  func `every real SVG is planned within reach, and its warnings name lines`() throws {
    let lines = try shell(
      """
      for f in '\(SharedData.folder)'/svg/*.svg; do
        spiral-env plot "$f" --page a4-landscape --fit --optimize -o x.gcode --json 2>err || cat err
        grep -v -e 'warning: .*: line [0-9]' -e 'paths leave the page' err
      done
      """, timeoutSeconds: 120
    ).lines
    #expect(lines.count == 28)
    for line in lines {
      let report = try JSON.parse(Array(line.utf8))
      #expect(try report.member("clipped").array().isEmpty)
    }
  }

  @Test(.enabled(if: SharedData.isPresent, "the shared drawings are not beside the package"))
  func `a drawing of an ndjson file is chosen by its number`() throws {
    let lines = try shell(
      """
      F=$(ls '\(SharedData.folder)'/quickdraw/*.ndjson | head -n 1)
      spiral-env plot "$F" --index 0 -o a.json; spiral-env plot "$F" --index 1 -o b.json
      cmp -s a.json b.json || echo differ
      spiral-env plot "$F" --index 99999999 -o c.json 2>&1
      """, timeoutSeconds: 60
    ).lines
    #expect(lines[0] == "differ")
    #expect(lines[1].contains("--index 99999999: the file has "))
  }

  // MARK: Wrong command lines

  @Test(arguments: [
    ("plot f.svg", "nothing to do"),
    ("plot -o a.svg", "give a drawing"),
    ("plot f.svg -o a.bmp", "expected a name that ends in .svg, "),
    ("plot /no/f.svg -o a.svg", "/no/f.svg"),
    ("plot f.svg --machine robot -o a.svg", "there is no machine 'robot'; there is axidraw-v3"),
    ("plot f.svg --machine /no/m.json -o a.svg", "/no/m.json"),
    ("plot f.svg --page a9 -o a.svg", "a9"),
    ("plot f.svg --page 0x5 -o a.svg", "0x5"),
    ("plot f.svg --pen-width -1 -o a.svg", "pen-width"),
    ("plot f.svg --size 9 -o a.png", "16...8192"),
    ("plot f.svg --preview colours -o a.png", "expected one of moves, ink, ideal, error"),
    ("plot f.svg --dialect reprap -o a.gcode", "expected one of grbl, marlin"),
    ("plot --reach --machine scara", "-o reach.png"),
    ("plot --reach -o a.gif", ".png or .svg"),
    ("plot --reach f.svg -o a.png", "no drawing"),
    ("plot bad.json -o a.svg", "bad.json: line 2, column"),
    ("plot bad.svg -o a.svg", "bad.svg: line 1, column"),
    ("plot bad.gcode -o a.svg", "bad.gcode: line 2, column"),
    ("plot bad.hpgl -o a.svg", "bad.hpgl: line 1, column"),
    ("plot bad.txt -o a.svg", "expected program.json, drawing.json, SVG"),
    ("plot f.svg --machine bad.json -o a.svg", "bad.json:2:"),
  ])
  func `a wrong command line or file is refused in words`(
    arguments: String, words: String
  ) throws {
    let lines = try shell(
      """
      \(Self.letter)
      printf '{"format": "spiral-drawing",\\n "version": }' >bad.json
      printf '<svg><path></svg>' >bad.svg
      printf 'G21\\nG1 X1 Yx\\n' >bad.gcode
      printf 'IN;QQ1;' >bad.hpgl
      printf 'hello' >bad.txt
      spiral-env \(arguments) 2>&1; echo exit $?
      """
    ).lines
    #expect(lines.joined(separator: " ").contains(words), "\(lines)")
    #expect(lines.last != "exit 0")
  }
}
