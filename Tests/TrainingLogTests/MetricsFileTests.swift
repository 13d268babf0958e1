import Foundation
import Testing
import TrainingLog

@Suite struct MetricsFileTests {
  private func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
  }

  private func put(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  @Test func `lines are there as soon as they are appended and are JSON`() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/metrics.jsonl"
    let file = try MetricsFile(path, resumingAfter: nil)
    try file.append(step: 0, ["reward": 0.25, "loss": 3])
    #expect(try text(path) == "{\"step\":0,\"reward\":0.25,\"loss\":3.0}\n")
    try file.append(step: 2000, [("odd \"\\\n\u{1}ü", .nan), ("large", 1e300), ("small", -1e-7)])
    try file.append(step: 3000, [])
    let lines = try text(path).split(separator: "\n")
    #expect(lines.count == 3)
    let object = try JSONSerialization.jsonObject(with: Data(lines[1].utf8)) as? [String: Any]
    #expect(object?["odd \"\\\n\u{1}ü"] is NSNull)
    #expect(object?["large"] as? Double == 1e300)
    #expect(object?["small"] as? Double == -1e-7)
    #expect(object?["step"] as? Int == 2000)
  }

  @Test func `going on cuts off what came after the checkpoint`() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/metrics.jsonl"
    let line = { (step: Int) in "{\"step\":\(step),\"reward\":1.0}\n" }
    let all = (0..<5000).map { line($0 * 10) }.joined()
    for (step, kept) in [(-1, 0), (0, 1), (9, 1), (24_321, 2433), (49_990, 5000), (.max, 5000)] {
      try put(all, path)
      try MetricsFile(path, resumingAfter: step).append(step: 7, [:])
      #expect(try text(path) == (0..<kept).map { line($0 * 10) }.joined() + "{\"step\":7}\n")
    }
    // A process that was killed left half a line.
    try put(line(1) + "{\"step\":2,\"rew", path)
    try MetricsFile(path, resumingAfter: 100).append(step: 3, [:])
    #expect(try text(path) == line(1) + "{\"step\":3}\n")
    try MetricsFile(path, resumingAfter: nil).append(step: 0, [:])
    #expect(try text(path) == "{\"step\":0}\n")
  }

  @Test func `foreign files are left as they are`() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/metrics.jsonl"
    for (content, line) in [
      ("hello\n", 1), ("{\"step\":1}\n\n", 2), ("{\"step\":1}\n{\"step\":x}\n", 2),
      ("{\"step\":99999999999999999999}\n", 1), ("{\"step\":1\n", 1), ("{}\n", 1),
    ] {
      try put(content, path)
      #expect(throws: TrainingLogError.foreignLine(path: path, line: line)) {
        _ = try MetricsFile(path, resumingAfter: 50)
      }
      #expect(try text(path) == content)
    }
    let nowhere = "\(folder.path)/nowhere/metrics.jsonl"
    #expect(throws: TrainingLogError.file(path: nowhere, reason: "No such file or directory")) {
      _ = try MetricsFile(nowhere, resumingAfter: nil)
    }
  }

  @Test func `5000 mutations of a log throw or go on`() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/metrics.jsonl"
    let content = Array((0..<20).map { "{\"step\":\($0),\"reward\":0.5}\n" }.joined().utf8)
    var state: UInt64 = 3
    func random(below count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    var resumed = 0
    for _ in 0..<5000 {
      var changed = content
      for _ in 0...random(below: 3) {
        changed[random(below: changed.count)] = UInt8(random(below: 256))
      }
      try Data(changed).write(to: URL(filePath: path))
      if (try? MetricsFile(path, resumingAfter: 12).append(step: 13, [:])) != nil { resumed += 1 }
    }
    #expect((100..<4900).contains(resumed))
  }
}
