/// A property and its value, as a style attribute or a rule writes it.
struct SVGDeclaration: Equatable {
  var property: String
  var value: String

  /// Reads `property: value; ...`; what is no declaration is left out (CSS 2.1, section 4.2).
  static func list(_ text: some StringProtocol) -> [SVGDeclaration] {
    text.split(separator: ";").compactMap { part in
      let halves = part.split(separator: ":", maxSplits: 1)
      guard halves.count == 2 else { return nil }
      let value = halves[1].split(separator: "!", maxSplits: 1).first ?? ""
      return SVGDeclaration(
        property: halves[0].trimmingSpace().lowercased(), value: value.trimmingSpace())
    }
  }
}

/// The rules of a file's `style` elements: selectors of a tag, classes and an id, no combinations.
struct SVGStyleSheet {
  private struct Rule {
    var tag: String?
    var identifier: String?
    var classes: [String]
    var declarations: [SVGDeclaration]
    /// How many ids, classes and tags, each weighing a hundred of the next; then the order.
    var weight: Int
    var order: Int

    /// The part of the selector that fits the fewest elements.
    var key: String {
      if let identifier { return "#" + identifier }
      if let first = classes.first { return "." + first }
      return tag ?? "*"
    }
  }

  private var rules: [Rule] = []
  /// Rule numbers by key.
  private var index: [String: [Int]] = [:]
  /// What was left out.
  private(set) var unsupported: [String] = []

  var isEmpty: Bool { rules.isEmpty }

  /// Adds the rules of a text.
  mutating func add(_ text: String) {
    for block in withoutComments(text).split(separator: "}") {
      let halves = block.split(separator: "{", maxSplits: 1)
      guard halves.count == 2 else { continue }
      guard !block.contains("@") else {
        let name = (block.split(separator: "@").last ?? "").prefix(16)
        unsupported.append("@" + name.trimmingSpace())
        continue
      }
      let declarations = SVGDeclaration.list(halves[1])
      for selector in halves[0].split(separator: ",") {
        add(selector.trimmingSpace(), declarations)
      }
    }
  }

  private func withoutComments(_ text: String) -> String {
    var scanner = ByteScanner(text)
    var kept: [UInt8] = []
    while let byte = scanner.next {
      if scanner.pass("/*") {
        while scanner.next != nil, !scanner.pass("*/") { scanner.place += 1 }
      } else {
        kept.append(byte)
        scanner.place += 1
      }
    }
    return String(decoding: kept, as: UTF8.self)
  }

  private mutating func add(_ selector: String, _ declarations: [SVGDeclaration]) {
    var scanner = ByteScanner(selector)
    var rule = Rule(classes: [], declarations: declarations, weight: 0, order: rules.count)
    if !scanner.pass("*") {
      let tag = scanner.word()
      if !tag.isEmpty { rule.tag = tag }
    }
    while let byte = scanner.next {
      scanner.place += 1
      let name = scanner.word()
      switch byte {
      case UInt8(ascii: ".") where !name.isEmpty: rule.classes.append(name)
      case UInt8(ascii: "#") where !name.isEmpty: rule.identifier = name
      default: return unsupported.append(String(selector.prefix(32)))
      }
    }
    guard rules.count < 10_000 else { return unsupported.append("rules beyond 10000") }
    rule.weight =
      (rule.identifier == nil ? 0 : 10_000) + rule.classes.count * 100 + (rule.tag == nil ? 0 : 1)
    index[rule.key, default: []].append(rules.count)
    rules.append(rule)
  }

  /// The declarations for an element, the strongest last.
  func declarations(tag: String, identifier: String?, classes: [String]) -> [SVGDeclaration] {
    guard !isEmpty else { return [] }
    var keys = ["*", tag] + Set(classes).map { "." + $0 }
    if let identifier { keys.append("#" + identifier) }
    var fitting: [Rule] = []
    for number in keys.flatMap({ index[$0] ?? [] }) {
      let rule = rules[number]
      guard rule.tag == nil || rule.tag == tag,
        rule.identifier == nil || rule.identifier == identifier,
        rule.classes.allSatisfy({ classes.contains($0) })
      else { continue }
      fitting.append(rule)
    }
    fitting.sort { ($0.weight, $0.order) < ($1.weight, $1.order) }
    return fitting.flatMap(\.declarations)
  }
}
