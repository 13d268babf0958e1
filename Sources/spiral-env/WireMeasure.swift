import Foundation
import JSONText

/// Measures the wire with a ``LeanClient``: one request under way at a time.
struct WireMeasure {
  /// What was asked again and again, and how fast the answers came.
  struct Row {
    /// The engine.
    var backend: String
    /// Environments in the server.
    var lanes: Int
    /// How pictures travelled.
    var encoding: String
    /// `ping`, `nothing` (steps without an observation), or `pictures` (steps with them).
    var what: String
    /// Answers per second.
    var trips: Double
    /// Half of the answers came within so many microseconds.
    var median: Double
    /// 99 of 100 answers came within so many microseconds.
    var percentile99: Double

    /// Steps of all lanes per second; 0 for pings.
    var steps: Double { what == "ping" ? 0 : trips * Double(lanes) }
  }

  /// The program that serves.
  let server: String
  /// Options of the engines, `key=value`.
  let options: [String]
  /// Seconds per row.
  let seconds: Double

  /// The numbers of lanes that are measured unless said otherwise.
  static let laneCounts = [1, 16, 64, 1024]
  private static let encodings = ["json", "b64", "raw", "shm"]
  /// Answers with more bytes of pictures are not asked for as JSON numbers.
  private static let maximumNumbers = 1 << 20

  /// Measures an engine with every number of lanes in every encoding.
  func rows(_ backend: String, lanes: [Int]) throws -> [Row] {
    try lanes.flatMap { lanes in
      try Self.encodings.flatMap { try rows(backend, lanes, encoding: $0) }
    }
  }

  private func rows(_ backend: String, _ lanes: Int, encoding: String) throws -> [Row] {
    let words = options.flatMap { ["--option", $0] }
    let client = try LeanClient(
      [server, "--backend", backend, "--wire", "stdio"] + words, laneCount: lanes,
      encoding: encoding, options: [:])
    defer { client.close() }
    try client.reset(seed: 1)
    try client.step(0, want: client.pictures)
    if encoding == "json", client.pictureByteCount > Self.maximumNumbers { return [] }
    var row = Row(
      backend: backend, lanes: lanes, encoding: encoding, what: "pictures", trips: 0, median: 0,
      percentile99: 0)
    var rows: [Row] = []
    if encoding == "b64" {  // What does not depend on the encoding is measured once.
      row.what = "ping"
      rows.append(try measure(row) { _ in try client.ping() })
      row.what = "nothing"
      rows.append(try measure(row) { try client.step($0, want: []) })
      row.what = "pictures"
    }
    rows.append(try measure(row) { try client.step($0, want: client.pictures) })
    return rows
  }

  private func measure(_ row: Row, _ work: (Int) throws -> Void) throws -> Row {
    for index in 0..<3 { try work(index) }
    var times: [Duration] = []
    let start = ContinuousClock.now
    var last = start
    while last - start < .seconds(seconds) {
      try work(times.count)
      let now = ContinuousClock.now
      times.append(now - last)
      last = now
    }
    times.sort()
    var row = row
    row.trips = Double(times.count) / ((last - start) / .seconds(1))
    row.median = times[times.count / 2] / .microseconds(1)
    row.percentile99 = times[times.count * 99 / 100] / .microseconds(1)
    return row
  }

  // MARK: Reports

  /// The rows as a table for people.
  static func table(_ rows: [Row]) -> String {
    var lines = [
      line("engine", "lanes", "encoding", "what", "trips/s", "steps/s", "p50 us", "p99 us")
    ]
    for row in rows {
      lines.append(
        line(
          row.backend, "\(row.lanes)", row.encoding, row.what, "\(Int(row.trips))",
          row.steps == 0 ? "" : "\(Int(row.steps))", "\(Int(row.median.rounded()))",
          "\(Int(row.percentile99.rounded()))"))
    }
    return lines.joined(separator: "\n")
  }

  private static func line(_ cells: String...) -> String {
    let widths = [8, 6, 9, 9, 9, 10, 9, 9]
    let padded = zip(cells.indices, zip(cells, widths)).map { index, cell in
      let space = String(repeating: " ", count: max(1, cell.1 - cell.0.count))
      let isText = index == 0 || index == 2 || index == 3
      return isText ? " " + cell.0 + space : space + cell.0
    }
    return String(padded.joined().dropFirst())
  }

  /// Writes the rows as an array of objects.
  static func write(_ rows: [Row], to writer: inout JSONWriter) {
    writer.beginArray()
    for row in rows {
      writer.beginObject()
      writer.key("engine")
      writer.string(row.backend)
      writer.key("lanes")
      writer.integer(row.lanes)
      writer.key("encoding")
      writer.string(row.encoding)
      writer.key("what")
      writer.string(row.what)
      writer.key("tripsPerSecond")
      writer.number(row.trips)
      writer.key("stepsPerSecond")
      writer.number(row.steps)
      writer.key("p50Microseconds")
      writer.number(row.median)
      writer.key("p99Microseconds")
      writer.number(row.percentile99)
      writer.endObject()
    }
    writer.endArray()
  }
}
