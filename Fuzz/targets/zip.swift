import Datasets
import FuzzSupport

/// An archive; every entry is read.
func feed(_ bytes: [UInt8]) {
  guard let archive = try? ZipArchive(bytes) else { return }
  for entry in archive.entries.prefix(64) {
    guard let content = try? archive.read(entry, limit: 1 << 20) else { continue }
    expect(content.count == entry.size, "\(content.count) bytes of \(entry.size)")
  }
}
