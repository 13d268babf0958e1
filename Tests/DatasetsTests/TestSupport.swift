import Datasets
import Glibc
import ImageFiles
import PaintCore
import TestMaterial

extension Noise {
  /// `file` with one to four bytes changed, every fifth time cut off as well.
  mutating func mutated(_ file: [UInt8], round: Int) -> [UInt8] {
    var result = file
    for _ in 0...Int.random(in: 0..<4, using: &self) {
      let place = Int.random(in: 0..<result.count, using: &self)
      result[place] = UInt8.random(in: 0...255, using: &self)
    }
    if round % 5 == 0 { result.removeLast(Int.random(in: 0..<result.count, using: &self)) }
    return result
  }
}

/// Files put together by hand.
enum Handmade {
  static func little(_ value: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
  }

  static func big(_ value: UInt32) -> [UInt8] { little(value, 4).reversed() }

  /// deflate with stored blocks of at most 1000 bytes.
  static func stored(_ data: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for start in stride(from: 0, to: max(data.count, 1), by: 1000) {
      let block = data[start..<min(start + 1000, data.count)]
      let length = little(UInt32(block.count), 2)
      result += [start + 1000 >= data.count ? 1 : 0] + length + length.map { ~$0 } + block
    }
    return result
  }

  static func gzip(_ data: [UInt8]) -> [UInt8] {
    [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + stored(data) + little(plainCRC32(data), 4)
      + little(UInt32(data.count), 4)
  }

  /// An IDX file of images of `height` by `width` that count up: pixel i is i modulo 251.
  static func images(_ count: Int, _ height: Int, _ width: Int) -> [UInt8] {
    [0, 0, 8, 3] + [count, height, width].flatMap { big(UInt32($0)) }
      + (0..<count * height * width).map { UInt8($0 % 251) }
  }

  struct Member {
    var name: String
    var method: UInt32
    var packed: [UInt8]
    var content: [UInt8]
    var flags: UInt32 = 0
  }

  /// A zip archive with a comment after its directory.
  static func zip(_ members: [Member], comment: String = "comment") -> [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let name = Array(member.name.utf8)
      let common =
        little(20, 2) + little(member.flags, 2) + little(member.method, 2) + little(0, 4)
        + little(plainCRC32(member.content), 4) + little(UInt32(member.packed.count), 4)
        + little(UInt32(member.content.count), 4) + little(UInt32(name.count), 2)
      directory +=
        [0x50, 0x4B, 1, 2] + little(20, 2) + common + little(2, 2) + little(0, 10)
        + little(UInt32(file.count), 4) + name + [9, 9]
      file += [0x50, 0x4B, 3, 4] + common + little(3, 2) + name + [8, 8, 8] + member.packed
    }
    let count = little(UInt32(members.count), 2)
    return file + directory + [0x50, 0x4B, 5, 6] + little(0, 4) + count + count
      + little(UInt32(directory.count), 4) + little(UInt32(file.count), 4)
      + little(UInt32(comment.utf8.count), 2) + Array(comment.utf8)
  }

  static func storedMember(_ name: String, _ content: [UInt8]) -> Member {
    Member(name: name, method: 0, packed: content, content: content)
  }

  /// "hello hello hello hello\n", and its deflate stream as another implementation made it.
  static let hello = Array("hello hello hello hello\n".utf8)
  static let packedHello: [UInt8] = [0xCB, 0x48, 0xCD, 0xC9, 0xC9, 0x57, 0xC8, 0x40, 0x27, 0xB9, 0]
}

/// A folder that goes away with its files when the value does.
struct TemporaryFolder: ~Copyable {
  struct Failure: Error {}
  let path: String
  private var names: [String] = []

  init() throws {
    var template = Array("\(P_tmpdir)/spiral-data-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    guard let made else { throw Failure() }
    path = made
  }

  deinit {
    for name in names { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  /// Writes a file and returns its path.
  mutating func add(_ name: String, _ bytes: [UInt8]) throws -> String {
    names.append(name)
    try FileBytes.write(bytes, to: "\(path)/\(name)")
    return "\(path)/\(name)"
  }
}

/// Pictures of the tests go to the folder that SPIRAL_PICTURES names, for looking at.
func keep(_ image: PixelImage, as name: String) throws {
  guard let folder = getenv("SPIRAL_PICTURES") else { return }
  try ImageFile.write(image, to: "\(String(cString: folder))/\(name).png")
}
