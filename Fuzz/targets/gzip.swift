import Datasets
import FuzzSupport

/// A gzip file, unpacked whole and in part, and as an IDX file; or an IDX file as it is.
func feed(_ bytes: [UInt8]) {
  readIDX(bytes)
  let limit = 1 << 20
  let start = try? Gzip.prefix(100, of: bytes)
  guard let content = try? Gzip.decompress(bytes, limit: limit) else { return }
  expect(content.count <= limit, "\(content.count) bytes")
  expect(start == Array(content.prefix(100)), "the first bytes depend on how many are asked for")
  readIDX(content)
}

private func readIDX(_ bytes: [UInt8]) {
  _ = try? IDXLabels(bytes)
  if let header = try? IDXImageHeader(bytes) {
    _ = try? header.range(ofImage: header.count - 1)
    _ = try? header.range(ofImage: -1)
  }
  guard let images = try? IDXImages(bytes) else { return }
  expect((try? images.image(at: images.count)) == nil, "an image behind the last")
  guard images.count > 0 else { return }
  for index in [0, images.count - 1] {
    _ = mustSucceed("an image") { try images.image(at: index) }
  }
}
