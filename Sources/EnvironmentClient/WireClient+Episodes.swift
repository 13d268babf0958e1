public import EnvironmentAPI
import JSONText

/// The observation of all lanes that came with an answer: the leaves that were wanted.
public struct WireObservation: Sendable {
  let node: JSONNode
  /// The method whose answer it is.
  public let method: String

  /// Returns a Box leaf, its first axis the lanes.
  ///
  /// - Throws: `ClientError.malformedResponse` when it is missing or damaged.
  public func tensor(_ name: String) throws(ClientError) -> WireTensor {
    do {
      return try WireTensor(node.member("obs").member(name))
    } catch {
      throw .malformedResponse(method: method, reason: error.description)
    }
  }
}

/// What one step of all lanes gave.
public struct StepResponse: Sendable {
  /// The leaves that were wanted.
  public let observation: WireObservation
  /// The reward of each lane.
  public let rewards: [Double]
  /// Whether the agent ended the painting.
  public let terminated: [Bool]
  /// Whether the step budget ran out.
  public let truncated: [Bool]
}

/// What candidate programs would earn.
public struct EvaluateResponse: Sendable {
  /// The last observation of each program, if one was wanted.
  public let observation: WireObservation
  /// The sums of the rewards.
  public let returns: [Double]
  /// How many actions each program performed before its episode ended.
  public let lengths: [Int]
}

extension WireClient {
  /// Starts an episode in every lane.
  ///
  /// - Parameters:
  ///   - seed: The seed of lane 0; lane i gets `seed + i`.
  ///   - target: One picture for all lanes, in the canvas's shape, or one per lane along a leading
  ///     axis.
  ///   - want: The leaves to send back.
  public func reset(
    seed: UInt64, target: WireTensor? = nil, want: [String]
  ) throws -> WireObservation {
    let result = try request("reset") { writer in
      writer.key("seed")
      writer.unsigned64(seed)
      if let target {
        writer.key("options")
        writer.beginObject()
        writer.key("target")
        target.write(to: &writer)
        writer.endObject()
      }
      writer.want(want)
    }
    return WireObservation(node: result, method: "reset")
  }

  /// Performs one action in every lane.
  ///
  /// - Parameter actions: One row per lane.
  public func step(
    _ actions: ActionTable, of space: ActionSpace, want: [String]
  ) throws -> StepResponse {
    let result = try request("step") { writer in
      writer.key("action")
      writer.columns(actions, of: space, shape: [actions.rowCount])
      writer.want(want)
    }
    let response = try reading("step") { () throws(JSONError) in
      StepResponse(
        observation: WireObservation(node: result, method: "step"),
        rewards: try result.member("reward").numbers(),
        terminated: try result.member("terminated").booleans(),
        truncated: try result.member("truncated").booleans())
    }
    let count = actions.rowCount
    guard response.rewards.count == count, response.terminated.count == count,
      response.truncated.count == count
    else { throw ClientError.malformedResponse(method: "step", reason: "expected \(count) lanes") }
    return response
  }

  /// Returns what programs of equal length would earn from a lane's state; no lane changes.
  ///
  /// - Parameter programs: Program after program.
  public func evaluate(
    from lane: Int, programs: ActionTable, count: Int, of space: ActionSpace, want: [String] = []
  ) throws -> EvaluateResponse {
    precondition(
      count > 0 && programs.rowCount % count == 0, "\(programs.rowCount) rows, \(count) programs")
    let result = try request("evaluate") { writer in
      writer.key("from")
      writer.integer(lane)
      writer.key("programs")
      writer.columns(programs, of: space, shape: [count, programs.rowCount / count])
      writer.want(want)
    }
    let response = try reading("evaluate") { () throws(JSONError) in
      EvaluateResponse(
        observation: WireObservation(node: result, method: "evaluate"),
        returns: try result.member("returns").numbers(),
        lengths: try result.member("lengths").integers(in: 0...(programs.rowCount / count)))
    }
    guard response.returns.count == count, response.lengths.count == count else {
      throw ClientError.malformedResponse(
        method: "evaluate", reason: "expected \(count) returns and lengths")
    }
    return response
  }
}

extension JSONWriter {
  /// Writes `want`.
  mutating func want(_ names: [String]) {
    key("want")
    beginArray()
    for name in names { string(name) }
    endArray()
  }

  /// Writes actions as columns, one member per part: Discrete parts as arrays of integers, the
  /// others as tensors.
  ///
  /// - Parameter shape: The axes before those of a part; one or two.
  mutating func columns(_ table: ActionTable, of space: ActionSpace, shape: [Int]) {
    beginObject()
    for (part, offset) in zip(space.parts, space.offsets) {
      key(escaping: part.name)
      if case .discrete = part.space {
        integers(table, at: offset, shape)
      } else {
        var numbers: [Double] = []
        for row in 0..<table.rowCount {
          let start = row * table.width + offset
          numbers.append(contentsOf: table.numbers[start..<(start + part.space.elementCount)])
        }
        WireTensor(
          type: part.space.elementType, shape: shape + part.space.shape, numbers: numbers
        ).write(to: &self)
      }
    }
    endObject()
  }

  private mutating func integers(_ table: ActionTable, at offset: Int, _ shape: [Int]) {
    let length = shape.count == 2 ? shape[1] : 0
    beginArray()
    for row in 0..<table.rowCount {
      if length > 0, row % length == 0 { beginArray() }
      integer(Int(table.numbers[row * table.width + offset]))
      if length > 0, row % length == length - 1 { endArray() }
    }
    endArray()
  }
}

extension JSONNode {
  func numbers() throws(JSONError) -> [Double] {
    var numbers: [Double] = []
    for element in try array() { numbers.append(try element.number()) }
    return numbers
  }

  func integers(in range: ClosedRange<Int>) throws(JSONError) -> [Int] {
    var integers: [Int] = []
    for element in try array() { integers.append(try element.integer(in: range)) }
    return integers
  }

  func booleans() throws(JSONError) -> [Bool] {
    var booleans: [Bool] = []
    for element in try array() { booleans.append(try element.boolean()) }
    return booleans
  }
}
