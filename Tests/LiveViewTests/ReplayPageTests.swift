import Brush
import EnvironmentAPI
import EnvironmentTestKit
import Plotter
import StrokeProgram
import Testing

@testable import LiveView

@Suite struct ReplayPageTests {
  private func page(
    of lanes: VectorEnvironment, size: Int? = nil, title: String = "x"
  ) throws -> String {
    let html = try ReplayPage.html(
      of: lanes.program(of: 0).source, configuration: lanes.configuration, size: size,
      title: title)
    return String(decoding: html, as: UTF8.self)
  }

  @Test func `nothing in the data can end its element`() throws {
    let text = try page(
      of: painted(StampBackend(), steps: 2), title: "</script><script>alert(1)</script>")
    #expect(!text.contains("<script>alert"))
    #expect(text.contains(#"\u003c/script>\u003cscript>alert(1)"#))
    let live = String(decoding: ViewerPage.live, as: UTF8.self)
    let count = live.split(separator: "</script>", omittingEmptySubsequences: false).count
    #expect(
      text.split(separator: "</script>", omittingEmptySubsequences: false).count == count)
  }

  @Test func `the page needs nothing from elsewhere`() throws {
    let text = String(decoding: ViewerPage.live, as: UTF8.self)
    let links = text.split(separator: "http").dropFirst().map { $0.prefix(25) }
    #expect(links.allSatisfy { $0.hasPrefix("://www.w3.org/2000/svg") || $0.hasPrefix("-equiv") })
    #expect(text.contains("default-src 'none'"))
  }

  @Test func `pictures are painted larger where the engine can`() throws {
    let small = try painted(BrushBackend(), steps: 3)
    #expect(try page(of: small).contains(#""width":256,"height":256"#))
    #expect(try page(of: small, size: 64).contains(#""width":64,"height":64"#))
    #expect(throws: EnvironmentError.self) { try page(of: small, size: 1 << 20) }
  }

  @Test func `a page of 30 strokes has a few hundred kilobytes at most`() throws {
    let lanes = try painted(BrushBackend(), steps: 60)
    #expect(try page(of: lanes).utf8.count < 700_000)
  }
}
