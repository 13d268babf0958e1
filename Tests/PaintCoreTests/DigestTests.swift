import PaintCore
import Testing

@Suite struct DigestTests {
  /// Test vectors of draft-eastlake-fnv, appendix C.
  @Test(arguments: [
    ("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8"),
  ])
  func `the published vectors`(text: String, hash: String) {
    var digest = Digest()
    digest.append(Array(text.utf8))
    #expect(digest.hexadecimal == hash)
  }

  @Test func `words are added as little-endian bytes`() {
    var words = Digest()
    words.append(0x0807_0605_0403_0201 as UInt64)
    var bytes = Digest()
    bytes.append([1, 2, 3, 4, 5, 6, 7, 8])
    #expect(words == bytes)
  }
}
