import EnvironmentClient
import JSONText

/// What one client over a pipe measured.
struct WireFigures {
  /// Environments in the server.
  var lanes: Int
  /// Empty round trips per second.
  var pings: Double
  /// Steps of all lanes per second, observations included.
  var roundTrips: Double
  /// The same with `want: []`.
  var blindRoundTrips: Double

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("lanes")
    writer.integer(lanes)
    writer.key("pingsPerSecond")
    writer.number(pings)
    writer.key("roundTripsPerSecond")
    writer.number(roundTrips)
    writer.key("blindRoundTripsPerSecond")
    writer.number(blindRoundTrips)
    writer.endObject()
  }
}

/// Steps a server over its pipe with random actions that the server drew itself.
struct WireBenchmark {
  let server: String
  let seconds: Double

  func run() throws -> [WireFigures] {
    try [1, 64].map(measure)
  }

  private func measure(lanes: Int) throws -> WireFigures {
    let child = try ChildProcess([server, "--backend", "brush", "--num-envs", "\(lanes)"])
    let channel = WireChannel(child: child, maximumLineBytes: 64 << 20)
    defer { channel.close() }
    _ = try call(
      channel, "initialize",
      #"{"protocolVersion":"1.0","clientInfo":{"name":"bench","version":"1"},"#
        + #""capabilities":{"obsEncodings":["b64"],"maxLineBytes":67108864}}"#)
    _ = try call(channel, "reset", #"{"seed":1}"#)
    let steps = try (0..<64).map { try action(channel, seed: $0, lanes: lanes) }
    return WireFigures(
      lanes: lanes, pings: try rate(channel, [Self.line("ping", "{}")]),
      roundTrips: try rate(channel, steps.map { Self.line("step", #"{"action":\#($0)}"#) }),
      blindRoundTrips: try rate(
        channel, steps.map { Self.line("step", #"{"action":\#($0),"want":[]}"#) }))
  }

  private func action(_ channel: WireChannel, seed: Int, lanes: Int) throws -> String {
    let response = try call(channel, "sample", #"{"seed":\#(seed),"count":\#(lanes)}"#)
    var writer = JSONWriter()
    writer.node(try JSON.parse(response).member("result").member("actions"))
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private func rate(_ channel: WireChannel, _ lines: [[UInt8]]) throws -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    var count = 0
    while clock.now - start < .seconds(seconds) {
      try channel.send(lines[count % lines.count])
      let length = try channel.receiveBorrowed().count
      precondition(length > 0, "an empty response")
      count += 1
    }
    return Double(count) / ((clock.now - start) / .seconds(1))
  }

  private func call(
    _ channel: WireChannel, _ method: String, _ parameters: String
  ) throws -> [UInt8] {
    try channel.send(Self.line(method, parameters))
    return try channel.receive()
  }

  private static func line(_ method: String, _ parameters: String) -> [UInt8] {
    Array(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(parameters)}"#.utf8)
  }
}
