import EnvironmentAPI
import EnvironmentClient
import Testing

@Suite struct WireTensorTests {
  /// What a client makes of a leaf, given as JSON.
  private func read(_ tensor: String) throws -> WireTensor {
    let exchange = RecordedExchange(
      #"{"jsonrpc":"2.0","id":1,"result":{"obs":{"a":"# + tensor + "}}}")
    return try WireClient(exchange).reset(seed: 0, want: ["a"]).tensor("a")
  }

  @Test func `numbers become little-endian bytes of their type`() {
    #expect(WireTensor(type: .int32, shape: [1], numbers: [-2]).bytes == [254, 255, 255, 255])
    #expect(WireTensor(type: .int64, shape: [], numbers: [258]).bytes == [2, 1, 0, 0, 0, 0, 0, 0])
    #expect(WireTensor(type: .uint8, shape: [2], numbers: [0, 255]).bytes == [0, 255])
    #expect(WireTensor(type: .float32, shape: [], numbers: [1]).bytes == [0, 0, 128, 63])
    #expect(
      WireTensor(type: .float64, shape: [], numbers: [1]).bytes == [0, 0, 0, 0, 0, 0, 240, 63])
  }

  @Test func `numbers that do not fit become the nearest bound`() {
    #expect(WireTensor(type: .uint8, shape: [3], numbers: [-1, 300, .nan]).bytes == [0, 255, 0])
    #expect(WireTensor(type: .int32, shape: [1], numbers: [1e300]).bytes == [255, 255, 255, 127])
  }

  @Test func `a tensor in base64 is read`() throws {
    let tensor = try read(#"{"enc":"b64","dtype":"int32","shape":[1,1],"data":"AQAAAA=="}"#)
    #expect(tensor == WireTensor(type: .int32, shape: [1, 1], numbers: [1]))
  }

  @Test(arguments: [
    #"{"enc":"json","dtype":"uint8","shape":[1],"data":[1]}"#,
    #"{"enc":"b64","dtype":"float16","shape":[1],"data":"AQ=="}"#,
    #"{"enc":"b64","dtype":"uint8","shape":[2],"data":"AQ=="}"#,
    #"{"enc":"b64","dtype":"uint8","shape":[-1],"data":"AQ=="}"#,
    #"{"enc":"b64","dtype":"uint8","shape":[1],"data":"A?=="}"#,
    #"{"enc":"b64","dtype":"float64","shape":[1073741824,1073741824,1073741824],"data":""}"#,
    #"{"enc":"b64","dtype":"uint8","shape":[1]}"#, "7", "[]",
  ])
  func `a damaged tensor is a typed error`(tensor: String) {
    #expect(throws: ClientError.self) { _ = try read(tensor) }
  }
}
