import Agent
import EnvironmentAPI
import EnvironmentClient
import ImageFiles
import PaintCore

/// Writes what an episode painted to files.
struct PaintingRecorder {
  let client: any PaintingClient
  let wire: WireClient
  let seed: UInt64
  let target: [UInt8]?

  /// Writes a painting to a file of the kind that its name says.
  ///
  /// The client's lane must have performed the painting just now, and has again afterwards.
  func write(_ painting: Painting, to path: String) throws {
    switch OutputKind(path: path) {
    case .png: try ImageFile.write(try canvas(), to: path)
    case .gif: try FileBytes.write(try film(painting.actions), to: path)
    case .json: try FileBytes.write(try wire.program(lane: 0, format: "json"), to: path)
    case .svg: try FileBytes.write(try wire.program(lane: 0, format: "svg"), to: path)
    case nil: throw RunError(description: "\(path): the name must end in \(OutputKind.list)")
    }
  }

  private func canvas() throws -> PixelImage {
    let shape = client.specification.canvasShape
    return try PixelImage(
      width: shape[1], height: shape[0], channels: shape[2], pixels: client.canvas)
  }

  /// The animation of the painting's making: the empty canvas, a frame per action, and a pause.
  private func film(_ actions: ActionTable) throws -> [UInt8] {
    var frames: [[UInt8]] = []
    try client.reset(seed: seed, target: target)
    frames.append(client.canvas)
    for row in 0..<actions.rowCount {
      let action = actions.numbers[(row * actions.width)..<((row + 1) * actions.width)]
      _ = try client.step(action)
      frames.append(client.canvas)
    }
    let shape = client.specification.canvasShape
    var encoder = try GIFEncoder(width: shape[1], height: shape[0])
    let delay = min(max(600 / frames.count, 4), 40)
    for (index, pixels) in frames.enumerated() {
      let image = try PixelImage(
        width: shape[1], height: shape[0], channels: shape[2], pixels: pixels)
      let isLast = index == frames.count - 1
      try encoder.append(GIFFrame(image, delay: isLast ? Self.pause : delay))
    }
    return encoder.finished()
  }

  /// How long the finished picture stays, in hundredths of a second.
  private static let pause = 200
}
