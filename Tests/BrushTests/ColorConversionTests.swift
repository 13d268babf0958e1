import Testing

@testable import Brush

@Suite(.enabled(if: GoldenFiles.exist)) struct ColorConversionTests {
  @Test func `all 8000 colour actions agree in every stage`() throws {
    let file = try NPZFile(try GoldenFiles.bytes("unit/colors.npz"))
    let hsv = try file.array("hsv").elements(Double.self)
    let rgb = try file.array("rgb").elements(Float.self)
    let fix15 = try file.array("fix15").elements(UInt16.self)
    var wrong = 0
    let level = linearSpace(from: 0, to: 1, count: 20)
    for index in 0..<8000 {
      let own = ColorConversion.hsv(
        red: level[index / 400], green: level[index / 20 % 20], blue: level[index % 20])
      let place = 3 * index
      if [own.hue, own.saturation, own.value] != Array(hsv[place..<(place + 3)]) { wrong += 1 }
      let color = ColorTriple(Float(own.hue), Float(own.saturation), Float(own.value)).rgbFromHSV()
      let channels = [color.first, color.second, color.third]
      if channels != Array(rgb[place..<(place + 3)]) { wrong += 1 }
      if channels.map({ UInt16($0 * 32768) }) != Array(fix15[place..<(place + 3)]) { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  @Test func `HSL and HSV return to the colour they came from`() {
    for red in stride(from: Float(0), through: 1, by: 0.25) {
      for green in stride(from: Float(0), through: 1, by: 0.25) {
        let color = ColorTriple(red, green, 0.5)
        for back in [color.hslFromRGB().rgbFromHSL(), color.hsvFromRGB().rgbFromHSV()] {
          #expect(abs(back.first - red) < 1e-5)
          #expect(abs(back.second - green) < 1e-5)
          #expect(abs(back.third - 0.5) < 1e-5)
        }
      }
    }
  }
}
