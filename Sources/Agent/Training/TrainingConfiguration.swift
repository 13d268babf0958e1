public import Discriminator
import EnvironmentAPI
public import EnvironmentClient
public import JSONText

/// Everything about a training that may be chosen and is not a matter of one run's data or length.
public struct TrainingConfiguration: Sendable, Hashable {
  /// The painter's network.
  public var policy = PolicyConfiguration()
  /// The critic that learns in this process; nil when a process of its own pays, or a distance.
  public var critic: CriticConfiguration?
  /// The training.
  public var training = TrainingOptions()

  /// Makes the measured recipe for a task in an environment.
  ///
  /// - Parameter hasOwnCritic: Whether a critic, if one is needed, is in this process; otherwise
  ///   there is one elsewhere, and it pays.
  public init(
    for task: TrainingTask, in environment: EnvironmentDescription, hasOwnCritic: Bool = true
  ) {
    let shape = environment.canvasShape
    policy.side = (8...32).last { shape[1] % $0 == 0 } ?? min(shape[1], 256)
    policy.canvasChannels = shape[2]
    policy.maximumSteps = environment.maximumSteps
    if task == .reconstruct {
      policy.hasTarget = true
      policy.noise = 0
      policy.channels = [16, 32, 64]
      policy.width = 256
      training.reward = .distance
      training.entropy = 0.005
      training.finalEntropy = 0.001
      training.update.discount = 0.95
      training.update.minibatch = 512
    }
    if !hasOwnCritic { training.reward = .critic }
    if hasOwnCritic, training.reward == .critic { critic = defaultCritic(shape) }
  }

  private func defaultCritic(_ shape: [Int]) -> CriticConfiguration {
    CriticConfiguration(
      imageHeight: shape[0], imageWidth: shape[1], channels: shape[2],
      isConditional: policy.hasTarget)
  }

  /// Makes the recipe for a task in an environment, changed by a JSON object with the members
  /// `policy`, `critic` and `training`, each of which may be left out or hold a part of its fields.
  ///
  /// - Throws: `JSONError` at an unknown member or at a value that is out of range or does not fit
  ///   the environment.
  public init(
    for task: TrainingTask, in environment: EnvironmentDescription, hasOwnCritic: Bool = true,
    changedBy node: JSONNode
  ) throws(JSONError) {
    self.init(for: task, in: environment, hasOwnCritic: hasOwnCritic)
    try node.allowOnly(["policy", "critic", "training"])
    try node["policy"]?.read(PolicyConfiguration.fields, into: &policy)
    try node["training"]?.read(TrainingOptions.fields, into: &training)
    critic = nil
    if hasOwnCritic, training.reward == .critic {
      var changed = defaultCritic(environment.canvasShape)
      try node["critic"]?.read(CriticConfiguration.recipeFields, into: &changed)
      critic = changed
    } else if let unused = node["critic"] {
      let reason = hasOwnCritic ? "the reward is a distance" : "--discriminator decides about it"
      throw unused.error(expected: "no member \"critic\", since \(reason)")
    }
    if !hasOwnCritic, training.reward != .critic {
      let reward = node["training"]?["reward"] ?? node
      throw reward.error(expected: "critic, since there is a --discriminator")
    }
    if let complaint = complaint(in: environment) {
      throw (node[complaint.part]?[complaint.member] ?? node[complaint.part] ?? node).error(
        expected: complaint.expected, got: complaint.got)
    }
  }

  /// Returns the configuration as JSON, a member a line.
  public func json() -> String {
    var text = "{\n  \"policy\": " + Self.lines(PolicyConfiguration.fields, of: policy)
    if let critic {
      text += ",\n  \"critic\": " + Self.lines(CriticConfiguration.recipeFields, of: critic)
    }
    return text + ",\n  \"training\": " + Self.lines(TrainingOptions.fields, of: training) + "\n}\n"
  }

  private static func lines<Root>(_ fields: [JSONField<Root>], of root: Root) -> String {
    let lines = fields.map { field in
      var writer = JSONWriter()
      writer.object([field], of: root)
      // what stands between `{"name":` and `}`
      let value = writer.bytes.dropFirst(field.name.utf8.count + 4).dropLast()
      return "    \"\(field.name)\": \(String(decoding: value, as: UTF8.self))"
    }
    return "{\n" + lines.joined(separator: ",\n") + "\n  }"
  }
}

// MARK: What does not fit together

extension TrainingConfiguration {
  /// A value that is possible by itself and wrong beside others.
  struct Complaint: Equatable {
    let part: String
    let member: String
    let expected: String
    let got: String
  }

  /// Returns what is wrong first, or nil.
  func complaint(in environment: EnvironmentDescription) -> Complaint? {
    policyComplaint(in: environment) ?? trainingComplaint(in: environment) ?? criticComplaint()
  }

