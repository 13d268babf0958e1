import Testing

@testable import Plotter

struct ToolSampleTests {
  @Test func `a pen between paths belongs to none`() {
    let sample = ToolSample(
      time: 0, position: .zero, speed: 0, isDown: false, pressure: 0, path: nil)
    #expect(sample.path == nil)
  }
}
