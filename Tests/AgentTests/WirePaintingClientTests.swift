import EnvironmentAPI
import EnvironmentClient
import EnvironmentTestKit
import StrokeProgram
import Testing
import WireProtocol

@testable import Agent

/// A server session in this process, line in and line out.
final class SessionExchange: LineExchange {
  private var session: EnvironmentSession
  private var answers: [[UInt8]] = []

  struct NoAnswer: Error {}

  init(_ configuration: SessionConfiguration) {
    session = EnvironmentSession(configuration)
  }

  func sendLine(_ line: [UInt8]) throws {
    var output: [UInt8] = []
    line.withUnsafeBytes { _ = session.respond(to: .line($0), into: &output) }
    answers += output.split(separator: 0x0A).map(Array.init)
  }

  func receiveLine() throws -> [UInt8] {
    guard !answers.isEmpty else { throw NoAnswer() }
    return answers.removeFirst()
  }
}

@Suite struct WirePaintingClientTests {
  private func connect(laneCount: Int? = 1) throws -> WirePaintingClient {
    let exchange = SessionExchange(
      SessionConfiguration(
        catalog: [StampBackend()], backendName: "stamp",
        options: ["canvas": "16", "grid": "8", "episodeLength": "6"], laneCount: 2,
        serverVersion: "1", encodePNG: { _ in [] }))
    let wire = WireClient(exchange)
    let description = try wire.initialize(
      name: "test", version: "1",
      environment: EnvironmentRequest(
        laneCount: laneCount, autoreset: .disabled, options: ["reward": .string("l2")]),
      maximumLineBytes: 1 << 20)
    return try WirePaintingClient(wire, description: description)
  }

  @Test func `the search paints over the wire what it paints in the process`() throws {
    let local = try LocalPaintingClient(stampConfiguration(steps: 6))
    let remote = try connect()
    #expect(remote.specification == local.specification)
    let policy = SearchPolicy(budget: 8_000)
    let here = try policy.paint(
      local, steps: 6, seed: 3, target: barsTarget, progress: { _ in })
    let there = try policy.paint(
      remote, steps: 6, seed: 3, target: barsTarget, progress: { _ in })
    #expect(here.actions.rowCount > 0)
    #expect(there == here)
    #expect(remote.canvas == local.canvas)
  }

  @Test func `more lanes than one are refused`() {
    #expect(throws: ClientError.self) { _ = try connect(laneCount: nil) }
  }
}
