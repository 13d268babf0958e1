/// One property of a value as a member of a JSON object: a table of them reads and writes the value.
public struct JSONField<Root> {
  /// The member's name.
  public let name: String
  let write: (Root, inout JSONWriter) -> Void
  let read: (inout Root, JSONNode) throws(JSONError) -> Void

  /// Makes a field of any kind.
  ///
  /// - Parameters:
  ///   - write: Writes one JSON value.
  ///   - read: Sets the property, or says what is wrong with the value.
  public init(
    _ name: String, write: @escaping (Root, inout JSONWriter) -> Void,
    read: @escaping (inout Root, JSONNode) throws(JSONError) -> Void
  ) {
    self.name = name
    self.write = write
    self.read = read
  }
}

extension JSONNode {
  /// Sets those properties of `root` that this object has members for.
  ///
  /// - Throws: When this is no object, or at a member that is in no field or does not fit its own.
  public func read<Root>(
    _ fields: [JSONField<Root>], into root: inout Root
  ) throws(JSONError) {
    try allowOnly(fields.map(\.name))
    for field in fields {
      if let value = self[field.name] { try field.read(&root, value) }
    }
  }
}

extension JSONWriter {
  /// Writes an object with a member for every field.
  public mutating func object<Root>(_ fields: [JSONField<Root>], of root: Root) {
    beginObject()
    for field in fields {
      key(escaping: field.name)
      field.write(root, &self)
    }
    endObject()
  }
}

// MARK: The kinds

extension JSONField {
  /// A whole number.
  public static func integer(
    _ name: String, _ property: WritableKeyPath<Root, Int>, _ range: ClosedRange<Int>
  ) -> JSONField {
    JSONField(name) {
      $1.integer($0[keyPath: property])
    } read: {
      (root, node) throws(JSONError) in
      root[keyPath: property] = try node.integer(in: range)
    }
  }

  /// A number.
  public static func number(
    _ name: String, _ property: WritableKeyPath<Root, Double>, _ range: ClosedRange<Double>
  ) -> JSONField {
    JSONField(name) {
      $1.number($0[keyPath: property])
    } read: {
      (root, node) throws(JSONError) in
      root[keyPath: property] = try node.number(in: range)
    }
  }

  /// A number of single precision.
  public static func number(
    _ name: String, _ property: WritableKeyPath<Root, Float>, _ range: ClosedRange<Double>
  ) -> JSONField {
    JSONField(name) {
      $1.number($0[keyPath: property])
    } read: {
      (root, node) throws(JSONError) in
      root[keyPath: property] = Float(try node.number(in: range))
    }
  }

  /// `true` or `false`.
  public static func boolean(
    _ name: String, _ property: WritableKeyPath<Root, Bool>
  ) -> JSONField {
    JSONField(name) {
      $1.boolean($0[keyPath: property])
    } read: {
      (root, node) throws(JSONError) in
      root[keyPath: property] = try node.boolean()
    }
  }

  /// Any text.
  public static func text(
    _ name: String, _ property: WritableKeyPath<Root, String>
  ) -> JSONField {
    JSONField(name) {
      $1.string($0[keyPath: property])
    } read: {
      (root, node) throws(JSONError) in
      root[keyPath: property] = try node.string()
    }
  }

  /// A seed.
  public static func seed(
    _ name: String, _ property: WritableKeyPath<Root, UInt64>
  ) -> JSONField {
    JSONField(name) {
      $1.unsigned64($0[keyPath: property])
    } read: {
      (root, node) throws(JSONError) in
      root[keyPath: property] = try node.unsigned64()
    }
  }

  /// One of some words.
  public static func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, _ property: WritableKeyPath<Root, Choice>
  ) -> JSONField where Choice.RawValue == String {
    JSONField(name) {
      $1.string($0[keyPath: property].rawValue)
    } read: {
      (root, node) throws(JSONError) in
      guard let choice = Choice(rawValue: try node.string()) else {
        throw node.error(expected: Choice.allCases.map(\.rawValue).joined(separator: " or "))
      }
      root[keyPath: property] = choice
    }
  }

  /// A list of whole numbers.
  public static func integers(
    _ name: String, _ property: WritableKeyPath<Root, [Int]>, count: ClosedRange<Int>,
    each range: ClosedRange<Int>
  ) -> JSONField {
    JSONField(name) { root, writer in
      writer.beginArray()
      for value in root[keyPath: property] { writer.integer(value) }
      writer.endArray()
    } read: { (root, node) throws(JSONError) in
      let elements = try node.array()
      guard count.contains(elements.count) else {
        throw node.error(
          expected: "an array of \(count.lowerBound) to \(count.upperBound) integers")
      }
      var values: [Int] = []
      for element in elements { values.append(try element.integer(in: range)) }
      root[keyPath: property] = values
    }
  }

  /// An object with fields of its own; members that it lacks stay as they are.
  public static func object<Part>(
    _ name: String, _ property: WritableKeyPath<Root, Part>, _ fields: [JSONField<Part>]
  ) -> JSONField {
    JSONField(name) {
      $1.object(fields, of: $0[keyPath: property])
    } read: {
      (root, node) throws(JSONError) in
      try node.read(fields, into: &root[keyPath: property])
    }
  }
}

extension JSONNode {
  /// A number within `range`; an error for anything else.
  public func number(in range: ClosedRange<Double>) throws(JSONError) -> Double {
    let number = try number()
    guard range.contains(number) else {
      throw error(expected: "a number in \(range.lowerBound)...\(range.upperBound)")
    }
    return number
  }
}
