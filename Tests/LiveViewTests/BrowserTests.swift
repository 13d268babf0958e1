import Brush
import EnvironmentAPI
import Foundation
import Glibc
import ImageFiles
import Plotter
import ProcessTesting
import Scene3D
import StrokeProgram
import Testing

@testable import LiveView

/// The page in a real browser. Needs Debian's `chromium` on the PATH, which is too large (over 400 MB)
/// to be installed for a test.
@Suite(
  .serialized,
  .enabled(if: Browser.isPresent, "no chromium: apt-get install --no-install-recommends chromium"))
struct BrowserTests {
  // MARK: Replays

  static let backends: [any PaintingBackend] = [
    BrushBackend(), Scene3DBackend(), PlotterBackend(),
  ]

  @Test(arguments: backends) func `scrubbing a replay to its end shows the picture of the program`(
    backend: any PaintingBackend
  ) throws {
    let lanes = try painted(backend, steps: 24)
    let program = FileManager.default.temporaryDirectory
      .appending(path: "replay-test-\(backend.name)-\(getpid()).json")
    defer { try? FileManager.default.removeItem(at: program) }
    try Data(lanes.program(of: 0).json()).write(to: program)
    let film = try EpisodeFilm(
      lanes.record(of: 0), on: lanes.configuration.engine, identifier: 0)
    try film.paint()
    let all = try pictures(of: film).map(checksum)
    let lines = try shell(
      """
      spiral-env replay '\(program.path)' --size 64 -o replay.html
      \(Browser.dump("file://$W/replay.html#check&step=end", to: "end"))
      \(Browser.dump("file://$W/replay.html#check&step=end,7", to: "back"))
      """, timeoutSeconds: 120
    ).lines
    let (end, back) = try (Browser.page("end", lines), Browser.page("back", lines))
    #expect(end.data("ready") == "yes" && end.data("step") == "24")
    #expect(end.data("checksum") == checksum(try lanes.render(lane: 0)))
    #expect(end.rowCount == 24 && end.data("strokes") == "\(film.paintingSteps)")
    #expect(back.data("step") == "7" && back.data("checksum") == all[7])
    #expect(back.count(of: #"class="later"#) + back.count(of: #"class="still later"#) == 17)
  }

  // MARK: Live

  @Test func `the page of a live server shows lanes, strokes and rewards as they come`() throws {
    let lines = try shell(
      """
      mkfifo requests
      spiral-env --backend brush --num-envs 6 --option episodeLength=2000 --option strokeCost=0.5 \\
        --watch 0 <requests >responses 2>errors &
      exec 3>requests
      printf '%s\\n' '\(Self.hello)' '\(Self.reset)' >&3
      (while printf '%s\\n' '\(Self.step)' >&3; do sleep 0.02; done) 2>/dev/null &
      feeder=$!
      until page=$(grep -o 'http://127.0.0.1:[0-9]*/' errors); do sleep 0.05; done
      \(Browser.dump("$page#lane=2", to: "first"))
      \(Browser.dump("$page#lane=2", to: "second"))
      kill $feeder; wait $feeder
      exec 3>&-; wait
      echo responses $(grep -c '"result"' responses) of $(grep -c . responses)
      """, timeoutSeconds: 120
    ).lines
    let (first, second) = try (Browser.page("first", lines), Browser.page("second", lines))
    for page in [first, second] {
      #expect(page.data("lanes") == "6" && page.count(of: #"<button class="lane"#) == 6)
      #expect(page.count(of: #"class="lane chosen" "#) == 1)
      #expect(page.text.contains(">Lane 2 · episode 0 · step "))
      #expect(page.rowCount > 0 && page.data("rows") == "\(page.rowCount)")
      // Every step of this lane is a stroke but the first, and costs a half.
      let reward = try #require(page.data("reward").flatMap { Double($0) })
      #expect(reward < 0 && page.text.contains(">return −"))
      #expect(page.text.contains(">Return of this episode<"))
    }
    #expect(second.rowCount > first.rowCount)
    let counts = try #require(lines.last { $0.hasPrefix("responses ") }).split(separator: " ")
    #expect(counts[1] == counts[3], "the protocol's output is not disturbed: \(counts)")
  }

  private static let hello =
    #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"1.0","#
    + #""clientInfo":{"name":"test","version":"1"},"#
    + #""capabilities":{"obsEncodings":["b64"],"maxLineBytes":67108864},"env":{"batched":true}}}"#
  private static let reset = #"{"jsonrpc":"2.0","id":2,"method":"reset","params":{"seed":7}}"#
  private static let step =
    #"{"jsonrpc":"2.0","id":3,"method":"step","params":{"want":[],"action":{"#
    + ["control:512", "end:700", "flag:1", "pressure:4", "size:2", "red:3", "green:9", "blue:9"]
    .map { part in
      let words = part.split(separator: ":")
      return "\"\(words[0])\":["
        + [String](repeating: String(words[1]), count: 6)
        .joined(separator: ",") + "]"
    }.joined(separator: ",") + "}}}"
}

extension EpisodeFilm {
  /// How many steps painted a stroke.
  fileprivate var paintingSteps: Int { steps.count { !$0.strokes.isEmpty } }
}

/// Headless Chromium.
private enum Browser {
  static let isPresent =
    getenv("PATH").map { path in
      String(cString: path).split(separator: ":").contains { access("\($0)/chromium", X_OK) == 0 }
    } ?? false

  /// A shell command that prints the page at `address` after a few seconds of its own time, between
  /// lines with `name`.
  static func dump(_ address: String, to name: String) -> String {
    """
    echo "begin \(name)"; timeout 60 chromium --headless --no-sandbox --disable-gpu \\
      --user-data-dir="$W/profile" --virtual-time-budget=6000 --dump-dom "\(address)" \\
      2>/dev/null | sed '/<script>/,/<\\/script>/d; /<style>/,/<\\/style>/d; /type="application.json"/d'
    echo; echo "end \(name)"
    """
  }

  /// What `dump` printed.
  static func page(_ name: String, _ lines: [String]) throws -> Page {
    let begin = try #require(lines.firstIndex(of: "begin \(name)"))
    let end = try #require(lines.firstIndex(of: "end \(name)"))
    return Page(text: lines[begin..<end].joined(separator: "\n"))
  }

  struct Page {
    let text: String

    /// A `data-` attribute of the body.
    func data(_ name: String) -> String? {
      guard let body = text.range(of: "<body[^>]*>", options: .regularExpression),
        let start = text[body].range(of: "data-\(name)=\"")
      else { return nil }
      return String(text[body][start.upperBound...].prefix { $0 != "\"" })
    }

    func count(of piece: String) -> Int { text.ranges(of: piece).count }

    /// The lines in the list of strokes.
    var rowCount: Int { count(of: "<li data-step=") }
  }
}
