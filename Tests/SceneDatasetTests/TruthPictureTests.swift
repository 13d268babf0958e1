import PaintCore
import Scene3D
import SceneDataset
import Testing

@Suite struct TruthPictureTests {
  private var frame: RenderedFrame {
    var frame = RenderedFrame(width: 2, height: 2)
    frame.rgb = [UInt8](0..<12)
    frame.alpha = [0, 255, 128, 1]
    frame.depth = [2, 4, 3, .infinity]
    frame.normals = [1, 0, -1, 0, 0, 1, 0, 0, 0, -1, 0, 0]
    frame.objectId = [-1, 0, 1, 2]
    return frame
  }

  @Test func `colours and alpha are shown as they are`() throws {
    #expect(try TruthPicture.picture(of: .rgb, frame).pixels == [UInt8](0..<12))
    #expect(try TruthPicture.picture(of: .alpha, frame).pixels == [0, 255, 128, 1])
  }

  @Test func `the nearest is white, the farthest dark and nothing black`() throws {
    #expect(try TruthPicture.picture(of: .depth, frame).pixels == [255, 38, 147, 0])
  }

  @Test func `normals become colours about grey`() throws {
    let pixels = try TruthPicture.picture(of: .normals, frame).pixels
    #expect(pixels == [255, 128, 0, 128, 128, 255, 128, 128, 128, 0, 128, 128])
  }

  @Test func `objects differ from each other, from the ground and from the background`() throws {
    let pixels = try TruthPicture.picture(of: .objectId, frame).pixels
    #expect(Array(pixels[..<6]) == [0, 0, 0, 96, 96, 96])
    let colors = stride(from: 0, to: 12, by: 3).map { Array(pixels[$0..<$0 + 3]) }
    #expect(Set(colors).count == 4)
  }

  @Test func `a channel that was not rendered is an error`() {
    #expect(throws: PixelImageError.self) { try TruthPicture.picture(of: .distance, frame) }
  }
}
