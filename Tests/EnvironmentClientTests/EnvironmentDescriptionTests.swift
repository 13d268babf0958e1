import EnvironmentAPI
import EnvironmentTestKit
import PaintCore
import StrokeProgram
import Testing
import WireProtocol

@testable import EnvironmentClient

/// A server session in this process, line in and line out.
private final class SessionExchange: LineExchange {
  private var session: EnvironmentSession
  private var answer: [UInt8] = []

  init(_ backends: [any PaintingBackend], options: [String: String]) {
    session = EnvironmentSession(
      SessionConfiguration(
        catalog: backends, backendName: backends[0].name, options: options, serverVersion: "9",
        encodePNG: { _ in [] }))
  }

  func sendLine(_ line: [UInt8]) throws {
    answer = []
    line.withUnsafeBytes { _ = session.respond(to: .line($0), into: &answer) }
    _ = answer.popLast()
  }

  func receiveLine() throws -> [UInt8] { answer }
}

@Suite struct EnvironmentDescriptionTests {
  private func describe(
    _ request: EnvironmentRequest, options: [String: String] = [:]
  ) throws -> EnvironmentDescription {
    try WireClient(SessionExchange([StampBackend()], options: options)).initialize(
      name: "test", version: "1", environment: request, maximumLineBytes: 1 << 20)
  }

  @Test func `a server's spec is read as what it was written from`() throws {
    let request = EnvironmentRequest(
      backend: "stamp", laneCount: 3, autoreset: .sameStep,
      options: ["reward": .string("l2"), "canvas": .integer(24), "ends": .boolean(true)])
    let description = try describe(request, options: ["episodeLength": "7"])
    let configuration = try EnvironmentConfiguration(
      backend: StampBackend(),
      given: [
        "reward": .string("l2"), "canvas": .integer(24), "ends": .boolean(true),
        "episodeLength": .integer(7),
      ])
    #expect(description.action == configuration.engine.action)
    #expect(description.observation == configuration.observation)
    // JSON does not tell 0 from 0.0, so options are compared as what they configure.
    #expect(description.options.count == configuration.options.values.count)
    let again = try EnvironmentConfiguration(backend: StampBackend(), given: description.options)
    #expect(again.options.values == configuration.options.values)
    #expect(description.maximumSteps == 7)
    #expect(description.laneCount == 3)
    #expect(description.backend == "stamp")
    #expect(description.server == "spiral-env 9")
    #expect(description.canvasShape == [24, 24, 1])
    #expect(description.programFormats.contains("json"))
    #expect(description.renderModes.contains("rgb_array"))
  }

  @Test func `an option that the server refuses is its error`() {
    do {
      _ = try describe(EnvironmentRequest(options: ["canvass": .integer(24)]))
      Issue.record("accepted")
    } catch ClientError.refused(let error) {
      #expect(error.code == 1013)
      #expect(error.kind == "invalidOption")
      #expect(error.message.contains("canvass"))
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test func `a request without wishes changes nothing`() throws {
    let exchange = RecordedExchange()
    _ = try? WireClient(exchange).initialize(
      name: "a", version: "2", environment: EnvironmentRequest(), maximumLineBytes: 5)
    #expect(
      exchange.sent == [
        #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"1.0","#
          + #""clientInfo":{"name":"a","version":"2"},"capabilities":{"obsEncodings":["b64"],"#
          + #""maxLineBytes":5},"env":{}}}"#
      ])
  }
}
