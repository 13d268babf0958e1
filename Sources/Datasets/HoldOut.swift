/// Which pictures are kept from training, to be judged by.
public enum HoldOut: Sendable, Equatable {
  /// None.
  case none
  /// The last so many pictures.
  case last(Int)
  /// All pictures of the last so many alphabets, by name.
  case lastAlphabets(Int)

  /// The last `count` pictures, but no more than a fifth of a set of `total`.
  static func last(_ count: Int, of total: Int) -> HoldOut { .last(min(count, total / 5)) }

  /// For each picture whether it is held out.
  func choice(in set: ImageSet) throws(DatasetError) -> [Bool] {
    switch self {
    case .none: return [Bool](repeating: false, count: set.count)
    case .last(let count):
      try check(count, "images", of: set.count, in: set)
      return (0..<set.count).map { $0 >= set.count - count }
    case .lastAlphabets(let count):
      guard let alphabets = set.alphabets else {
        throw .selection(
          file: set.kind, reason: "have no alphabets: hold out the last so many images")
      }
      // Only those that this part of a set still has.
      let present = Set(alphabets.indices).sorted {
        alphabets.names[$0].utf8.lexicographicallyPrecedes(alphabets.names[$1].utf8)
      }
      try check(count, "alphabets", of: present.count, in: set)
      let chosen = Set(present.suffix(count))
      return alphabets.indices.map { chosen.contains($0) }
    }
  }

  private func check(_ count: Int, _ things: String, of total: Int, in set: ImageSet)
    throws(DatasetError)
  {
    guard 0..<max(total, 1) ~= count else {
      let reason = "have \(total) \(things): cannot hold out \(count), choose 0 to \(total - 1)"
      throw .selection(file: set.kind, reason: reason)
    }
  }
}
