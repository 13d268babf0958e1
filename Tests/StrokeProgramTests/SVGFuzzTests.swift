import StrokeProgram
import Testing

@Suite struct SVGFuzzTests {
  private static let everything = """
    <?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]>
    <svg width="10cm" height="50%" viewBox="0 0 30 20" preserveAspectRatio="xMinYMax slice">
    <style>.a{stroke:red;stroke-width:2%} g#x.y{fill:none}</style><defs><symbol id="s"
    viewBox="0 0 1 1"><ellipse rx="2em" ry="3"/></symbol></defs>
    <g id="x" inkscape:groupmode="layer" inkscape:label="a &amp; b" transform="rotate(30 1,2)">
    <path class="a" d="M1 2a3 4 5 013 3,1 0zq1 1 2 2t3-1s1e2.5.5 1 1-1-1c1 2 3 4 5 6H3v-1Z"/>
    <use href="#s" x="1" width="3"/><use xlink:href="#x"/><switch><a><rect rx="1" width="3"
    height="4"/></a></switch></g><polygon points="1,2 3 4,5 6"/><svg x="3" viewBox="0 0 9 9">
    <text style="display:none">t</text><polyline points="1 1 2 2"/></svg><line x2="1"/></svg>
    """

  @Test func `mutated files never trap`() {
    var random = TestRandom(state: 9)
    let seeds = [Array(Self.everything.utf8), Array(random.drawing(paths: 5).svg().utf8)]
    var read = 0
    for round in 0..<20_000 {
      if (try? SVGImport(svg: random.mutated(seeds[round % 2]))) != nil { read += 1 }
    }
    #expect(read > 1000)
  }

  @Test(.enabled(if: SharedData.isPresent, "needs the shared data beside the package"))
  func `mutated real files never trap`() throws {
    var random = TestRandom(state: 10)
    for name in SharedData.names(in: "svg", suffix: ".svg") {
      let bytes = try SharedData.bytes("svg/\(name)")
      for _ in 0..<(2_000_000 / (bytes.count + 10_000)) {
        _ = try? SVGImport(svg: random.mutated(bytes))
      }
    }
  }

  @Test func `a file that repeats itself beyond measure is refused`() {
    var text = "<svg><g id='a0'><path stroke='red' d='M0 0h1'/></g>"
    for level in 1...12 {
      let uses = String(repeating: "<use href='#a\(level - 1)'/>", count: 10)
      text += "<g id='a\(level)'>\(uses)</g>"
    }
    #expect {
      try SVGImport(svg: Array((text + "</svg>").utf8))
    } throws: {
      "\($0)".contains("fewer curves and uses of them than a million")
    }
  }

  @Test func `deep nesting and circles of references are refused`() {
    let deep = String(repeating: "<g>", count: 5000)
    #expect(throws: VectorFileError.self) { try SVGImport(svg: Array(("<svg>" + deep).utf8)) }
    let circle = "<svg><g id='a'><use href='#a'/></g></svg>"
    #expect(throws: VectorFileError.self) { try SVGImport(svg: Array(circle.utf8)) }
    let urls = String(repeating: "url()", count: 100_000)
    let painted = "<svg><path d='M0 0h1' stroke='\(urls)'/></svg>"
    #expect(throws: Never.self) { try SVGImport(svg: Array(painted.utf8)) }
  }
}
