import JSONText

/// Named arrays of numbers in the safetensors format: the length of a header (8 bytes, little
/// endian), the header as a JSON object of types, shapes and places, and the numbers, little endian
/// (Hugging Face, "Safetensors", format section). Types F32 and F64.
struct TensorFile {
  /// The numbers of an array.
  enum Numbers: Equatable {
    case single([Float])
    case double([Double])
  }

  /// An array of numbers.
  struct Entry: Equatable {
    var name: String
    var shape: [Int]
    var numbers: Numbers
  }

  /// The arrays in the order of their numbers.
  var entries: [Entry] = []
  /// Facts about the whole file, sorted by name.
  var metadata: [(name: String, text: String)] = []

  init() {}

  /// Returns the array with this name and shape.
  func numbers(_ name: String, shape: [Int]) throws(EvaluationError) -> Numbers {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw .weights(place: "weights", expected: "an array \(name)", got: "none")
    }
    guard entry.shape == shape else {
      throw .weights(place: name, expected: "shape \(shape)", got: "\(entry.shape)")
    }
    return entry.numbers
  }

  /// Returns the text of a fact.
  func text(_ name: String) throws(EvaluationError) -> String {
    guard let item = metadata.first(where: { $0.name == name }) else {
      throw .weights(place: "metadata of the weights", expected: "\(name)", got: "none")
    }
    return item.text
  }
}

// MARK: Writing

extension TensorFile {
  /// The bytes of the file; the header is padded with spaces to a multiple of 8 bytes.
  var bytes: [UInt8] {
    var data: [UInt8] = []
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("__metadata__")
    writer.beginObject()
    for item in metadata {
      writer.key(escaping: item.name)
      writer.string(item.text)
    }
    writer.endObject()
    for entry in entries { Self.write(entry, to: &writer, data: &data) }
    writer.endObject()
    var header = writer.bytes
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    return littleEndian(UInt64(header.count)) + header + data
  }

  private static func write(_ entry: Entry, to writer: inout JSONWriter, data: inout [UInt8]) {
    let start = data.count
    let type: String
    switch entry.numbers {
    case .single(let values):
      type = "F32"
      for value in values { data += littleEndian(value.bitPattern) }
    case .double(let values):
      type = "F64"
      for value in values { data += littleEndian(value.bitPattern) }
    }
    writer.key(escaping: entry.name)
    writer.beginObject()
    writer.key("dtype")
    writer.string(type)
    writer.key("shape")
    writer.beginArray()
    for extent in entry.shape { writer.integer(extent) }
    writer.endArray()
    writer.key("data_offsets")
    writer.beginArray()
    writer.integer(start)
    writer.integer(data.count)
    writer.endArray()
    writer.endObject()
  }
}

// MARK: Reading

extension TensorFile {
  /// Reads the bytes of a file.
  ///
  /// - Throws: ``EvaluationError/weights(place:expected:got:)`` for damage and other types.
  init(_ bytes: [UInt8]) throws(EvaluationError) {
    let length = bytes.count >= 8 ? number(bytes[..<8], as: UInt64.self) : .max
    guard length <= UInt64(max(0, bytes.count - 8)) else {
      throw .weights(
        place: "weights", expected: "a safetensors header", got: "a file of \(bytes.count) bytes")
    }
    let start = 8 + Int(length)
    let data = bytes[start...]
    do {
      for member in try JSON.parse(Array(bytes[8..<start])).object() {
        if member.name == "__metadata__" {
          for item in try member.value.object() {
            metadata.append((item.name, try item.value.string()))
          }
        } else {
          entries.append(try Self.entry(member, data))
        }
      }
    } catch let error as JSONError {
      throw .weights(
        place: "header of the weights", expected: error.expected,
        got: "\(error.got) at \(error.position)")
    } catch let error as EvaluationError {
      throw error
    } catch {
      throw .weights(place: "header of the weights", expected: "a header", got: "\(error)")
    }
  }

  private static func entry(_ member: JSONMember, _ data: ArraySlice<UInt8>) throws -> Entry {
    let node = member.value
    var count = 1
    var shape: [Int] = []
    for extent in try node.member("shape").array() {
      shape.append(try extent.integer(in: 0...1 << 20))
      let (product, overflow) = count.multipliedReportingOverflow(by: shape[shape.count - 1])
      guard !overflow, product <= data.count else {
        throw extent.error(expected: "an extent that the file has numbers for")
      }
      count = product
    }
    let type = try node.member("dtype").string()
    guard type == "F32" || type == "F64" else {
      throw try node.member("dtype").error(expected: "F32 or F64")
    }
    let width = type == "F32" ? 4 : 8
    let offsets = try node.member("data_offsets").array()
    guard offsets.count == 2 else {
      throw try node.member("data_offsets").error(expected: "a start and an end")
    }
    let start = try offsets[0].integer(in: 0...data.count)
    guard try offsets[1].integer(in: start...data.count) - start == count * width else {
      throw offsets[1].error(expected: "an end \(count * width) bytes after the start")
    }
    let first = data.startIndex + start
    let starts = stride(from: first, to: first + count * width, by: width)
    let numbers: Numbers =
      type == "F32"
      ? .single(starts.map { Float(bitPattern: number(data[$0..<$0 + 4], as: UInt32.self)) })
      : .double(starts.map { Double(bitPattern: number(data[$0..<$0 + 8], as: UInt64.self)) })
    return Entry(name: member.name, shape: shape, numbers: numbers)
  }
}

/// Returns the little-endian number in `bytes`.
private func number<Word: FixedWidthInteger>(_ bytes: ArraySlice<UInt8>, as type: Word.Type) -> Word
{
  bytes.reversed().reduce(0) { $0 << 8 | Word($1) }
}

/// Returns the bytes of a number, the lowest first.
private func littleEndian(_ word: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: word.littleEndian) { Array($0) }
}
