/// Names that somebody who typed a wrong one may have meant.
enum SimilarNames {
  /// At most `count` names, those that share the longest start and end with `wanted` first; equals
  /// stay in their order.
  static func closest(_ count: Int, to wanted: String, among names: some Sequence<String>)
    -> [String]
  {
    let target = Array(wanted.lowercased().utf8)
    var best: [(score: Int, name: String)] = []
    for name in names {
      let score = sharedEnds(target, Array(name.lowercased().utf8))
      let place = best.firstIndex { $0.score < score } ?? best.count
      guard place < count else { continue }
      best.insert((score, name), at: place)
      if best.count > count { best.removeLast() }
    }
    return best.map(\.name)
  }

  /// Bytes that two names share at the start and at the end.
  private static func sharedEnds(_ a: [UInt8], _ b: [UInt8]) -> Int {
    let start = zip(a, b).prefix { $0 == $1 }.count
    let end = zip(a.reversed(), b.reversed()).prefix { $0 == $1 }.count
    return start + end
  }
}
