import EnvironmentAPI
import JSONText
import PaintCore
import StrokeProgram

/// The largest side of a rendered picture, px.
private let maximumSide = 8192

extension ServedEnvironment {
  /// `render`: pictures of lanes, one frame for each of `lanes`; all lanes when there is no list.
  ///
  /// `rgb_array` frames are tensors (as was agreed on, but `b64` instead of `png`), `png` frames
  /// are files in base64, `svg` frames are texts. Pictures of another size than the canvas are
  /// painted again at that size; engines have square canvases.
  func render(_ parameters: Parameters, to writer: inout JSONWriter) throws {
    let tree = try parameters.tree(allowing: ["lanes", "mode", "width", "height"])
    let mode = try choice(RenderMode.self, tree["mode"]) ?? .rgbArray
    let size = try readSize(tree)
    let chosen = try readLanes(tree["lanes"])
    try checkMemory(frames: chosen.count, size: size)
    writer.beginObject()
    writer.key("frames")
    writer.beginArray()
    for lane in chosen {
      switch mode {
      case .svg: writer.string(try lanes.program(of: lane).svg())
      case .png:
        let file = try transport.encodePNG(lanes.render(lane: lane, size: size))
        file.withUnsafeBytes { writer.base64($0) }
      case .rgbArray: try frame(lanes.render(lane: lane, size: size), to: &writer)
      }
    }
    writer.endArray()
    writer.endObject()
  }

  /// Refuses pictures that could not be answered with before they are painted.
  private func checkMemory(frames: Int, size: Int?) throws(EnvironmentError) {
    let shape = configuration.canvasShape
    let bytes = (size.map { $0 * $0 } ?? shape[0] * shape[1]) * shape[2]
    guard bytes <= ResponseBound.maximumBytes / max(1, frames) else {
      throw .resourceLimit(
        what: "frames", limit: "\(ResponseBound.maximumBytes) bytes",
        got: "\(frames) of \(bytes) bytes")
    }
  }

  private func frame(_ image: PixelImage, to writer: inout JSONWriter) throws {
    let pixels = image.pixels.withUnsafeBytes { TensorBytes(copying: $0) }
    let space = LeafSpace.box(.uint8, shape: image.shape, low: 0, high: 255)
    let rows = TensorRows(
      bytes: pixels.bytes, space: space, count: nil, owner: pixels, place: nil)
    try writer.leaf(rows, by: frameTransport)
  }

  /// Frames of `rgb_array` are arrays: where observations are PNG files, they are `b64`.
  private var frameTransport: TensorTransport {
    guard transport.encoding == .png else { return transport }
    return TensorTransport(.base64, memory: nil, encodePNG: transport.encodePNG)
  }

  /// Reads `width` and `height`; nil when neither is there.
  private func readSize(_ tree: JSONNode) throws -> Int? {
    var sides: [Int] = []
    for name in ["width", "height"] {
      guard let side = try tree[name]?.integer(in: 1...Int.max) else { continue }
      guard side <= maximumSide else {
        throw EnvironmentError.resourceLimit(
          what: name, limit: "\(maximumSide)", got: "\(side)")
      }
      sides.append(side)
    }
    guard let width = sides.first, let height = sides.last else { return nil }
    let shape = configuration.canvasShape
    if sides.count == 2, width == shape[1], height == shape[0] { return nil }
    guard width == height else {
      throw EnvironmentError.unsupported(
        "a picture \(width) wide and \(height) high: pictures of another size are square")
    }
    return width
  }

  /// `program`: what the episodes of lanes have executed so far.
  func program(_ parameters: Parameters, to writer: inout JSONWriter) throws {
    let tree = try parameters.tree(allowing: ["lanes", "format"])
    let format = try choice(ProgramFormat.self, tree["format"]) ?? .json
    writer.beginObject()
    writer.key("programs")
    writer.beginArray()
    for lane in try readLanes(tree["lanes"]) {
      let program = try lanes.program(of: lane)
      switch format {
      case .json: writer.raw(program.json())
      case .svg: writer.string(program.svg())
      case .ndjson: writer.string(quickDrawing(of: program))
      }
    }
    writer.endArray()
    writer.endObject()
  }

  /// The strokes as one line of Quick, Draw!'s collection, without its end; the engine is the word.
  private func quickDrawing(of program: PaintingProgram) -> String {
    let drawing = QuickDrawing(Drawing(program), word: configuration.backend.name)
    return String(decoding: QuickDrawing.ndjson([drawing]).dropLast(), as: UTF8.self)
  }

  /// Reads one of the words of an enumeration; a word that is none of them is `unsupported`.
  private func choice<Choice: RawRepresentable & CaseIterable>(
    _ type: Choice.Type, _ node: JSONNode?
  ) throws -> Choice? where Choice.RawValue == String {
    guard let node else { return nil }
    let word = try node.string()
    guard let choice = Choice(rawValue: word) else {
      let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw EnvironmentError.unsupported("there is no '\(word)'; there is \(known)")
    }
    return choice
  }
}