  private func policyComplaint(in environment: EnvironmentDescription) -> Complaint? {
    func complain(_ member: String, _ expected: String, _ got: Any) -> Complaint {
      Complaint(part: "policy", member: member, expected: expected, got: "\(got)")
    }
    let shape = environment.canvasShape
    if shape[0] != shape[1] { return complain("side", "an environment of square canvases", shape) }
    if shape[1] % policy.side != 0 {
      return complain("side", "a divisor of the canvas's side \(shape[1])", policy.side)
    }
    if policy.side >> policy.channels.count < 1 {
      return complain(
        "channels", "no more halvings than a side of \(policy.side) allows", policy.channels)
    }
    if policy.maximumSteps > environment.maximumSteps {
      return complain(
        "maximumSteps", "at most the environment's \(environment.maximumSteps)",
        policy.maximumSteps)
    }
    return nil
  }

  private func trainingComplaint(in environment: EnvironmentDescription) -> Complaint? {
    func complain(_ member: String, _ expected: String, _ got: Any) -> Complaint {
      Complaint(part: "training", member: member, expected: expected, got: "\(got)")
    }
    let side = environment.canvasShape[1]
    if training.reward == .distance, !policy.hasTarget {
      return complain("reward", "critic: only --task reconstruct has a target", "distance")
    }
    if training.reward == .distance, side % 4 != 0 {
      return complain("reward", "critic: a distance needs a canvas side divisible by 4", side)
    }
    if training.laneCount < max(training.environmentProcesses, training.threads) {
      return complain(
        "laneCount", "at least environmentProcesses and threads", training.laneCount)
    }
    if training.criticBatch < training.threads {
      return complain("criticBatch", "at least threads", training.criticBatch)
    }
    let pictures = training.replayIterations * training.laneCount
    let size = environment.canvasShape.reduce(1, *) * (policy.hasTarget ? 2 : 1)
    let (bytes, overflows) = pictures.multipliedReportingOverflow(by: size)
    if training.reward == .critic, overflows || bytes > 4 << 30 {
      return complain("replayIterations", "a replay of at most 4 GiB", training.replayIterations)
    }
    return nil
  }

  private func criticComplaint() -> Complaint? {
    guard let critic else { return nil }
    do {
      try critic.validate()
      return nil
    } catch {
      return Complaint(part: "critic", member: "", expected: "a possible critic", got: "\(error)")
    }
  }
}

// MARK: The fields

extension PolicyConfiguration {
  /// What may be chosen; channels and target follow from the environment and the task.
  static var fields: [JSONField<PolicyConfiguration>] {
    [
      .integer("side", \.side, 8...256),
      .integers("channels", \.channels, count: 1...6, each: 1...1024),
      .integer("width", \.width, 1...4096),
      .integer("noise", \.noise, 0...1024),
      .integer("maximumSteps", \.maximumSteps, 1...1_000_000),
      .choice("core", \.core), .choice("placeHead", \.placeHead),
    ]
  }
}

extension PolicyUpdateOptions {
  static var fields: [JSONField<PolicyUpdateOptions>] {
    [
      .choice("algorithm", \.algorithm),
      .boolean("normalizesAdvantages", \.normalizesAdvantages),
      .number("discount", \.discount, 0...1),
      .number("lambda", \.lambda, 0...1),
      .integer("epochs", \.epochs, 1...100),
      .integer("minibatch", \.minibatch, 1...1 << 20),
      .number("gradientNorm", \.gradientNorm, 1e-6...1e6),
    ]
  }
}

extension TrainingOptions {
  static var fields: [JSONField<TrainingOptions>] {
    [
      .choice("reward", \.reward),
      .integer("laneCount", \.laneCount, 1...1 << 16),
      .integer("environmentProcesses", \.environmentProcesses, 1...64),
      .integer("threads", \.threads, 1...64),
      .boolean("rewardsSteps", \.rewardsSteps),
      .integer("criticUpdates", \.criticUpdates, 1...1000),
      .integer("criticBatch", \.criticBatch, 1...1 << 16),
      .integer("replayIterations", \.replayIterations, 1...10_000),
      .number("blankPenalty", \.blankPenalty, -1000...1000),
      .number("blankThreshold", \.blankThreshold, 0...1),
      .number("learningRate", \.learningRate, 0...1),
      .number("finalRateShare", \.finalRateShare, 0...1),
      .number("entropy", \.entropy, 1e-9...10),
      .number("finalEntropy", \.finalEntropy, 1e-9...10),
      .number("dreamShare", \.dreamShare, 0...1),
      .number("dreamRate", \.dreamRate, 0...1),
      .number("finalDreamRateShare", \.finalDreamRateShare, 0...1),
      .number("averaging", \.averaging, 0...0.999999),
      .integer("checkpointEvery", \.checkpointEvery, 0...1_000_000_000),
      .object("update", \.update, PolicyUpdateOptions.fields),
    ]
  }
}
