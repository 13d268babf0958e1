/// Paints many pictures, a batch at a time, and shows how each came about.
public protocol PicturePainter: AnyObject {
  /// The pictures of a batch.
  var batchSize: Int { get }

  /// The most actions of a picture.
  var stepCount: Int { get }

  /// Paints the next batch, each picture with a seed that none had before.
  ///
  /// - Parameter targets: The pictures to paint, `[batchSize] + canvasShape`; nil for none.
  /// - Returns: The canvases before the first action and after each, `[stepCount + 1]` times
  ///   `[batchSize] + canvasShape`. A picture that ended earlier stays as it was.
  func paintBatch(targets: [UInt8]?) throws -> [[UInt8]]
}

/// Paints one picture after the other, with any policy.
public final class SerialPainter: PicturePainter {
  /// One.
  public let batchSize = 1
  /// The most actions of a picture.
  public let stepCount: Int
  private let client: any PaintingClient
  private let policy: any PaintingPolicy
  private var nextSeed: UInt64

  /// Paints with `policy` on the canvas of `client`; the seeds count up from `seed`.
  public init(
    _ client: any PaintingClient, policy: any PaintingPolicy, stepCount: Int, seed: UInt64
  ) {
    self.client = client
    self.policy = policy
    self.stepCount = stepCount
    nextSeed = seed
  }

  /// Paints a picture, then goes through its actions again to see every canvas.
  public func paintBatch(targets: [UInt8]?) throws -> [[UInt8]] {
    let seed = nextSeed
    nextSeed &+= 1
    let painting = try policy.paint(
      client, steps: stepCount, seed: seed, target: targets, progress: { _ in })
    try client.reset(seed: seed, target: targets)
    var canvases = [client.canvas]
    _ = try client.perform(painting.actions, seed: seed, target: targets) { _ in
      canvases.append(client.canvas)
    }
    while canvases.count <= stepCount { canvases.append(client.canvas) }
    return canvases
  }
}
