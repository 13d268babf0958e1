import EnvironmentAPI
import EnvironmentClient
import FuzzSupport
import PaintCore

/// The input is what a server answers to a client of environments, or, when it begins with `C`, of a
/// critic: one result a line, or a whole answer on a line that begins with a space.
func feed(_ bytes: [UInt8]) {
  let server = AnsweringServer(bytes)
  if bytes.first == UInt8(ascii: "C") {
    try? train(server)
  } else {
    try? paint(server)
  }
}

/// A server that answers every request with the next line of a script.
private final class AnsweringServer: LineExchange {
  private struct End: Error {}
  private var lines: ArraySlice<ArraySlice<UInt8>>
  private var requests = 0

  init(_ script: [UInt8]) {
    let isCritic = script.first == UInt8(ascii: "C")
    lines =
      script.dropFirst(isCritic ? 1 : 0).split(
        separator: 0x0A, omittingEmptySubsequences: false)[...]
  }

  func sendLine(_ line: [UInt8]) {
    expect(!line.contains(0x0A), "a request of two lines")
    requests += 1
  }

  func receiveLine() throws -> [UInt8] {
    guard let line = lines.popFirst() else { throw End() }
    if line.first == 0x20 { return Array(line) }
    return Array(#"{"jsonrpc":"2.0","id":\#(requests),"result":"#.utf8) + line + [UInt8(ascii: "}")]
  }
}

/// Every request of an environment's client, and what is done with the answers.
private func paint(_ server: AnsweringServer) throws {
  let client = WireClient(server)
  let description = try client.initialize(
    name: "fuzz", version: "1", environment: EnvironmentRequest(), maximumLineBytes: 1 << 20)
  let space = description.action
  // An honest client of a space this large needs the memory; here it would only be slow.
  guard space.width <= 1 << 10, description.laneCount <= 16 else { return }
  var random = RandomStream(key: 1, stream: 0)
  let names = description.observation.map(\.name)
  let observation = try client.reset(seed: 1, want: names)
  for name in names { _ = try? observation.tensor(name) }
  let actions = space.sample(count: description.laneCount, from: &random)
  let step = try client.step(actions, of: space, want: names)
  expect(step.rewards.count == description.laneCount, "rewards of other lanes")
  for name in names { _ = try? step.observation.tensor(name) }
  let outcome = try client.evaluate(
    from: 0, programs: space.sample(count: 4, from: &random), count: 2, of: space)
  expect(outcome.lengths.allSatisfy { (0...2).contains($0) }, "longer than the programs")
  let states = try client.save(lanes: [0])
  _ = try client.load(states, lanes: [0])
  _ = try client.program(lane: 0, format: "json")
  _ = try client.render(lane: 0, width: 8, height: 8)
}

/// Every request of a critic's client.
private func train(_ server: AnsweringServer) throws {
  let critic = try CriticClient(server)
  let size = critic.imageShape.reduce(1, *)
  guard size <= 1 << 10 else { return }
  let pictures = [UInt8](repeating: 9, count: 3 * size)
  let targets = critic.isConditional ? pictures : nil
  let scores = try critic.score(
    pictures, count: 3, targets: targets, ends: [false, true, false])
  expect(scores.count == 3, "\(scores.count) scores of 3 pictures")
  try critic.update(real: pictures, fake: pictures, count: 3, targets: targets)
  try critic.save(to: "critic")
  try critic.shutdown()
}
