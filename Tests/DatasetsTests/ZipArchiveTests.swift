import Datasets
import ImageFiles
import PaintCore
import TestMaterial
import Testing

@Suite struct ZipArchiveTests {
  private let members = [
    Handmade.storedMember("folder/", []), Handmade.storedMember("folder/a.txt", [1, 2, 3]),
    Handmade.Member(
      name: "folder/hello.txt", method: 8, packed: Handmade.packedHello, content: Handmade.hello),
    Handmade.Member(name: "empty", method: 8, packed: [3, 0], content: []),
  ]

  private func damaged(_ member: Handmade.Member) throws -> String {
    let archive = try ZipArchive(Handmade.zip([member]))
    do {
      _ = try archive.read(archive.entries[0])
      return "no error"
    } catch { return "\(error)" }
  }

  @Test func `entries are listed and read`() throws {
    let archive = try ZipArchive(Handmade.zip(members))
    #expect(
      archive.entries.map(\.name) == ["folder/", "folder/a.txt", "folder/hello.txt", "empty"])
    #expect(archive.entries.map(\.size) == [0, 3, 24, 0])
    for (entry, member) in zip(archive.entries, members) {
      #expect(try archive.read(entry) == member.content)
    }
    #expect(archive.entry(named: "empty") == archive.entries[3])
    #expect(archive.entry(named: "folder") == nil)
    #expect(try ZipArchive(Handmade.zip([], comment: "")).entries.isEmpty)
    let comment = String(repeating: "x", count: 65535)
    #expect(try ZipArchive(Handmade.zip(members, comment: comment)).entries.count == 4)
  }

  @Test func `what is not read is named`() throws {
    let good = members[2]
    var member = good
    member.flags = 1
    #expect(try damaged(member).contains("encrypted"))
    member = good
    member.method = 12
    #expect(try damaged(member).contains("compression method 12"))
    member = good
    member.content[3] = 0
    #expect(try damaged(member).contains("CRC-32"))
    member = good
    member.content.removeLast()
    #expect(try damaged(member).contains("should have 23 bytes, got 24"))
    member.content.removeLast()
    #expect(try damaged(member).contains("do not end after 22 unpacked ones"))
    member = good
    member.content.append(0)
    #expect(try damaged(member).contains("should have 25 bytes, got 24"))
    member = good
    member.content = [UInt8](repeating: 0, count: 20000)
    #expect(try damaged(member).contains("11 packed bytes cannot hold 20000"))
    #expect(try damaged(good) == "no error")
    var zip64 = Handmade.zip(members, comment: "")
    for place in zip64.count - 6..<zip64.count - 2 { zip64[place] = 0xFF }
    #expect { try ZipArchive(zip64) } throws: { "\($0)".contains("zip64") }
  }

  @Test func `the limit is on the unpacked size`() throws {
    let archive = try ZipArchive(Handmade.zip(members))
    #expect(try archive.read(archive.entries[2], limit: 24) == Handmade.hello)
    #expect(
      throws: DatasetError.tooLarge(what: "entry folder/hello.txt", bytes: 24, limit: 23)
    ) { try archive.read(archive.entries[2], limit: 23) }
  }

  @Test func `every truncation and 20000 mutations throw or read within the limit`() throws {
    let seed = Handmade.zip(members, comment: "")
    for length in 0..<seed.count {
      #expect(throws: DatasetError.self) { try ZipArchive(Array(seed[..<length])) }
    }
    var noise = Noise(seed: 12)
    var opened = 0
    var read = 0
    for round in 0..<20000 {
      guard let archive = try? ZipArchive(noise.mutated(seed, round: round)) else { continue }
      opened += 1
      for entry in archive.entries {
        guard let content = try? archive.read(entry, limit: 4096) else { continue }
        read += 1
        #expect(content.count <= 4096)
      }
    }
    print("zip mutations: \(opened) of 20000 open, \(read) entries read")
    #expect(opened > 1000 && read > 1000)
  }

  @Test(.enabled(if: SharedData.isPresent, "needs ../shared/data"))
  func `every face and drawing of the shared data is read`() throws {
    for (name, pictures) in [
      ("faces/lfw64_faces.zip", 4599), ("omniglot/images_background_small1.zip", 2720),
    ] {
      let clock = ContinuousClock()
      var count = 0
      let time = try clock.measure {
        let archive = try ZipArchive(FileBytes.read("\(SharedData.folder)/\(name)"))
        for entry in archive.entries where entry.name.hasSuffix(".png") {
          let image = try PNG.decode(archive.read(entry))
          #expect(image.shape == (pictures == 4599 ? [64, 64, 3] : [105, 105, 1]))
          count += 1
        }
      }
      print("\(name): \(count) pictures in \(time)")
      #expect(count == pictures)
    }
  }
}
