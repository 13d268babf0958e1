import Agent
import ArgumentParser
import Foundation
import ImageFiles
import NeuralNet
import PaintCore
import Terminal

/// One training, from its flags to its files.
final class TrainingRun {
  private let flags: TrainCommand
  private var record = TrainingRecord()
  private let checkpoint: CheckpointFolder
  private let interruption = Interruption()
  private var checkpointStep = 0
  /// Whether the latest iteration is in the logs, as it must be in those of a checkpoint.
  private var isLogged = true
  private var lastCheckpoint = ContinuousClock.now

  private static let secondsBetweenCheckpoints = 60.0

  init(_ flags: TrainCommand) {
    self.flags = flags
    checkpoint = CheckpointFolder(in: flags.out)
  }

  func run() throws {
    try prepareFolder()
    let earlier = flags.resume ? try resumedFiles() : nil
    let setup = try self.setup(resuming: earlier != nil)
    defer { setup.lanes.close() }
    if let earlier { try restore(setup.trainer, earlier.files, earlier.folder) }
    setup.trainer.warn = { [unowned self] in say("warning: \($0)") }
    let journal = try TrainingJournal(
      in: flags.out, shape: setup.canvasShape,
      resumingAfter: earlier == nil ? nil : setup.trainer.stepTotal)
    let clock = ProcessorClock(earlierSeconds: record.processorSeconds)
    if earlier == nil { try save(setup.trainer, clock) }
    do {
      try train(setup, journal, clock)
    } catch let error as TrainingError {
      throw try kept(error, setup.trainer, clock)
    }
  }

  // MARK: Beginning

  private func prepareFolder() throws {
    let manager = FileManager.default
    if flags.resume {
      guard checkpoint.exists else {
        throw RunError(
          description: "\(flags.out) holds no training to go on with: leave --resume out")
      }
      return
    }
    try manager.createDirectory(atPath: flags.out, withIntermediateDirectories: true)
    guard try manager.contentsOfDirectory(atPath: flags.out).isEmpty else {
      let advice = checkpoint.exists ? "go on with --resume, or choose" : "choose"
      throw RunError(description: "\(flags.out) is not empty: \(advice) another --out")
    }
  }

  private func resumedFiles() throws -> (files: [String: [UInt8]], folder: String) {
    let found = try checkpoint.read()
    do {
      record = try TrainingRecord(json: found.files[TrainingRecord.fileName] ?? [])
    } catch {
      throw RunError(description: "\(found.folder)/\(TrainingRecord.fileName): \(error)")
    }
    try record.adopt(flags)
    return found
  }

  private func setup(resuming: Bool) throws -> TrainingSetup {
    let file = try flags.config.map { (text: try FileBytes.read($0), name: $0) }
    if resuming {
      let setup = try TrainingSetup(
        record, configuration: (Array(record.configuration.utf8), "the training's configuration"))
      if let file {
        try record.check(sameAs: try setup.changed(by: file, record), file: file.name)
      }
      return setup
    }
    record.task = flags.task ?? .generate
    record.data = flags.data ?? "glyphs"
    record.environment = flags.env ?? TrainCommand.defaultEnvironment
    record.discriminator = flags.discriminator ?? ""
    record.dreams = flags.dreams ?? ""
    record.seed = flags.seed ?? 1
    record.length = flags.length ?? .minutes(60)
    let setup = try TrainingSetup(record, configuration: file)
    record.configuration = setup.configuration.json()
    try FileBytes.write(Array(record.configuration.utf8), to: "\(flags.out)/config.json")
    return setup
  }

  private func restore(
    _ trainer: PaintingTrainer, _ files: [String: [UInt8]], _ folder: String
  ) throws {
    do {
      try trainer.restore(files)
      if trainer.hasCritic { try trainer.loadCritic(from: "\(folder)/\(Self.criticName)") }
    } catch {
      throw RunError(description: "\(folder): \(error)")
    }
    checkpointStep = trainer.stepTotal
  }

  // MARK: The loop

  private func train(
    _ setup: TrainingSetup, _ journal: TrainingJournal, _ clock: ProcessorClock
  ) throws {
    let (trainer, length) = (setup.trainer, record.length)
    var minutes = clock.minutes
    var fraction = length.fraction(minutes: minutes, steps: trainer.stepTotal)
    let progress = ProgressLine("training", startFraction: fraction)
    defer { progress.clear() }
    if fraction >= 1 {
      say("the training in \(flags.out) is finished: give more than \(length.flag) to go on")
    }
    while fraction < 1 {
      let looks = length.lookCount(minutes: minutes, steps: trainer.stepTotal)
      let statistics = try trainer.iterate(progress: fraction)
      isLogged = false
      minutes = clock.minutes
      fraction = length.fraction(minutes: minutes, steps: trainer.stepTotal)
      var values = statistics.values
      let isDue =
        trainer.iterationTotal == 1
        || length.lookCount(minutes: minutes, steps: trainer.stepTotal) > looks
      if isDue || fraction >= 1 { values += try look(setup, journal, minutes) }
      if isDue || fraction >= 1 || TrainingJournal.isLogged(iteration: trainer.iterationTotal) {
        try journal.log(step: trainer.stepTotal, values, minutes: minutes)
      }
      isLogged = true
      progress.show(fraction, figures: figures(statistics, journal))
      if let signal = interruption.signal { try stop(signal, setup, clock, progress) }
      if isCheckpointDue(setup) { try save(trainer, clock) }
    }
    progress.clear()
    try finish(setup, journal, clock)
  }

