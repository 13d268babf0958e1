public import EnvironmentAPI
import JSONText
import StrokeProgram

/// The ways to look at a lane that `render` has.
enum RenderMode: String, CaseIterable {
  case rgbArray = "rgb_array"
  case png
  case svg
}

/// The forms in which `program` writes what an episode executed.
enum ProgramFormat: String, CaseIterable {
  /// The actions, exactly, and the strokes in millimetres.
  case json
  case svg
  /// A line of Quick, Draw!'s collection: chains of points without colour and width.
  case ndjson
}

extension JSONWriter {
  /// Writes the spec of an environment: PROTOCOL.md, section 3.
  mutating func spec(_ configuration: EnvironmentConfiguration) {
    beginObject()
    key("backend")
    string(configuration.backend.name)
    key("version")
    string(configuration.backend.version)
    key("observationSpace")
    observationSpace(configuration.observation)
    key("actionSpace")
    actionSpace(configuration.engine.action)
    key("maxEpisodeSteps")
    integer(configuration.maximumActions)
    key("rewardRange")
    beginArray()
    number(configuration.rewardRange.lowerBound)
    number(configuration.rewardRange.upperBound)
    endArray()
    info(configuration.engine.info)
    key("options")
    options(configuration.declarations)
    key("renderModes")
    strings(RenderMode.allCases.map(\.rawValue))
    key("programFormats")
    strings(ProgramFormat.allCases.map(\.rawValue))
    endObject()
  }

  /// Writes what the engine adds to `info`; nothing when it adds nothing.
  private mutating func info(_ fields: [InfoField]) {
    guard !fields.isEmpty else { return }
    key("info")
    beginObject()
    for field in fields {
      key(escaping: field.name)
      beginObject()
      key("doc")
      string(field.doc)
      endObject()
    }
    endObject()
  }

  /// Writes an array of strings.
  mutating func strings(_ values: [String]) {
    beginArray()
    for value in values { string(value) }
    endArray()
  }

  /// Writes an array of integers.
  mutating func integers(_ values: [Int]) {
    beginArray()
    for value in values { integer(value) }
    endArray()
  }

  // MARK: Spaces

  private mutating func observationSpace(_ leaves: [ObservationLeaf]) {
    beginDictionary(order: leaves.map(\.name))
    for leaf in leaves {
      key(escaping: leaf.name)
      beginObject()
      bounds(of: leaf.space, isBrief: false)
      key("doc")
      string(leaf.doc)
      endObject()
    }
    endObject()
    endObject()
  }

  private mutating func actionSpace(_ space: ActionSpace) {
    beginDictionary(order: space.parts.map(\.name), decodeOrder: space.decodeOrder)
    for part in space.parts {
      key(escaping: part.name)
      beginObject()
      bounds(of: part.space, isBrief: false)
      meaning(of: part)
      key("doc")
      string(part.doc)
      endObject()
    }
    endObject()
    endObject()
  }

  private mutating func beginDictionary(order: [String], decodeOrder: [String]? = nil) {
    beginObject()
    key("type")
    string("Dict")
    key("order")
    strings(order)
    if let decodeOrder {
      key("decodeOrder")
      strings(decodeOrder)
    }
    key("subspaces")
    beginObject()
  }

  /// Writes the members that describe a space; a brief one leaves out what an error need not say.
  mutating func bounds(of space: LeafSpace, isBrief: Bool) {
    key("type")
    switch space {
    case .box(let type, let shape, let low, let high):
      string("Box")
      key("dtype")
      string(type.rawValue)
      key("shape")
      integers(shape)
      key("low")
      bound(low, type)
      key("high")
      bound(high, type)
    case .discrete(let count):
      string("Discrete")
      if !isBrief { discreteType() }
      key("n")
      integer(count)
    case .multiDiscrete(let counts):
      string("MultiDiscrete")
      if !isBrief { elementType(.int64) }
      key("nvec")
      integers(counts)
    case .multiBinary(let count):
      string("MultiBinary")
      key("n")
      integer(count)
    }
  }

  private mutating func discreteType() {
    elementType(.int64)
    key("start")
    integer(0)
  }

  private mutating func elementType(_ type: ElementType) {
    key("dtype")
    string(type.rawValue)
  }

  private mutating func bound(_ value: Double?, _ type: ElementType) {
    guard let value else { return null() }
    if type.isInteger { shortNumber(value) } else { number(value) }
  }

  private mutating func meaning(of part: ActionPart) {
    key("meaning")
    beginObject()
    key("kind")
    switch part.meaning {
    case .grid(let rows, let columns):
      string("grid")
      key("shape")
      integers([rows, columns])
    case .ordinal: string("ordinal")
    case .categorical: string("categorical")
    }
    endObject()
    guard let condition = part.activeWhen else { return }
    key("activeWhen")
    beginObject()
    key(escaping: condition.part)
    integers(condition.values)
    endObject()
  }
}

// MARK: Options

extension JSONWriter {
  /// Writes resolved options, in the order of their declarations.
  mutating func optionValues(_ configuration: EnvironmentConfiguration) {
    beginObject()
    for declaration in configuration.declarations {
      key(escaping: declaration.name)
      let value = configuration.options.values[declaration.name] ?? declaration.defaultValue
      value.write(to: &self)
    }
    endObject()
  }

  /// Writes declarations of options as an object.
  mutating func options(_ declarations: [OptionDeclaration]) {
    beginObject()
    for declaration in declarations { option(declaration) }
    endObject()
  }

  private mutating func option(_ declaration: OptionDeclaration) {
    key(escaping: declaration.name)
    beginObject()
    key("type")
    string(declaration.kind.wireName)
    key("default")
    declaration.defaultValue.write(to: &self)
    switch declaration.kind {
    case .boolean, .string: break
    case .integer(let range):
      key("min")
      integer(range.lowerBound)
      key("max")
      integer(range.upperBound)
    case .number(let range), .numbers(_, let range):
      key("min")
      number(range.lowerBound)
      key("max")
      number(range.upperBound)
    case .choice(let words):
      key("values")
      strings(words)
    }
    key("doc")
    string(declaration.doc)
    endObject()
  }
}

extension OptionKind {
  /// The word for `type` in a spec; a choice is a string with `values`, a list is `numbers`.
  fileprivate var wireName: String {
    switch self {
    case .boolean: "boolean"
    case .integer: "integer"
    case .number: "number"
    case .string, .choice: "string"
    case .numbers: "numbers"
    }
  }
}

extension EnvironmentConfiguration {
  /// The spec as JSON text, as the method `spec` answers it (PROTOCOL.md, section 3).
  public func specJSON() -> String {
    var writer = JSONWriter()
    writer.spec(self)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

extension [any PaintingBackend] {
  /// The backends with their options as JSON text: name, version, summary, origin, options.
  public func catalogJSON() -> String {
    var writer = JSONWriter()
    writer.beginArray()
    for backend in self {
      writer.beginObject()
      writer.key("name")
      writer.string(backend.name)
      writer.key("version")
      writer.string(backend.version)
      writer.key("summary")
      writer.string(backend.summary)
      writer.key("origin")
      writer.string(backend.origin)
      writer.key("options")
      writer.options(backend.options + CoreOptions.declarations)
      writer.endObject()
    }
    writer.endArray()
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
