import PaintCore
import Testing

@testable import Agent

@Suite struct ErrorPlacesTests {
  @Test func `equal pictures and wrong shapes have no places`() {
    let canvas = [UInt8](repeating: 9, count: 12)
    #expect(ErrorPlaces(canvas: canvas, target: canvas, shape: [2, 2, 3]) == nil)
    #expect(ErrorPlaces(canvas: canvas, target: [1], shape: [2, 2, 3]) == nil)
    #expect(
      ErrorPlaces(canvas: canvas, target: [UInt8](repeating: 1, count: 12), shape: [5]) == nil)
  }

  @Test func `pixels are drawn in proportion to their squared error`() throws {
    // errors 10 and 20 at (x 0, y 0) and (x 1, y 1): squares 1 to 4
    let places = try #require(
      ErrorPlaces(canvas: [10, 0, 0, 20], target: [0, 0, 0, 0], shape: [2, 2, 1]))
    var random = RandomStream(key: 1, stream: 1)
    var lower = 0
    for _ in 0..<2000 {
      let place = places.draw(&random)
      #expect(place == (0.25, 0.25) || place == (0.75, 0.75))
      if place.y > 0.5 { lower += 1 }
    }
    #expect(abs(lower - 1600) < 100)
  }
}
