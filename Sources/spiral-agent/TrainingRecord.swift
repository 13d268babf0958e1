import Agent
import JSONText

/// How long a training lasts.
enum TrainingLength: Equatable {
  /// Processor minutes of all processes, divided by two.
  case minutes(Double)
  /// Environment steps.
  case steps(Int)

  /// The finished share of a training, at least 1 when it is over.
  func fraction(minutes: Double, steps: Int) -> Double {
    switch self {
    case .minutes(let total): minutes / total
    case .steps(let total): Double(steps) / Double(total)
    }
  }

  /// How many looks at the pictures are due so far.
  func lookCount(minutes: Double, steps: Int) -> Int {
    switch self {
    case .minutes(let total): Int(minutes / max(0.25, total / 20))
    case .steps(let total): min(steps, total) * 10 / total
    }
  }

  /// The name of a sheet of pictures at this point.
  func sheetName(minutes: Double, steps: Int) -> String {
    switch self {
    case .minutes: "sheet-\((minutes * 10).rounded() / 10).png"
    case .steps: "sheet-\(steps).png"
    }
  }

  /// As it would be asked for.
  var flag: String {
    switch self {
    case .minutes(let total): "--minutes \(total)"
    case .steps(let total): "--steps \(total)"
    }
  }
}

/// What a training is and how far it is, beside its state: enough to go on without any flags.
struct TrainingRecord {
  var task = TrainingTask.generate
  var data = ""
  var environment = ""
  /// The command; empty for a critic in the training's own process.
  var discriminator = ""
  /// The file of the policy whose paintings are imitated first; empty for none.
  var dreams = ""
  var seed: UInt64 = 0
  /// The JSON of the configuration.
  var configuration = ""
  /// 0 when the length is a number of steps.
  var minutes = 0.0
  /// 0 when the length is a number of minutes.
  var steps = 0
  /// What all processes have used so far.
  var processorSeconds = 0.0

  static var fields: [JSONField<TrainingRecord>] {
    [
      .choice("task", \.task), .text("data", \.data), .text("environment", \.environment),
      .text("discriminator", \.discriminator), .text("dreams", \.dreams), .seed("seed", \.seed),
      .text("configuration", \.configuration), .number("minutes", \.minutes, 0...1e9),
      .integer("steps", \.steps, 0...Int.max),
      .number("processorSeconds", \.processorSeconds, 0...1e12),
    ]
  }

  /// Its file in a checkpoint.
  static let fileName = "run.json"

  var length: TrainingLength {
    get { steps > 0 ? .steps(steps) : .minutes(minutes) }
    set {
      (minutes, steps) = (0, 0)
      switch newValue {
      case .minutes(let total): minutes = total
      case .steps(let total): steps = total
      }
    }
  }

  /// What is said about a policy that came out.
  var notes: [String: String] {
    [
      "task": task.rawValue, "data": data, "environment": environment, "seed": "\(seed)",
      "configuration": configuration,
    ].merging(discriminator.isEmpty ? [:] : ["discriminator": discriminator]) { $1 }
      .merging(dreams.isEmpty ? [:] : ["dreams": dreams]) { $1 }
      .merging(SourceCommit.current().map { ["commit": $0] } ?? [:]) { $1 }
  }

  // MARK: Files

  func json() -> [UInt8] {
    var writer = JSONWriter()
    writer.object(Self.fields, of: self)
    writer.endLine()
    return writer.bytes
  }

  init() {}

  init(json: [UInt8]) throws(JSONError) { try JSON.parse(json).read(Self.fields, into: &self) }

  // MARK: Going on

  /// Takes over what the flags of a resumed training say, which may be longer but not another one.
  mutating func adopt(_ flags: TrainCommand) throws {
    func check(_ flag: String, _ wanted: String?, _ present: String) throws {
      guard let wanted, wanted != present else { return }
      throw RunError(
        description: "--\(flag) is \"\(wanted)\", but the training in \(flags.out) has "
          + "\"\(present)\": leave the flag out to go on with it, or choose another --out")
    }
    try check("task", flags.task?.rawValue, task.rawValue)
    try check("data", flags.data, data)
    try check("env", flags.env, environment)
    try check("discriminator", flags.discriminator, discriminator)
    try check("dreams", flags.dreams, dreams)
    try check("seed", flags.seed.map { "\($0)" }, "\(seed)")
    guard let wanted = flags.length else { return }
    switch (wanted, length) {
    case (.minutes, .minutes), (.steps, .steps): length = wanted
    default:
      throw RunError(
        description: "\(wanted.flag): the training in \(flags.out) has \(length.flag), and its "
          + "schedules follow that: give more of the same")
    }
  }

  /// Refuses a configuration that is not this training's.
  func check(sameAs other: TrainingConfiguration, file: String) throws {
    let (own, wanted) = (try JSON.parse(configuration), try JSON.parse(other.json()))
    guard let difference = Self.difference(own, wanted, at: "") else { return }
    throw RunError(description: "\(file): the training to go on with differs: \(difference)")
  }

  /// The first member whose values are not the same.
  private static func difference(_ own: JSONNode, _ other: JSONNode, at path: String) -> String? {
    guard case .object(let members) = own.value, case .object(let others) = other.value else {
      return own == other ? nil : "\(path) is \(text(own)) there and \(text(other)) in the file"
    }
    for name in members.map(\.name) + others.map(\.name) {
      let place = path.isEmpty ? name : "\(path).\(name)"
      let nothing = JSONNode(.null)
      if let found = difference(own[name] ?? nothing, other[name] ?? nothing, at: place) {
        return found
      }
    }
    return nil
  }

  private static func text(_ node: JSONNode) -> String {
    switch node.value {
    case .null: "null"
    case .boolean(let flag): "\(flag)"
    case .number(let number): "\(number)"
    case .string(let text): text
    case .array(let elements): "[\(elements.map(text).joined(separator: ", "))]"
    case .object: "an object"
    }
  }
}