  private func look(
    _ setup: TrainingSetup, _ journal: TrainingJournal, _ minutes: Double
  ) throws -> [(name: String, value: Double)] {
    let trainer = setup.trainer
    let sample = try trainer.sample()
    try journal.keep(
      sample, as: record.length.sheetName(minutes: minutes, steps: trainer.stepTotal),
      step: trainer.stepTotal)
    try writePolicy(trainer)
    return try setup.measure?.figures(trainer, sample) ?? []
  }

  private func writePolicy(_ trainer: PaintingTrainer) throws {
    try FileBytes.write(
      trainer.file(notes: record.notes).encoded(), to: "\(flags.out)/policy.safetensors")
  }

  /// The figures that matter, in a line.
  private func figures(_ statistics: TrainingStatistics, _ journal: TrainingJournal) -> String {
    let shown = [
      ("reward", "reward"), ("criticGap", "gap"), ("error", "error"), ("entropy", "entropy"),
      ("divergence", "KL"),
    ]
    let rate = Int(min(journal.stepsPerSecond(statistics.steps), 1e9).rounded())
    return
      (["\(rate) steps/s"]
      + shown.compactMap { name, word in
        statistics[name].map { "\(word) " + String(format: "%.4g", $0) }
      }).joined(separator: ", ")
  }

  // MARK: Checkpoints

  private static let criticName = "critic.safetensors"

  private func isCheckpointDue(_ setup: TrainingSetup) -> Bool {
    let every = setup.configuration.training.checkpointEvery
    guard every == 0 else { return setup.trainer.iterationTotal % every == 0 }
    return (ContinuousClock.now - lastCheckpoint).inSeconds >= Self.secondsBetweenCheckpoints
  }

  private func save(_ trainer: PaintingTrainer, _ clock: ProcessorClock) throws {
    record.processorSeconds = clock.seconds()
    var files = trainer.state()
    files[TrainingRecord.fileName] = record.json()
    try checkpoint.write(trainer.stepTotal, files: files) { folder in
      if trainer.hasCritic { try trainer.saveCritic(to: "\(folder)/\(Self.criticName)") }
    }
    checkpointStep = trainer.stepTotal
    lastCheckpoint = .now
  }

  // MARK: Ends

  private func finish(
    _ setup: TrainingSetup, _ journal: TrainingJournal, _ clock: ProcessorClock
  ) throws {
    try writePolicy(setup.trainer)
    if checkpointStep != setup.trainer.stepTotal { try save(setup.trainer, clock) }
    try journal.drawCurve(title: "\(record.task.rawValue), \(record.data)")
    print("\(setup.trainer.stepTotal) steps, policy in \(flags.out)/policy.safetensors")
  }

  private func stop(
    _ signal: Int32, _ setup: TrainingSetup, _ clock: ProcessorClock, _ progress: ProgressLine
  ) throws {
    progress.clear()
    try save(setup.trainer, clock)
    try writePolicy(setup.trainer)
    say("stopped after \(setup.trainer.stepTotal) steps; \(advice)")
    throw ExitCode(128 + signal)
  }

  /// Keeps what can be kept of a training that failed, and says how to go on.
  private func kept(
    _ error: TrainingError, _ trainer: PaintingTrainer, _ clock: ProcessorClock
  ) throws -> RunError {
    // a critic that is gone cannot save itself, and then the checkpoint before stays in force
    if case .environment = error, trainer.isWhole, isLogged { try? save(trainer, clock) }
    return RunError(
      description: "\(error)\nthe training up to step \(checkpointStep) is kept; \(advice)")
  }

  private var advice: String { "go on with: spiral-agent train --resume --out \(flags.out)" }

  /// Tells people without disturbing what standard output is for.
  private func say(_ line: String) {
    FileHandle.standardError.write(Data("\(line)\n".utf8))
  }
}

extension ProcessorClock {
  /// Minutes of two cores.
  var minutes: Double { seconds() / 60 / 2 }
}

extension TrainingSetup {
  /// Returns what another configuration file would make of the same training.
  func changed(
    by file: (text: [UInt8], name: String), _ record: TrainingRecord
  ) throws -> TrainingConfiguration {
    try Self.configuration(file, record, lanes.description)
  }
}
