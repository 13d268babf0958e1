import JSONText

extension CriticConfiguration {
  private static let members = [
    "imageHeight", "imageWidth", "channels", "isConditional", "poolTo", "widths", "loss",
    "penaltyWeight", "inputNoise", "learningRate", "beta1", "beta2", "conditioning",
  ]

  /// Returns the configuration as one line of JSON.
  func json() -> String {
    var writer = JSONWriter()
    writer.beginObject()
    let integers: [(String, Int)] = [
      ("imageHeight", imageHeight), ("imageWidth", imageWidth), ("channels", channels),
      ("poolTo", poolTo),
    ]
    for (name, value) in integers {
      writer.key(escaping: name)
      writer.integer(value)
    }
    writer.key("isConditional")
    writer.boolean(isConditional)
    writer.key("conditioning")
    writer.string(conditioning.rawValue)
    writer.key("widths")
    writer.beginArray()
    for width in widths { writer.integer(width) }
    writer.endArray()
    writer.key("loss")
    writer.string(loss.name)
    if case .wassersteinPenalty(let weight) = loss {
      writer.key("penaltyWeight")
      writer.number(weight)
    }
    let numbers = [
      ("inputNoise", inputNoise), ("learningRate", learningRate), ("beta1", beta1),
      ("beta2", beta2),
    ]
    for (name, value) in numbers {
      writer.key(escaping: name)
      writer.number(value)
    }
    writer.endObject()
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// Reads what `json` wrote, and checks it.
  init(json text: String) throws(CriticError) {
    do throws(JSONError) {
      let node = try JSON.parse(text, maximumDepth: 4)
      try node.allowOnly(Self.members)
      func integer(_ name: String) throws(JSONError) -> Int { try node.member(name).integer() }
      func number(_ name: String) throws(JSONError) -> Float {
        Float(try node.member(name).number())
      }
      let style = try node.member("conditioning")
      guard let conditioning = Conditioning(rawValue: try style.string()) else {
        throw style.error(expected: "pair or complement")
      }
      var widths: [Int] = []
      for width in try node.member("widths").array() { widths.append(try width.integer()) }
      self.init(
        imageHeight: try integer("imageHeight"), imageWidth: try integer("imageWidth"),
        channels: try integer("channels"),
        isConditional: try node.member("isConditional").boolean(),
        poolTo: try integer("poolTo"), widths: widths, loss: try CriticLoss(node),
        inputNoise: try number("inputNoise"), learningRate: try number("learningRate"),
        beta1: try number("beta1"), beta2: try number("beta2"), conditioning: conditioning)
    } catch { throw .malformedCheckpoint("configuration, \(error)") }
    try validate()
  }
}

extension CriticLoss {
  /// What it is called in files and on the command line.
  public var name: String {
    switch self {
    case .hinge: "hinge"
    case .logistic: "logistic"
    case .wassersteinPenalty: "wasserstein"
    }
  }

  /// Returns the loss of that name, with the usual penalty; nil for another name.
  public init?(name: String) {
    switch name {
    case "hinge": self = .hinge
    case "logistic": self = .logistic
    case "wasserstein": self = .wassersteinPenalty()
    default: return nil
    }
  }

  /// Reads the members `loss` and `penaltyWeight`.
  fileprivate init(_ node: JSONNode) throws(JSONError) {
    let word = try node.member("loss")
    guard let loss = CriticLoss(name: try word.string()) else {
      throw word.error(expected: "hinge, logistic or wasserstein")
    }
    guard case .wassersteinPenalty = loss else {
      self = loss
      return
    }
    self = .wassersteinPenalty(weight: Float(try node.member("penaltyWeight").number()))
  }
}
