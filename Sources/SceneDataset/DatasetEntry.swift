/// One image of a dataset: what is written about it.
public struct DatasetEntry: Sendable {
  /// The content of a file.
  public struct File: Sendable {
    var channel: DatasetChannel
    var content: [UInt8]
  }

  /// A file for every channel.
  var files: [File]
  /// The image's entry in the annotation file: a JSON object.
  var image: [UInt8]
  /// The entries of its objects: JSON objects.
  var annotations: [[UInt8]]
}

extension DatasetEntry {
  /// The entry as lines that are put together later: an `i` before the image and an `a` before
  /// every object.
  var lines: [UInt8] {
    var lines: [UInt8] = []
    for (mark, object) in [(UInt8(ascii: "i"), image)] + annotations.map({ (0x61, $0) }) {
      lines.append(mark)
      lines += object
      lines.append(0x0A)
    }
    return lines
  }

  /// The entry as members of a tar archive, named as WebDataset wants it: one number, many endings.
  func members(number: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for file in files {
      bytes += TarMember.encode(
        name: number + file.channel.memberEnding, content: file.content)
    }
    return bytes + TarMember.encode(name: number + ".json", content: record)
  }

  /// One JSON object with the image and its objects.
  private var record: [UInt8] {
    Array(#"{"image":"#.utf8) + image + Array(#","annotations":["#.utf8)
      + Array(annotations.joined(separator: [0x2C])) + Array("]}\n".utf8)
  }
}
