/// A plain GIF reader for the tests: every frame composed, as RGB.
struct PlainGIFDecoder {
  struct Failure: Error { var reason: String }
  struct Frame {
    var pixels: [UInt8]
    var delay: Int
    var rectangle: [Int]
  }

  private(set) var width = 0
  private(set) var height = 0
  private(set) var loops = -1
  private(set) var frames: [Frame] = []
  private let file: [UInt8]
  private var offset = 0

  init(_ file: [UInt8]) throws {
    self.file = file
    guard try take(6) == Array("GIF89a".utf8) else { throw Failure(reason: "signature") }
    width = try number()
    height = try number()
    let flags = try take(3)[0]
    guard flags & 0x80 == 0 else { throw Failure(reason: "global palette") }
    var canvas = [UInt8](repeating: 0, count: width * height * 3)
    var delay = 0
    while true {
      switch try take(1)[0] {
      case 0x21:
        let label = try take(1)[0]
        let data = try blocks()
        if label == 0xF9 { delay = Int(data[1]) | Int(data[2]) << 8 }
        if label == 0xFF, data.starts(with: "NETSCAPE2.0".utf8) {
          loops = Int(data[12]) | Int(data[13]) << 8
        }
      case 0x2C:
        let rectangle = try image(onto: &canvas)
        frames.append(Frame(pixels: canvas, delay: delay, rectangle: rectangle))
      case 0x3B:
        guard offset == file.count else { throw Failure(reason: "bytes after the trailer") }
        return
      default: throw Failure(reason: "block at \(offset - 1)")
      }
    }
  }

  private mutating func take(_ count: Int) throws -> [UInt8] {
    guard offset + count <= file.count else { throw Failure(reason: "cut off") }
    defer { offset += count }
    return Array(file[offset..<offset + count])
  }

  private mutating func number() throws -> Int {
    let bytes = try take(2)
    return Int(bytes[0]) | Int(bytes[1]) << 8
  }

  private mutating func blocks() throws -> [UInt8] {
    var data: [UInt8] = []
    while true {
      let length = Int(try take(1)[0])
      if length == 0 { return data }
      data += try take(length)
    }
  }

  private mutating func image(onto canvas: inout [UInt8]) throws -> [Int] {
    let rectangle = [try number(), try number(), try number(), try number()]
    let flags = try take(1)[0]
    guard flags & 0xC0 == 0x80 else { throw Failure(reason: "no local palette, or interlaced") }
    let palette = try take(3 << (Int(flags & 7) + 1))
    let minimumCodeSize = Int(try take(1)[0])
    let indices = try unpack(try blocks(), minimumCodeSize)
    guard indices.count == rectangle[2] * rectangle[3] else {
      throw Failure(reason: "\(indices.count) pixels in \(rectangle)")
    }
    for (place, index) in indices.enumerated() {
      let x = rectangle[0] + place % rectangle[2]
      let y = rectangle[1] + place / rectangle[2]
      for channel in 0..<3 {
        canvas[(y * width + x) * 3 + channel] = palette[Int(index) * 3 + channel]
      }
    }
    return rectangle
  }

  /// LZW as the reader sees it: strings as arrays, nothing clever.
  private func unpack(_ data: [UInt8], _ minimumCodeSize: Int) throws -> [UInt8] {
    let clear = 1 << minimumCodeSize
    let initial = (0..<clear + 2).map { $0 < clear ? [UInt8($0)] : [] }
    var strings = initial
    var size = minimumCodeSize + 1
    var previous: [UInt8]?
    var output: [UInt8] = []
    var bit = 0
    while true {
      var code = 0
      for place in 0..<size {
        guard bit / 8 < data.count else { throw Failure(reason: "no end code") }
        code |= Int(data[bit / 8] >> UInt8(bit % 8) & 1) << place
        bit += 1
      }
      if code == clear {
        strings = initial
        size = minimumCodeSize + 1
        previous = nil
        continue
      }
      if code == clear + 1 {
        guard (bit + 7) / 8 == data.count else { throw Failure(reason: "bytes after the end code") }
        return output
      }
      guard code < strings.count || (code == strings.count && previous != nil) else {
        throw Failure(reason: "code \(code) of \(strings.count)")
      }
      let string = code < strings.count ? strings[code] : (previous ?? []) + [(previous ?? [0])[0]]
      output += string
      if let previous, strings.count < 4096 {
        strings.append(previous + [string[0]])
        if strings.count == 1 << size, size < 12 { size += 1 }
      }
      previous = string
    }
  }
}
