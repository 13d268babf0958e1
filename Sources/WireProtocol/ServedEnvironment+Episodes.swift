import EnvironmentAPI
import JSONText
import PaintCore

// MARK: Reset

extension ServedEnvironment {
  /// What a reset asks for beside what it wants to see.
  private struct Reset {
    var seeds: [UInt64?]
    var mask: [Bool]?
    var targets: [[UInt8]]?
  }

  /// `reset`: starts episodes.
  func reset(_ parameters: Parameters, to writer: inout JSONWriter) throws {
    var reset = try readReset(parameters)
    drawMissingSeeds(&reset)
    try requireNoFreshLane(outside: reset.mask)
    _ = try lanes.reset(seeds: reset.seeds, mask: reset.mask, targets: reset.targets)
    writer.beginObject()
    try writeCurrentObservation(to: &writer)
    if request.digest {
      writer.key("digest")
      writeLanes(to: &writer) { writer, lane in
        let digest = self.buffers.digest(
          row: lane, reward: 0, terminated: false, truncated: false)
        writer.string(digest.hexadecimal)
      }
    }
    writer.endObject()
  }

  private func readReset(_ parameters: Parameters) throws -> Reset {
    request.wantEverything()
    var reset = Reset(seeds: [UInt64?](repeating: nil, count: laneCount))
    var scanner = parameters.scanner()
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      if scanner.key(key, equals: "seed") {
        try readSeeds(&scanner, into: &reset.seeds)
      } else if scanner.key(key, equals: "options") {
        reset.targets = try readResetOptions(&scanner)
      } else if scanner.key(key, equals: "mask") {
        reset.mask = try readMask(&scanner)
      } else if scanner.key(key, equals: "want") {
        try request.readWant(&scanner, leafNames)
      } else if scanner.key(key, equals: "digest") {
        request.digest = try scanner.boolean()
      } else {
        throw scanner.unknownMember(key, known: "seed, options, mask, want, digest")
      }
    }
    return reset
  }

  /// Reads one seed for all lanes, lane i getting seed + i, or a list with null for "go on".
  private func readSeeds(
    _ scanner: inout JSONScanner, into seeds: inout [UInt64?]
  ) throws(JSONError) {
    if try scanner.nullIfPresent() { return }
    let kind = try scanner.peek()
    guard isBatched, kind == .array else {
      let first = try scanner.unsigned64()
      for lane in seeds.indices { seeds[lane] = first &+ UInt64(lane) }
      return
    }
    try readList(&scanner, "seeds") { (scanner, lane) throws(JSONError) in
      seeds[lane] = try scanner.nullIfPresent() ? nil : scanner.unsigned64()
    }
  }

  private func readMask(_ scanner: inout JSONScanner) throws(JSONError) -> [Bool] {
    guard isBatched else { return [try scanner.boolean()] }
    var mask = [Bool](repeating: false, count: laneCount)
    try readList(&scanner, "booleans") { (scanner, lane) throws(JSONError) in
      mask[lane] = try scanner.boolean()
    }
    return mask
  }

  /// Reads an array with one element per lane.
  private func readList(
    _ scanner: inout JSONScanner, _ elements: String,
    _ read: (inout JSONScanner, Int) throws(JSONError) -> Void
  ) throws(JSONError) {
    _ = try scanner.peek()
    let start = scanner.offset
    var count = 0
    try scanner.beginArray()
    while try scanner.nextElement() {
      guard count < laneCount else {
        throw scanner.error(at: start, expected: "\(laneCount) \(elements)", got: "more")
      }
      try read(&scanner, count)
      count += 1
    }
    guard count == laneCount else {
      throw scanner.error(at: start, expected: "\(laneCount) \(elements)", got: "\(count)")
    }
  }

  private func readResetOptions(_ scanner: inout JSONScanner) throws -> [[UInt8]]? {
    var targets: [[UInt8]]?
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      guard scanner.key(key, equals: "target") else {
        throw EnvironmentError.invalidOption(
          name: scanner.text(of: key), expected: "target, the only option of a reset",
          got: "another name")
      }
      targets = try readTargets(&scanner)
    }
    return targets
  }

  /// Reads one picture for all lanes, or one per lane.
  private func readTargets(_ scanner: inout JSONScanner) throws -> [[UInt8]] {
    let tensor = try scanner.tensorHeader()
    let shape = configuration.canvasShape
    let isForAll = tensor.shape == shape
    guard tensor.type == .uint8, isForAll || (isBatched && tensor.shape == [laneCount] + shape)
    else {
      let perLane = isBatched ? " or \([laneCount] + shape)" : ""
      throw EnvironmentError.invalidOption(
        name: "target", expected: "a uint8 tensor of shape \(shape)\(perLane)",
        got: tensor.summary)
    }
    let bytes = try scanner.bytes(of: tensor)
    let size = shape.reduce(1, *)
    return (0..<(isForAll ? 1 : laneCount)).map { Array(bytes[($0 * size)..<(($0 + 1) * size)]) }
  }

  /// Lanes that were never reset and get no seed draw one: lane i the first seed + i.
  private func drawMissingSeeds(_ reset: inout Reset) {
    var first: UInt64?
    for lane in 0..<laneCount where reset.seeds[lane] == nil && !lanes.isStarted(lane) {
      // Seeds up to 2^53 - 1 are plain numbers for every reader.
      let base = first ?? agreement.firstSeed ?? UInt64.random(in: 0..<(1 << 53 - 4096))
      first = base
      reset.seeds[lane] = base &+ UInt64(lane)
    }
  }

  /// Observations cover all lanes, so none may stay behind that has none.
  func requireNoFreshLane(outside mask: [Bool]?) throws(EnvironmentError) {
    guard let mask else { return }
    for lane in 0..<laneCount where !mask[lane] && !lanes.isStarted(lane) {
      throw .resetNeeded(lane: lane)
    }
  }
}

