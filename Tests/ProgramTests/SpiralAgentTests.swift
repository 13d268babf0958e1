import Foundation
import ImageFiles
import JSONText
import PaintCore
import ProcessTesting
import StrokeProgram
import TestMaterial
import Testing

/// `spiral-agent` as a process, wired to `spiral-env`.
@Suite struct SpiralAgentTests {
  private static let picture = SharedData.package + "/docs/pictures/target.png"

  // MARK: Wirings

  @Test(arguments: [
    "spiral-agent --seed 3 -o p.json -- spiral-env --backend brush --seed 3",
    "mkfifo loop; spiral-env --backend brush --seed 3 <loop | spiral-agent --seed 3 -o p.json >loop",
    "spiral-env --backend brush --seed 3 </dev/null | spiral-agent --seed 3 -o p.json >out",
    "spiral-agent --seed 3 --wire rendezvous -o p.json < <(spiral-env --backend brush --seed 3 --wire rendezvous)",
  ])
  func `every wiring paints the same program and leaves nothing behind`(command: String) throws {
    let result = try shell("\(command) 2>err || cat err; echo; cat p.json")
    let program = try PaintingProgram(json: Array(try #require(result.lines.last).utf8))
    #expect(program.source.seed == 3)
    #expect(program.source.parts[0].rows.count == 20)
    #expect(program.source.parts == (try Self.expected.get()).source.parts)
    #expect(result.leftovers == [])
  }

  private static let expected = Result {
    let line = try shell(
      "spiral-agent --seed 3 -o p.json -- spiral-env --backend brush --seed 3 >out 2>err; cat p.json"
    ).lines.last
    return try PaintingProgram(json: Array((line ?? "").utf8))
  }

  @Test func `no environment and a terminal-less start explain the wirings`() throws {
    let lines = try shell("spiral-agent </dev/null >out 2>&1; echo exit $?; cat out").lines
    #expect(lines[0] != "exit 0")
    #expect(lines.joined().contains("spiral-agent -- spiral-env --backend brush"))
  }

  @Test func `an environment that is not there is named`() throws {
    let lines = try shell("spiral-agent -- no-such-server 2>&1; echo exit $?").lines
    #expect(lines.joined().contains("no-such-server") && lines.last != "exit 0")
  }

  // MARK: Results

  @Test func `a painting is written in every form, and its program replays to the byte`() throws {
    let result = try shell(
      """
      spiral-agent --policy search --target '\(Self.picture)' --steps 4 --seed 5 \
        -o a.png -o a.gif -o a.svg -o a.json -- spiral-env --backend brush --option color=false >out 2>err
      spiral-env replay a.json -o b.png; cmp a.png b.png && echo replayed
      spiral-env replay a.json --size 200 -o c.png
      head -c 6 a.gif; echo; grep -c '<path' a.svg; base64 -w0 a.png; echo; base64 -w0 c.png; echo
      tail -n 1 out
      """)
    #expect(result.lines[0] == "replayed")
    #expect(result.lines[1] == "GIF89a")
    #expect(try #require(Int(result.lines[2])) <= 4)
    let painting = try PNG.decode(
      try #require(Data(base64Encoded: result.lines[3]).map { [UInt8]($0) }))
    #expect(painting.shape == [64, 64, 1])
    let large = try PNG.decode(
      try #require(Data(base64Encoded: result.lines[4]).map { [UInt8]($0) }))
    #expect(large.shape == [200, 200, 1])
    #expect(result.lines[5].contains("steps, error "))
  }

  @Test func `the same seed gives the same painting, another seed another`() throws {
    let paint = "spiral-agent --policy search --target '\(Self.picture)' --steps 3 "
    let environment =
      "-- spiral-env --backend brush --option color=false --option canvas=32 >out 2>err"
    let script = """
      \(paint) --seed 1 -o a.json \(environment); \(paint) --seed 1 -o b.json \(environment)
      \(paint) --seed 2 -o c.json \(environment)
      cmp a.json b.json && echo same; cmp -s a.json c.json || echo other
      """
    #expect(try shell(script).lines == ["same", "other"])
  }

  @Test(arguments: [
    ("--target nowhere.png", "nowhere.png"), ("--target x.jpg", "JPEG"), ("-o a.bmp", ".bmp"),
    ("--policy search", "--target"), ("--steps 0", "--steps"), ("--policy dream", "search"),
  ])
  func `a wrong flag is refused in words`(flags: String, words: String) throws {
    let script = """
      printf '\\377\\330\\377\\340JFIF' >x.jpg
      spiral-agent \(flags) -- spiral-env --backend brush 2>&1; echo exit $?
      """
    let lines = try shell(script).lines
    #expect(lines.joined().contains(words), "\(lines)")
    #expect(lines.last != "exit 0")
  }
}

/// What the search must reach on real pictures.
@Suite(.serialized, .enabled(if: SharedData.isPresent)) struct SearchQualityTests {
  @Test func `digits 0 to 19 in 8 steps`() throws {
    let script = """
      for i in $(seq 0 19); do
        spiral-agent --policy search --steps 8 -o d$i.png \
          --target '\(SharedData.folder)/mnist/train-images-idx3-ubyte.gz#'$i \
          -- spiral-env --backend brush --option canvas=64 --option color=false 2>&1 | tail -n 1
      done
      """
    let errors = try shell(script, timeoutSeconds: 120).lines.map(finalError)
    #expect(errors.count == 20)
    #expect(errors.max() ?? 1 <= 0.035)
    #expect(errors.reduce(0, +) / 20 <= 0.013)
  }

  @Test func `the astronaut in 200 steps of colour`() throws {
    let script = """
      spiral-agent --policy search --steps 200 -o a.png \
        --target '\(SharedData.folder)/photos/astronaut.png' \
        -- spiral-env --backend brush --option canvas=64 --option episodeLength=200 2>&1 | tail -n 1
      """
    let line = try #require(try shell(script, timeoutSeconds: 500).lines.last)
    #expect(try finalError(line) <= 0.012)
  }

  /// The second figure of "..., error 0.1 -> 0.01, ...".
  private func finalError(_ line: String) throws -> Double {
    let arrow = try #require(line.range(of: "-> "), "no error in \"\(line)\"")
    let number = line[arrow.upperBound...].prefix { $0 != "," }
    return try #require(Double(number), "no number in \"\(line)\"")
  }
}
