import Foundation
import Testing
import TrainingLog

/// A folder of its own that goes away with the value.
struct TemporaryFolder: ~Copyable {
  let path: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "spiral-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct EventFileTests {
  /// A grey PNG of 2x1 pixels as libpng wrote it.
  static let png = [UInt8](
    Data(
      base64Encoded:
        "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAAAAADRSSBWAAAAC0lEQVR42mNg+A8AAQEBABwZDVsAAAAA"
        + "SUVORK5CYII=") ?? Data())

  /// Writes a file with every kind of event.
  private func write(_ path: String) throws {
    let file = try EventFile(path, wallTime: 1_700_000_000.5)
    try file.scalar("loss/policy", 0.25, step: 0, wallTime: 1_700_000_001)
    try file.scalar("loss/policy", -1.5, step: 300, wallTime: 1_700_000_002)
    try file.image(
      "sheet", png: Self.png, height: 1, width: 2, colors: .grey, step: 300,
      wallTime: 1_700_000_003)
  }

  @Test func `an independent reader finds every event`() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/events"
    try write(path)
    let messages = try EventReader.messages(in: path)
    #expect(messages.count == 4)
    #expect(try EventReader.field(1, of: messages[0]) == .wide(1_700_000_000.5.bitPattern))
    #expect(try EventReader.field(3, of: messages[0]) == .bytes(Array("brain.Event:2".utf8)))
    for (message, (step, value)) in zip(messages[1...], [(0, Float(0.25)), (300, -1.5)]) {
      #expect(try EventReader.field(2, of: message) == .number(UInt64(step)))
      let entry = try EventReader.bytes([5, 1], of: message)
      #expect(try EventReader.field(1, of: entry) == .bytes(Array("loss/policy".utf8)))
      #expect(try EventReader.field(2, of: entry) == .narrow(value.bitPattern))
    }
    let image = try EventReader.bytes([5, 1, 4], of: messages[3])
    #expect(try EventReader.field(1, of: image) == .number(1))
    #expect(try EventReader.field(2, of: image) == .number(2))
    #expect(try EventReader.field(3, of: image) == .number(1))
    #expect(try EventReader.field(4, of: image) == .bytes(Self.png))
  }

  @Test func `going on voids later steps by a session start`() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/events"
    try EventFile(path, wallTime: 5).resume(atStep: 7, wallTime: 6)
    let messages = try EventReader.messages(in: path)
    #expect(messages.count == 2)
    #expect(try EventReader.field(2, of: messages[1]) == .number(7))
    #expect(try EventReader.field(1, of: EventReader.bytes([7], of: messages[1])) == .number(1))
  }

  @Test func `any numbers and names are written`() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/events"
    let file = try EventFile(path, wallTime: .nan)
    try file.scalar("", .infinity, step: .max, wallTime: -.infinity)
    try file.scalar("ü\0\n", 1e300, step: .min, wallTime: 0)
    #expect(try EventReader.messages(in: path).count == 3)
    #expect(
      try EventReader.field(2, of: EventReader.messages(in: path)[2])
        == .number(UInt64(bitPattern: .min)))
  }

  @Test func `a file that is there and a folder that is not are refused`() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/events"
    try write(path)
    #expect(throws: TrainingLogError.file(path: path, reason: "File exists")) {
      _ = try EventFile(path, wallTime: 0)
    }
    let nowhere = "\(folder.path)/nowhere/events"
    #expect(throws: TrainingLogError.file(path: nowhere, reason: "No such file or directory")) {
      _ = try EventFile(nowhere, wallTime: 0)
    }
  }

  @Test func `names sort by time`() {
    #expect(
      EventFile.name(wallTime: 1_700_000_000.9, program: "spiral.12")
        == "events.out.tfevents.1700000000.spiral.12")
    #expect(EventFile.name(wallTime: 5, program: "a") == "events.out.tfevents.0000000005.a")
    for odd in [Double.nan, .infinity, -5, 1e300] {
      #expect(EventFile.name(wallTime: odd, program: "a") == "events.out.tfevents.0000000000.a")
    }
  }

  @Test(
    .enabled(
      if: TensorBoard.isPresent,
      "needs a python3 with the tensorboard package: set SPIRAL_TENSORBOARD_PYTHON to one"))
  func `TensorBoard reads it`() throws {
    let folder = try TemporaryFolder()
    try write("\(folder.path)/\(EventFile.name(wallTime: 1_700_000_000, program: "first"))")
    let second = try EventFile(
      "\(folder.path)/\(EventFile.name(wallTime: 1_700_000_100, program: "second"))",
      wallTime: 1_700_000_100)
    try second.resume(atStep: 200, wallTime: 1_700_000_100)
    try second.scalar("loss/policy", 8, step: 400, wallTime: 1_700_000_101)
    // Step 300 of the first file is void, because the second goes on from step 200.
    let text = try TensorBoard.run(
      """
      import sys
      from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
      events = EventAccumulator(sys.argv[1], purge_orphaned_data=True).Reload()
      print([(e.step, e.value, e.wall_time) for e in events.Scalars("loss/policy")])
      first = EventAccumulator(sys.argv[1] + "/" + sys.argv[2]).Reload()
      print([(e.step, e.value) for e in first.Scalars("loss/policy")])
      print([(e.step, e.width, e.height, len(e.encoded_image_string)) for e in first.Images("sheet")])
      """, [folder.path, EventFile.name(wallTime: 1_700_000_000, program: "first")])
    #expect(
      text == """
        [(0, 0.25, 1700000001.0), (400, 8.0, 1700000101.0)]
        [(0, 0.25), (300, -1.5)]
        [(300, 2, 1, \(Self.png.count))]

        """)
  }
}

/// A python3 with the tensorboard package.
enum TensorBoard {
  private static let python =
    ProcessInfo.processInfo.environment["SPIRAL_TENSORBOARD_PYTHON"] ?? "python3"

  static let isPresent: Bool = {
    (try? run("import tensorboard; print(1)", [])) == "1\n"
  }()

  static func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [python, "-c", program] + arguments
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: text, as: UTF8.self)
  }
}
