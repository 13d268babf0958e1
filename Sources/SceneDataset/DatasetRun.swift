public import PaintCore

/// The making of a dataset: on all cores, from where an earlier run was stopped.
///
/// Images are made in blocks. A block is done when the lines of its annotations are in `.work`, which
/// is written after its pictures; at the end the lines become the annotation file in order. As an
/// image depends on nothing but the configuration and its number, a dataset that was interrupted
/// ends up with the same bytes as one that was not.
public struct DatasetRun {
  /// How a run ended.
  public enum Outcome: Equatable, Sendable {
    /// Everything is there; some images may have been there before.
    case finished(made: Int)
    /// It was asked to stop; the same configuration goes on later.
    case stopped(done: Int)
  }

  private let configuration: DatasetConfiguration
  private let folder: DatasetFolder

  /// Images of one block: what a kill loses at most, a core.
  static let blockSize = 8

  /// Opens the folder.
  ///
  /// - Throws: ``SceneDatasetError`` when the choices are wrong or the folder holds anything else.
  public init(_ configuration: DatasetConfiguration, folder: String) throws(SceneDatasetError) {
    try configuration.validate()
    self.configuration = configuration
    self.folder = try DatasetFolder(path: folder, manifest: DatasetManifest(configuration))
  }

  /// How many images are there already.
  public var doneCount: Int {
    if folder.isComplete { return configuration.count }
    return configuration.shardRanges.lazy.flatMap(Self.blocks).filter(isDone).map(\.count)
      .reduce(0, +)
  }

  /// Makes what is missing.
  ///
  /// - Parameters:
  ///   - header: What stands at the beginning of the annotation file: members of an object.
  ///   - workers: Images made at the same time.
  ///   - shouldStop: Asked between blocks, from all workers.
  ///   - progress: Told the share of images that are there; never called twice at the same time.
  ///   - entry: Makes an image; calls with the same worker never overlap.
  /// - Throws: The error of the earliest image that fails, and what the file system says.
  public func run(
    header: [UInt8], workers: Int = Parallel.coreCount, shouldStop: () -> Bool = { false },
    progress: (Double) -> Void = { _ in },
    entry: (_ index: Int, _ worker: Int) throws(SceneDatasetError) -> DatasetEntry
  ) throws(SceneDatasetError) -> Outcome {
    guard !folder.isComplete else {
      try folder.tidy()
      return .finished(made: 0)
    }
    let tally = DatasetTally(done: doneCount, of: configuration.count)
    for (shard, range) in configuration.shardRanges.enumerated() {
      let blocks = Self.blocks(of: range)
      let missing = blocks.filter { !isDone($0) }
      try makeFolders(for: missing)
      Parallel.forEach(missing.count, workers: workers) { item, worker in
        guard tally.error == nil, !shouldStop() else { return }
        do throws(SceneDatasetError) {
          try make(missing[item], worker, entry)
          tally.add(missing[item].count, progress)
        } catch { tally.fail(error, at: missing[item].lowerBound) }
      }
      if let error = tally.error { throw error }
      if tally.done < configuration.count, shouldStop() { return .stopped(done: tally.done) }
      if configuration.shards != nil { try writeArchive(shard, blocks) }
    }
    try writeAnnotations(header)
    try folder.tidy()
    return .finished(made: tally.made)
  }
}

// MARK: Blocks

extension DatasetRun {
  private static func blocks(of range: Range<Int>) -> [Range<Int>] {
    stride(from: range.lowerBound, to: range.upperBound, by: blockSize).map {
      $0..<min($0 + blockSize, range.upperBound)
    }
  }

  private func isDone(_ block: Range<Int>) -> Bool { folder.has(linesName(block)) }

  private func linesName(_ block: Range<Int>) -> String {
    folder.workName(DatasetConfiguration.digits(block.lowerBound) + ".lines")
  }

  private func membersName(_ block: Range<Int>) -> String {
    folder.workName(DatasetConfiguration.digits(block.lowerBound) + ".tar")
  }

  private func makeFolders(for blocks: [Range<Int>]) throws(SceneDatasetError) {
    guard configuration.shards == nil else { return }
    let ends = blocks.flatMap { [$0.lowerBound, $0.upperBound - 1] }
    for channel in configuration.channels {
      for name in Set(ends.map { DatasetConfiguration.folder(of: channel, $0) }).sorted() {
        try folder.makeFolder(name)
      }
    }
  }

  private func make(
    _ block: Range<Int>, _ worker: Int,
    _ entry: (Int, Int) throws(SceneDatasetError) -> DatasetEntry
  ) throws(SceneDatasetError) {
    var (lines, members): ([UInt8], [UInt8]) = ([], [])
    for index in block {
      let entry = try entry(index, worker)
      lines += entry.lines
      if configuration.shards != nil {
        members += entry.members(number: DatasetConfiguration.digits(index))
      } else {
        for file in entry.files {
          let path = DatasetConfiguration.path(of: file.channel, index)
          try folder.put(file.content, at: path, worker: worker)
        }
      }
    }
    if configuration.shards != nil {
      try folder.put(members, at: membersName(block), worker: worker)
    }
    try folder.put(lines, at: linesName(block), worker: worker)
  }
}

// MARK: Merging

extension DatasetRun {
  /// Joins the members of a shard's blocks to its archive.
  private func writeArchive(_ shard: Int, _ blocks: [Range<Int>]) throws(SceneDatasetError) {
    let name = DatasetConfiguration.shardName(shard)
    if !folder.has(name) {
      var sink = try folder.sink()
      for block in blocks { try sink.append(folder.read(membersName(block))) }
      try sink.append(TarMember.archiveEnd)
      try sink.finish(as: "\(folder.path)/\(name)")
    }
    for block in blocks { folder.remove(membersName(block)) }
  }

  /// Writes the annotation file from the lines of all blocks, one entry a line.
  private func writeAnnotations(_ header: [UInt8]) throws(SceneDatasetError) {
    var sink = try folder.sink()
    try sink.append([UInt8(ascii: "{")] + header)
    for (mark, key) in [(UInt8(ascii: "i"), "images"), (0x61, "annotations")] {
      try sink.append(Array(",\n\"\(key)\":[".utf8))
      var separator = Array("\n".utf8)
      for block in configuration.shardRanges.flatMap(Self.blocks) {
        for line in try folder.read(linesName(block)).split(separator: 0x0A)
        where line.first == mark {
          try sink.append(separator + line.dropFirst())
          separator = Array(",\n".utf8)
        }
      }
      try sink.append(Array("]".utf8))
    }
    try sink.append(Array("}\n".utf8))
    try sink.finish(as: "\(folder.path)/\(DatasetFolder.annotationsName)")
  }
}
