import EnvironmentAPI
import EnvironmentClient
import JSONText
import PaintCore
import Synchronization

/// One lane of an executable engine: a process and the observation it sent last.
final class ExecutableEnvironment: PaintingEnvironment {
  private(set) var failure: String?
  private let processes: EngineProcesses
  private let spec: ForeignSpec
  private var process: EngineProcess?
  private var leaves: [[UInt8]] = []
  private var info: [Double]
  /// The engine's state since the last change, once somebody wanted it. Lanes that copy this one do
  /// so from several threads.
  private let snapshot = Mutex<[UInt8]?>(nil)

  init(_ processes: EngineProcesses) {
    self.processes = processes
    spec = processes.description
    info = [Double](repeating: 0, count: spec.info.count)
    do { process = try processes.take() } catch { failure = error.description }
  }

  deinit {
    guard let process, failure == nil else { return }
    nonisolated(unsafe) let unused = process
    processes.giveBack(unused)
  }

  // MARK: Episodes

  func reset(random: RandomStream) {
    var random = random
    let seed = random.next() >> 11
    ask { process in
      try take(process.reset(seed: seed), after: "reset")
    }
    for index in info.indices { info[index] = 0 }
  }

  func step(_ action: ActionRow) -> Bool {
    var terminated = false
    ask { process in
      let answer = try process.step { write(action, to: &$0) }
      try take(answer, after: "step")
      terminated = try flag("terminated", of: answer)
      if try flag("truncated", of: answer) {
        throw EngineFault("it truncated the episode, which is for spiral-env to do")
      }
      try takeInfo(answer)
    }
    return terminated
  }

  private func flag(_ name: String, of answer: JSONNode) throws -> Bool {
    do { return try answer.member(name).boolean() } catch { throw EngineFault("step", error) }
  }

  private func write(_ action: ActionRow, to writer: inout JSONWriter) {
    writer.beginObject()
    for (part, offset) in zip(spec.action.parts, spec.action.offsets) {
      writer.key(escaping: part.name)
      var numbers = action.numbers[offset..<(offset + part.space.elementCount)]
      writer.nested(&numbers, part.space.shape[...])
    }
    writer.endObject()
  }

  // MARK: Observation

  private func take(_ answer: JSONNode, after method: String) throws {
    do { leaves = try spec.observation.bytes(in: answer.member("obs")) } catch {
      throw EngineFault(method, error)
    }
  }

  private func takeInfo(_ answer: JSONNode) throws {
    do {
      let numbers = try answer.member("info")
      for (index, field) in spec.info.enumerated() {
        info[index] = try numbers.member(field.name).number()
      }
    } catch { throw EngineFault("step", error) }
  }

  func writeObservation(leaf index: Int, into bytes: UnsafeMutableRawBufferPointer) {
    guard leaves.indices.contains(index) else {
      bytes.initializeMemory(as: UInt8.self, repeating: 0)
      return
    }
    bytes.copyBytes(from: leaves[index])
  }

  func writeInfo(into numbers: UnsafeMutableBufferPointer<Double>) {
    for (index, number) in info.enumerated() { numbers[index] = number }
  }

  // MARK: State

  func copyState(from other: any PaintingEnvironment) {
    guard let other = other as? ExecutableEnvironment else {
      preconditionFailure("copyState from \(type(of: other))")
    }
    guard let state = other.state() else { return }
    ask { process in
      try take(process.load(state), after: "load")
    }
    info = other.info
    if failure == nil { snapshot.withLock { $0 = state } }
  }

  func save(into writer: inout StateWriter) {
    SealedState.write(state() ?? [], to: &writer)
    for number in info { writer.write(number) }
  }

  func load(from reader: inout StateReader) throws(EnvironmentError) {
    let state = try SealedState.read(from: &reader)
    for index in info.indices { info[index] = try reader.readDouble() }
    guard (try? JSON.parse(state)) != nil else { throw reader.damaged("JSON", "something else") }
    if let failure { throw .backendFailure(failure) }
    var refusal: String?
    ask { process in
      do { try take(process.load(state), after: "load") } catch let error as ClientError {
        guard case .refused(let reason) = error else { throw error }
        refusal = reason.message
      }
    }
    if let failure { throw .backendFailure(failure) }
    if let refusal {
      throw .stateIncompatible(expected: "a state that the engine takes", got: refusal)
    }
  }

  /// The engine's state; nil when the engine fails.
  private func state() -> [UInt8]? {
    snapshot.withLock { snapshot -> [UInt8]? in
      if let snapshot { return snapshot }
      guard failure == nil, let process else { return nil }
      do { snapshot = try process.save() } catch { fail(error) }
      return snapshot
    }
  }

  // MARK: Failure

  /// Has a conversation that changes the state, unless the engine has failed before.
  private func ask(_ body: (EngineProcess) throws -> Void) {
    guard failure == nil, let process else { return }
    snapshot.withLock { $0 = nil }
    do { try body(process) } catch { fail(error) }
  }

  private func fail(_ error: any Error) {
    failure = "\(processes.path): \(error)"
    process?.kill()
    process = nil
  }
}

/// What an engine did against the protocol.
struct EngineFault: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  /// - Parameter method: Whose answer was wrong.
  init(_ method: String, _ error: JSONError) {
    description = "its answer to '\(method)', \(error)"
  }
}

extension JSONWriter {
  /// Takes the numbers of a value off the front and writes them as arrays folded by `shape`, whole
  /// ones without a fraction.
  fileprivate mutating func nested(
    _ numbers: inout Slice<UnsafeBufferPointer<Double>>, _ shape: ArraySlice<Int>
  ) {
    guard let side = shape.first else {
      let value = numbers.popFirst() ?? 0
      if let whole = Int64(exactly: value) { integer(whole) } else { number(value) }
      return
    }
    beginArray()
    for _ in 0..<side { nested(&numbers, shape.dropFirst()) }
    endArray()
  }
}