// MARK: Step

extension ServedEnvironment {
  /// `step`: one action for every lane.
  func step(_ parameters: Parameters, to writer: inout JSONWriter) throws {
    try readStep(parameters)
    let request = request
    var finalRequest = request
    finalRequest.digest = false
    buffers.begin(request, transport)
    finalBuffers?.begin(request, transport)
    let result = try lanes.step(
      actions.table,
      observe: { lane, view in self.buffers.write(view, row: lane, request) },
      observeFinal: { [finalRequest] lane, view in
        self.finalBuffers?.write(view, row: lane, finalRequest)
      })
    writer.beginObject()
    writer.key("obs")
    try writeObservation(buffers, rowCount: laneCount, isBatched: isBatched, to: &writer)
    writer.key("reward")
    writeLanes(to: &writer) { $0.number(result.rewards[$1]) }
    writer.key("terminated")
    writeLanes(to: &writer) { $0.boolean(result.terminated[$1]) }
    writer.key("truncated")
    writeLanes(to: &writer) { $0.boolean(result.truncated[$1]) }
    writer.key("info")
    try writeInfo(result, to: &writer)
    if request.digest {
      writer.key("digest")
      writeLanes(to: &writer) { writer, lane in
        let digest = self.buffers.digest(
          row: lane, reward: result.rewards[lane], terminated: result.terminated[lane],
          truncated: result.truncated[lane])
        writer.string(digest.hexadecimal)
      }
    }
    writer.endObject()
  }

  private func readStep(_ parameters: Parameters) throws {
    request.wantEverything()
    var hasAction = false
    var scanner = parameters.scanner()
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      if scanner.key(key, equals: "action") {
        _ = try actions.read(&scanner, axes: isBatched ? [laneCount] : [])
        hasAction = true
      } else if scanner.key(key, equals: "want") {
        try request.readWant(&scanner, leafNames)
      } else if scanner.key(key, equals: "digest") {
        request.digest = try scanner.boolean()
      } else {
        throw scanner.unknownMember(key, known: "action, want, digest")
      }
    }
    guard hasAction else { throw scanner.error(at: 0, expected: "a member \"action\"") }
  }

  /// Writes `info`: what the engine reports; the statistics of the episodes that ended, and under
  /// `SameStep` their last observations.
  private func writeInfo(
    _ result: VectorEnvironment.StepResult, to writer: inout JSONWriter
  ) throws {
    writer.beginObject()
    defer { writer.endObject() }
    let fields = configuration.engine.info
    for (index, field) in fields.enumerated() {
      writer.key(escaping: field.name)
      writeLanes(to: &writer) { $0.number(result.info[$1 * fields.count + index]) }
    }
    let ended = (0..<laneCount).filter { result.isEnd(lane: $0) }
    guard !ended.isEmpty else { return }
    if let finalBuffers {
      finalBuffers.compact(ended)
      writer.key("final_obs")
      try writeObservation(
        finalBuffers, rowCount: ended.count, isBatched: isBatched, to: &writer)
      if isBatched {
        writer.key("_final_obs")
        writeLanes(to: &writer) { $0.boolean(result.isEnd(lane: $1)) }
      }
    }
    writer.key("episode")
    writer.beginObject()
    writer.key("r")
    writeLanes(to: &writer) { $0.number(result.episodeReturns[$1]) }
    writer.key("l")
    writeLanes(to: &writer) { $0.integer(result.episodeLengths[$1]) }
    writer.endObject()
    if isBatched {
      writer.key("_episode")
      writeLanes(to: &writer) { $0.boolean(result.isEnd(lane: $1)) }
    }
  }
}
