public import JSONText

extension CriticConfiguration {
  /// What follows from the pictures to be scored.
  private static var shapeFields: [JSONField<CriticConfiguration>] {
    [
      .integer("imageHeight", \.imageHeight, 1...4096),
      .integer("imageWidth", \.imageWidth, 1...4096),
      .integer("channels", \.channels, 1...3),
      .boolean("isConditional", \.isConditional),
    ]
  }

  /// What may be chosen: the members of a configuration file, which may leave any of them out.
  public static var recipeFields: [JSONField<CriticConfiguration>] {
    [
      .integer("poolTo", \.poolTo, 2...256),
      .integers("widths", \.widths, count: 1...8, each: 1...1024),
      JSONField("loss") {
        $1.string($0.loss.name)
      } read: { (root, node) throws(JSONError) in
        guard let loss = CriticLoss(name: try node.string()) else {
          throw node.error(expected: "hinge or logistic or wasserstein")
        }
        root.loss = loss
      },
      JSONField("penaltyWeight") { root, writer in
        guard case .wassersteinPenalty(let weight) = root.loss else { return writer.null() }
        writer.number(weight)
      } read: { (root, node) throws(JSONError) in
        guard case .wassersteinPenalty = root.loss else {
          if node.isNull { return }
          throw node.error(expected: "null, since the loss is \(root.loss.name)")
        }
        root.loss = .wassersteinPenalty(weight: Float(try node.number(in: 0...1e6)))
      },
      .choice("conditioning", \.conditioning),
      .number("inputNoise", \.inputNoise, 0...1),
      .number("learningRate", \.learningRate, 0...1),
      .number("beta1", \.beta1, 0...0.999999),
      .number("beta2", \.beta2, 0...0.999999),
    ]
  }

  /// Returns the configuration as one line of JSON.
  func json() -> String {
    var writer = JSONWriter()
    writer.object(Self.shapeFields + Self.recipeFields, of: self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  /// Reads what `json` wrote, and checks it.
  init(json text: String) throws(CriticError) {
    self.init(imageHeight: 1, imageWidth: 1, channels: 1)
    let fields = Self.shapeFields + Self.recipeFields
    do throws(JSONError) {
      let node = try JSON.parse(text, maximumDepth: 4)
      for field in fields where field.name != "penaltyWeight" { _ = try node.member(field.name) }
      try node.read(fields, into: &self)
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
}
