import JSONText

extension JSONNode {
  /// The largest coordinate or length of a scene file, m.
  static let largestLength = 10_000.0

  /// A number within `range`.
  func double(in range: ClosedRange<Double>) throws(JSONError) -> Double {
    let number = try number()
    guard range.contains(number) else {
      throw error(expected: "a number in \(range.lowerBound)...\(range.upperBound)")
    }
    return number
  }

  /// A number within `range`, in single precision.
  func float(in range: ClosedRange<Double>) throws(JSONError) -> Float {
    Float(try double(in: range))
  }

  /// Three numbers, each within `range`.
  func vector(
    in range: ClosedRange<Double> = -largestLength...largestLength
  ) throws(JSONError) -> Vector3 {
    let parts = try array()
    guard parts.count == 3 else { throw error(expected: "three numbers [x, y, z]") }
    return Vector3(
      try parts[0].float(in: range), try parts[1].float(in: range), try parts[2].float(in: range))
  }

  /// A direction of any length above 0, made a unit vector.
  func direction() throws(JSONError) -> Vector3 {
    let direction = try vector()
    guard direction.length > 1e-6 else {
      throw error(expected: "a direction: three numbers that are not all 0")
    }
    return direction.normalized
  }

  /// Two numbers in ascending order, each within `range`.
  func interval(
    in range: ClosedRange<Double> = -largestLength...largestLength
  ) throws(JSONError) -> ClosedRange<Double> {
    let parts = try array()
    guard parts.count == 2 else { throw error(expected: "two numbers [from, to]") }
    let (lower, upper) = (try parts[0].double(in: range), try parts[1].double(in: range))
    guard lower < upper else { throw error(expected: "two numbers [from, to] with from < to") }
    return lower...upper
  }

  /// An array with so many elements.
  func array(count: ClosedRange<Int>, of what: String) throws(JSONError) -> [JSONNode] {
    let elements = try array()
    guard count.contains(elements.count) else {
      throw error(expected: "\(count.lowerBound) to \(count.upperBound) \(what)")
    }
    return elements
  }

  /// A text of 1 to 64 bytes that names something.
  func name() throws(JSONError) -> String {
    let text = try string()
    guard (1...64).contains(text.utf8.count) else {
      throw error(expected: "a name of 1 to 64 bytes")
    }
    return text
  }

  /// The place in `names` of the name that stands here.
  func index(in names: [String], of what: String) throws(JSONError) -> Int {
    let name = try string()
    guard let index = names.firstIndex(of: name) else {
      throw error(expected: "the name of a \(what): \(names.prefix(32).joined(separator: ", "))")
    }
    return index
  }
}
