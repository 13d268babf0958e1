import Glibc
import JSONText

/// What observations look like (PROTOCOL.md, sections 3 and 4).
enum ObservationRules {
  static let all = [
    space, want, wrongWant, encodedAs("json"), encodedAs("png"), encodedAs("raw"), encodedAs("shm"),
  ]

  static let space = Rule(
    "observation.space", section: 3,
    "Every observation lies in the observation space: keys in order, dtype, shape, bounds."
  ) { exam in
    for mode in ["NextStep", "SameStep"] {
      let session = try exam.open(Setup(laneCount: 3, autoreset: mode))
      try checkSpace(session.result("reset", "{\"seed\":7}"), session)
      var dice = Dice(11)
      for _ in 0..<6 { try checkSpace(session.step(session.actions(&dice)), session) }
    }
  }

  static let want = Rule(
    "observation.want", section: 3,
    "want names top-level keys of the observation; absent = every key; [] = none; not remembered."
  ) { exam in
    let session = try exam.begin()
    let names = try session.agreement().observation.map(\.name)
    var dice = Dice(5)
    func keys(_ want: String) throws -> [String] {
      let result = try session.step(session.actions(&dice), want)
      return try result.member("obs").object().map(\.name)
    }
    for wanted in [[], [names[names.count - 1]], [names[0]]] {
      let list = wanted.map { "\"\($0)\"" }.joined(separator: ",")
      let got = try keys(",\"want\":[\(list)]")
      try require(got == wanted, "want \(wanted) gave \(got)")
    }
    let all = try keys("")
    try require(all == names, "no want gave \(all) instead of \(names)")
    let reset = try session.result("reset", "{\"want\":[]}").member("obs").object()
    try require(reset.isEmpty, "want [] of a reset gave \(reset.map(\.name))")
  }

  static let wrongWant = Rule(
    "observation.unknown-want", section: 6, "A want that is no key of the observation is -32602."
  ) { exam in
    let session = try exam.begin()
    try session.refused("reset", "{\"want\":[\"no such leaf\"]}", -32602)
    var dice = Dice(5)
    let parameters = try session.stepParameters(
      session.actions(&dice), ",\"want\":[\"no such leaf\"]")
    try session.refused("step", parameters, -32602)
  }

  /// The rule that an encoding carries what `b64` carries.
  private static func encodedAs(_ encoding: String) -> Rule {
    Rule(
      "observation.\(encoding)", section: 4,
      "Tensors of the encoding \(encoding) hold the same numbers as those of b64."
    ) { exam in
      let plain = try exam.begin()
      guard try plain.agreement().capability("obsEncodings").contains(encoding) else {
        throw Inapplicable("the server does not offer it")
      }
      let session = try exam.begin(Setup(encodings: [encoding]))
      var dice = Dice(6)
      for _ in 0..<3 {
        let actions = try plain.actions(&dice)
        let expected = try plain.step(actions).member("obs")
        let reply = try session.ask("step", session.stepParameters(actions))
        let got = try reply.result().member("obs")
        var trailing = reply.trailing[...]
        for leaf in try session.agreement().observation {
          let reader = LeafReader(leaf: leaf, count: 2, encoding: encoding)
          let wanted = try LeafReader(leaf: leaf, count: 2, encoding: "b64")
            .rows(of: expected.member(leaf.name))
          if encoding == "png", leaf.space.shape.count == 3 {
            try checkPNG(got.member(leaf.name), leaf)
            continue
          }
          let rows = try reader.rows(of: got.member(leaf.name)) { tensor in
            try external(tensor, session, &trailing)
          }
          try require(rows == wanted, "'\(leaf.name)' differs between \(encoding) and b64")
        }
        try require(trailing.isEmpty, "\(trailing.count) bytes too many follow the line")
      }
    }
  }

  // MARK: Parts

  private static func checkSpace(_ result: JSONNode, _ session: Session) throws {
    let observation = try result.member("obs")
    try check(observation, count: session.setup.laneCount, session)
    guard let info = result["info"], let final = info["final_obs"] else { return }
    let count = try info.member("_final_obs").booleans().count { $0 }
    try check(final, count: count, session)
  }

  private static func check(_ observation: JSONNode, count: Int, _ session: Session) throws {
    let leaves = try session.agreement().observation
    let keys = try observation.object().map(\.name)
    try require(keys == leaves.map(\.name), "obs has the keys \(keys), not \(leaves.map(\.name))")
    for leaf in leaves {
      _ = try LeafReader(leaf: leaf, count: count, encoding: "b64")
        .rows(of: observation.member(leaf.name))
    }
  }

  /// The bytes of a `raw` or `shm` tensor.
  private static func external(
    _ tensor: JSONNode, _ session: Session, _ trailing: inout ArraySlice<UInt8>
  ) throws -> [UInt8] {
    let count = try tensor.member("bytes").integer(in: 0...1 << 30)
    if try tensor.member("enc").string() == "raw" {
      try require(trailing.count >= count, "\(trailing.count) of \(count) bytes follow the line")
      defer { trailing = trailing.dropFirst(count) }
      return Array(trailing.prefix(count))
    }
    let memory = try session.agreement().node.member("shm")
    let offset = try tensor.member("offset").integer(in: 0...1 << 40)
    let size = try memory.member("bytes").integer(in: 1...1 << 40)
    let slots = try memory.member("slots").integer(in: 2...1 << 20)
    try require(size >= 16 * slots, "the memory of \(size) bytes has \(slots) slots")
    try require(offset <= size - count, "a tensor reaches beyond the \(size) bytes of the memory")
    let path = try memory.member("path").string()
    let slot = offset / (size / slots) * (size / slots)
    let sequence = try bytes(of: path, from: slot, count: 8)
    let expected = try LeafReader.littleEndian(tensor.member("seq").unsigned64())
    try require(sequence == expected, "the slot at \(slot) does not begin with the tensor's seq")
    return try bytes(of: path, from: offset, count: count)
  }

  private static func bytes(of path: String, from offset: Int, count: Int) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    try require(descriptor >= 0, "\(path) cannot be opened: \(String(cString: strerror(errno)))")
    defer { close(descriptor) }
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { free, filled in
      filled = max(0, pread(descriptor, free.baseAddress, count, offset))
    }
    try require(bytes.count == count, "\(path) has no \(count) bytes at \(offset)")
    return bytes
  }

  /// Looks at the header of each lane's PNG file (ISO/IEC 15948, section 5).
  private static func checkPNG(_ tensor: JSONNode, _ leaf: Leaf) throws {
    if try tensor.member("enc").string() == "b64" { return }
    try require(tensor.member("enc").string() == "png", "'\(leaf.name)' is no png tensor")
    let files = try tensor.member("data").array()
    try require(files.count == 2, "'\(leaf.name)' has \(files.count) files for 2 lanes")
    for file in files {
      let size = try PictureRules.sizeOfPNG(file.base64())
      try require(
        size == [leaf.space.shape[1], leaf.space.shape[0]],
        "'\(leaf.name)' is a PNG of \(size) for the shape \(leaf.space.shape)")
    }
  }
}
