import Foundation
import ImageFiles
import JSONText
import Testing

@testable import SceneDataset

@Suite struct DatasetRunTests {
  private func configuration(
    start: Int = 0, count: Int = 50, shards: Int? = nil
  ) -> DatasetConfiguration {
    var configuration = DatasetConfiguration(
      scene: "a.json", sceneDigest: "00", program: "test 1", seed: 7, count: count, size: 64)
    configuration.start = start
    configuration.channels = [.rgb, .depth]
    configuration.shards = shards
    return configuration
  }

  private let header = Array(#""categories":[]"#.utf8)

  /// An image that tells its number.
  private func entry(_ index: Int, _ worker: Int) -> DatasetEntry {
    DatasetEntry(
      files: [
        .init(channel: .rgb, content: [UInt8](repeating: UInt8(index & 255), count: 700)),
        .init(channel: .depth, content: Array("depth \(index)".utf8)),
      ],
      image: Array(#"{"id":\#(index)}"#.utf8),
      annotations: (0..<index % 3).map { Array(#"{"id":\#(index * 10 + $0)}"#.utf8) })
  }

  private func finish(
    _ configuration: DatasetConfiguration, in folder: String
  ) throws -> DatasetRun.Outcome {
    try DatasetRun(configuration, folder: folder).run(header: header, entry: entry)
  }

  // MARK: What is written

  @Test func `a dataset has its pictures, its annotations in order and nothing else`() throws {
    let folder = try TemporaryFolder()
    #expect(try finish(configuration(start: 990), in: folder("a/b")) == .finished(made: 50))
    let files = try folder.files(below: "a/b")
    #expect(files.count == 102)
    #expect(files["images/000/000999.png"]?.first == 231)
    #expect(files["depth/001/001000.npy"] == Array("depth 1000".utf8))
    let annotations = try JSON.parse(try #require(files["annotations.json"]))
    let images = try annotations.member("images").array().map { try $0.member("id").integer() }
    #expect(images == Array(990..<1040))
    let objects = try annotations.member("annotations").array().map {
      try $0.member("id").integer()
    }
    #expect(objects == (990..<1040).flatMap { index in (0..<index % 3).map { index * 10 + $0 } })
  }

  @Test func `archives hold what folders hold`() throws {
    let folder = try TemporaryFolder()
    _ = try finish(configuration(), in: folder("plain"))
    _ = try finish(configuration(shards: 3), in: folder("tar"))
    let files = try folder.files(below: "plain")
    var archives = try folder.files(below: "tar")
    #expect(archives.removeValue(forKey: "annotations.json") == files["annotations.json"])
    #expect(archives.removeValue(forKey: "manifest.json") != nil)
    #expect(archives.keys.sorted() == ["shard-00000.tar", "shard-00001.tar", "shard-00002.tar"])
    for (archive, range) in zip(archives.sorted { $0.key < $1.key }, [0..<16, 16..<33, 33..<50]) {
      let extracted = folder("x")
      try FileManager.default.createDirectory(atPath: extracted, withIntermediateDirectories: true)
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/tar")
      process.arguments = ["-xf", folder("tar/\(archive.key)"), "-C", extracted]
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      let members = try folder.files(below: "x")
      #expect(members.count == range.count * 3)
      for index in range {
        let number = DatasetConfiguration.digits(index)
        #expect(members["\(number).png"] == files["images/000/\(number).png"])
        #expect(members["\(number).depth.npy"] == files["depth/000/\(number).npy"])
        let record = try JSON.parse(try #require(members["\(number).json"]))
        #expect(try record.member("image").member("id").integer() == index)
        #expect(try record.member("annotations").array().count == index % 3)
      }
      try FileManager.default.removeItem(atPath: extracted)
    }
  }

  // MARK: Going on

  @Test(arguments: [nil, 4])
  func `a run that stops anywhere and goes on leaves the same files`(shards: Int?) throws {
    let folder = try TemporaryFolder()
    let configuration = configuration(shards: shards)
    _ = try finish(configuration, in: folder("whole"))
    let whole = try folder.files(below: "whole")
    var random = SystemRandomNumberGenerator()
    var (runs, made) = (0, 0)
    while made < 50 {
      let run = try DatasetRun(configuration, folder: folder("parts"))
      #expect(run.doneCount == made)
      // a complete archive asks once too
      let patience = Int.random(in: 0...6, using: &random)
      nonisolated(unsafe) var asked = 0
      let outcome = try run.run(
        header: header, workers: 1,
        shouldStop: {
          asked += 1
          return asked > patience
        }, entry: entry)
      runs += 1
      if case .stopped(let done) = outcome { made = done } else { made = 50 }
    }
    #expect(runs > 1)
    #expect(try folder.files(below: "parts") == whole)
    #expect(try finish(configuration, in: folder("parts")) == .finished(made: 0))
  }

  @Test func `an image that fails stops the run, names itself, and is made by the next`() throws {
    let folder = try TemporaryFolder()
    let run = try DatasetRun(configuration(), folder: folder("a"))
    #expect(throws: SceneDatasetError.image(index: 21, reason: "no")) {
      try run.run(header: header) { (index, worker) throws(SceneDatasetError) in
        guard index != 21 else { throw .image(index: 21, reason: "no") }
        return entry(index, worker)
      }
    }
  }

  @Test func `half written files of a killed process are no part of the dataset`() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder("a/.work"), withIntermediateDirectories: true)
    try FileBytes.write([1, 2, 3], to: folder("a/.work/1.partial"))
    _ = try finish(configuration(), in: folder("a"))
    _ = try finish(configuration(), in: folder("b"))
    #expect(try folder.files(below: "a") == folder.files(below: "b"))
  }

  // MARK: Refusals

  @Test func `a folder with another dataset is refused with what differs`() throws {
    let folder = try TemporaryFolder()
    _ = try finish(configuration(), in: folder("a"))
    var other = configuration(count: 60)
    other.seed = 8
    other.objects = 1...3
    let expected = SceneDatasetError.differs(
      path: folder("a"),
      members: [
        "seed is 7 there and 8 here", "count is 50 there and 60 here",
        "objects is not given there and 1,3 here",
      ])
    #expect(throws: expected) { try DatasetRun(other, folder: folder("a")) }
  }

  @Test func `a folder with anything else is refused`() throws {
    let folder = try TemporaryFolder()
    try FileBytes.write([1], to: folder("thesis.txt"))
    #expect(
      throws: SceneDatasetError.occupied(
        path: folder.path, reason: "is not empty and holds no dataset")
    ) { try DatasetRun(configuration(), folder: folder.path) }
    try FileBytes.write(Array("{}".utf8), to: folder("manifest.json"))
    #expect(
      throws: SceneDatasetError.occupied(
        path: folder.path, reason: "has a manifest.json of something else")
    ) { try DatasetRun(configuration(), folder: folder.path) }
  }

  @Test func `two processes cannot write to one folder`() throws {
    let folder = try TemporaryFolder()
    let first = try DatasetRun(configuration(), folder: folder("a"))
    #expect(throws: SceneDatasetError.inUse(path: folder("a"))) {
      try DatasetRun(configuration(), folder: folder("a"))
    }
    #expect(first.doneCount == 0)
  }

  @Test func `choices out of range are refused`() {
    expectRefusal("count: expected 1...1000000, got 0") { $0.count = 0 }
    expectRefusal("start: expected 0...999950, got 999951") { $0.start = 999_951 }
    expectRefusal("start: expected 0...999950, got -1") { $0.start = -1 }
    expectRefusal("width: expected 8...4096, got 5000") { $0.width = 5000 }
    expectRefusal("samples: expected 1, 4, 9 or 16, got 3") { $0.samples = 3 }
    expectRefusal("shards: expected 1...50, got 51") { $0.shards = 51 }
    expectRefusal("objects: expected 1...100, got 101") { $0.objects = 1...101 }
  }

  private func expectRefusal(_ words: String, _ change: (inout DatasetConfiguration) -> Void) {
    var configuration = configuration()
    change(&configuration)
    do throws(SceneDatasetError) {
      try configuration.validate()
      Issue.record("no error instead of \(words)")
    } catch { #expect(error.description == words) }
  }
}
