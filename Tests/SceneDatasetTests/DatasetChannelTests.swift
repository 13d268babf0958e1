import SceneDataset
import Testing

@Suite struct DatasetChannelTests {
  @Test func `a list of channels is read in any order`() throws {
    #expect(try DatasetChannel.parse("rgb") == [.rgb])
    #expect(try DatasetChannel.parse("objectId,rgb,depth") == [.rgb, .depth, .objectId])
  }

  @Test(arguments: ["", "depth", "rgb,", "rgb,rgb", "rgb,colour", "RGB"])
  func `other lists are refused with the names there are`(list: String) {
    do throws(SceneDatasetError) {
      _ = try DatasetChannel.parse(list)
      Issue.record("no error")
    } catch { #expect(error.description.contains("alpha, depth, distance, normals, objectId")) }
  }
}
