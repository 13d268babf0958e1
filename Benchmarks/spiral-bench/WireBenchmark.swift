import JSONText

/// One row of what `spiral-env bench --wire` measured.
struct WireFigures {
  /// The engine.
  var engine: String
  /// Environments in the server.
  var lanes: Int
  /// How pictures travelled, and what was asked for.
  var encoding: String
  var what: String
  /// Answers per second.
  var trips: Double
  /// Steps of all lanes per second.
  var steps: Double
  /// Within how many microseconds half of the answers came, and 99 of 100.
  var median: Double
  var percentile99: Double

  init(_ node: JSONNode) throws(JSONError) {
    engine = try node.member("engine").string()
    lanes = try node.member("lanes").integer()
    encoding = try node.member("encoding").string()
    what = try node.member("what").string()
    trips = try node.member("tripsPerSecond").number()
    steps = try node.member("stepsPerSecond").number()
    median = try node.member("p50Microseconds").number()
    percentile99 = try node.member("p99Microseconds").number()
  }

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    for (name, text) in [("engine", engine), ("encoding", encoding), ("what", what)] {
      writer.key(escaping: name)
      writer.string(text)
    }
    writer.key("lanes")
    writer.integer(lanes)
    writer.key("tripsPerSecond")
    writer.number(trips)
    writer.key("stepsPerSecond")
    writer.number(steps)
    writer.key("p50Microseconds")
    writer.number(median)
    writer.key("p99Microseconds")
    writer.number(percentile99)
    writer.endObject()
  }
}

/// Runs `spiral-env bench --wire`: a client in Swift, an engine that does nothing and the brush.
struct WireBenchmark {
  let server: String
  let seconds: Double

  func run() throws -> [WireFigures] {
    let rows = try serverBench(server, ["--wire"], seconds: seconds).array()
    return try rows.map { row in try WireFigures(row) }
  }
}
