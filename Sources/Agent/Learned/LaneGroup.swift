import EnvironmentAPI
public import EnvironmentClient
import PaintCore

/// The lanes of one or more environment servers, stepped together.
///
/// What a lane does depends on its seed and actions alone, so neither the number of servers nor a
/// restart of one shows in the results.
public final class LaneGroup {
  /// What the environment said of itself; its `laneCount` is that of the first server.
  public let description: EnvironmentDescription
  /// The number of lanes of all servers.
  public let laneCount: Int
  /// The seed of lane 0 in the next episode.
  var nextSeed: UInt64
  /// Which lanes' episodes have ended; their canvases stay as they are and they earn nothing.
  private(set) var hasEnded: [Bool]

  private var servers: [LaneServer]
  private let start: ((_ laneCount: Int) throws -> LaneServer)?
  private var isLost: [Bool]
  private var latest: [UInt8] = []
  private let canvasName: String

  /// Takes over a session; lanes that may end before the others need `Autoreset.nextStep`.
  public init(_ client: WireClient, description: EnvironmentDescription, seed: UInt64) {
    self.description = description
    laneCount = description.laneCount
    canvasName = description.observation[0].name
    servers = [LaneServer(client, description)]
    start = nil
    isLost = [false]
    hasEnded = [Bool](repeating: false, count: laneCount)
    nextSeed = seed
  }

  /// Starts servers and divides lanes among them.
  ///
  /// - Parameter start: Starts a server with so many lanes; always the same environment.
  /// - Throws: What `start` throws.
  /// - Precondition: `serverCount` is in `1...laneCount`.
  public init(
    laneCount: Int, serverCount: Int, seed: UInt64,
    start: @escaping (_ laneCount: Int) throws -> LaneServer
  ) throws {
    precondition(1...laneCount ~= serverCount, "\(serverCount) servers of \(laneCount) lanes")
    servers = try (0..<serverCount).map { index in
      try start(Self.lanes(of: index, serverCount, laneCount).count)
    }
    self.start = start
    self.laneCount = laneCount
    description = servers[0].description
    canvasName = description.observation[0].name
    isLost = [Bool](repeating: false, count: serverCount)
    hasEnded = [Bool](repeating: false, count: laneCount)
    nextSeed = seed
  }

  private static func lanes(of server: Int, _ serverCount: Int, _ laneCount: Int) -> Range<Int> {
    server * laneCount / serverCount..<(server + 1) * laneCount / serverCount
  }

  // MARK: Episodes

  /// Starts an episode in every lane, each with a seed nobody had before.
  ///
  /// - Parameter targets: One picture per lane.
  /// - Returns: The canvases, shape `[laneCount] + canvasShape`.
  func reset(targets: [UInt8]?) throws -> [UInt8] {
    let (seed, size) = (nextSeed, description.canvasShape.reduce(1, *))
    let parts = try onServers { [description, canvasName] server, lanes in
      let tensor = targets.map { targets in
        WireTensor(
          type: .uint8, shape: [lanes.count] + description.canvasShape,
          bytes: Array(targets[(lanes.lowerBound * size)..<(lanes.upperBound * size)]))
      }
      return try Self.pixels(
        server.client.reset(
          seed: seed &+ UInt64(lanes.lowerBound), target: tensor, want: [canvasName]),
        canvasName, byteCount: lanes.count * size)
    }
    nextSeed &+= UInt64(laneCount)
    for lane in hasEnded.indices { hasEnded[lane] = false }
    latest = Array(parts.joined())
    return latest
  }

  /// Performs one action in every lane; those of lanes that have ended are ignored.
  func step(_ actions: ActionTable) throws -> (canvases: [UInt8], rewards: [Double]) {
    let (size, width) = (description.canvasShape.reduce(1, *), actions.width)
    let parts = try onServers { [description, canvasName] server, lanes in
      let rows = actions.numbers[(lanes.lowerBound * width)..<(lanes.upperBound * width)]
      let response = try server.client.step(
        ActionTable(width: width, numbers: Array(rows)), of: description.action,
        want: [canvasName])
      return (
        pixels: try Self.pixels(
          response.observation, canvasName, byteCount: lanes.count * size), response: response
      )
    }
    var canvases = Array(parts.map(\.pixels).joined())
    var rewards = Array(parts.map(\.response.rewards).joined())
    let ends = parts.flatMap { zip($0.response.terminated, $0.response.truncated) }
    for lane in 0..<laneCount {
      if hasEnded[lane] {
        let place = (lane * size)..<((lane + 1) * size)
        canvases.replaceSubrange(place, with: latest[place])
        rewards[lane] = 0
      } else {
        hasEnded[lane] = ends[lane].0 || ends[lane].1
      }
    }
    latest = canvases
    return (canvases, rewards)
  }

  private static func pixels(
    _ observation: WireObservation, _ name: String, byteCount: Int
  ) throws -> [UInt8] {
    let tensor = try observation.tensor(name)
    guard tensor.type == .uint8, tensor.bytes.count == byteCount else {
      throw ClientError.malformedResponse(
        method: observation.method,
        reason: "expected \(byteCount) bytes of canvases, got \(tensor.bytes.count)")
    }
    return tensor.bytes
  }

  /// Calls `body` for all servers at the same time, with their lanes, and returns what it returns in
  /// order.
  private func onServers<Part>(
    _ body: (LaneServer, Range<Int>) throws -> Part
  ) throws -> [Part] {
    let (servers, laneCount) = (servers, laneCount)
    var results = [Result<Part, any Error>?](repeating: nil, count: servers.count)
    results.withUnsafeMutableBufferPointer { results in
      Parallel.forEach(servers.count, workers: servers.count) { index, _ in
        let lanes = Self.lanes(of: index, servers.count, laneCount)
        results[index] = Result { try body(servers[index], lanes) }
      }
    }
    for (index, result) in results.enumerated() {
      if case .failure(let error)? = result, case WireChannelError.peerClosed = error {
        isLost[index] = true
      }
    }
    return try results.compactMap { try $0?.get() }
  }

  // MARK: Processes

  /// Whether a server went away and `restart` can bring it back.
  var canRestart: Bool { start != nil && isLost.contains(true) }

  /// Starts the servers that went away again; every lane needs a reset then.
  ///
  /// - Throws: What starting throws, or when another environment than before comes up.
  func restart() throws {
    guard let start else { return }
    for index in servers.indices where isLost[index] {
      servers[index].abandon()
      let server = try start(Self.lanes(of: index, servers.count, laneCount).count)
      guard server.isInterchangeable(with: servers[index]) else {
        throw ClientError.incapable("the environment changed when it was started again")
      }
      servers[index] = server
      isLost[index] = false
    }
  }

  /// Ends the servers and waits for their processes.
  public func close() {
    for server in servers { server.close() }
  }
}
