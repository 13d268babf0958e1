import JSONText

/// `render` and `program` (PROTOCOL.md, section 3).
enum PictureRules {
  static let all = [array, png, svg, size, unknownMode, programs, unknownFormat]

  static let array = Rule(
    "render.rgb_array", section: 3,
    "render rgb_array gives one tensor for each of lanes: the canvas."
  ) { exam in
    let (session, _) = try rendering(exam, "rgb_array")
    let result = try session.result("render", "{\"lanes\":[1,0],\"mode\":\"rgb_array\"}")
    let frames = try result.member("frames").array()
    try require(frames.count == 2, "there are \(frames.count) frames for 2 lanes")
    let canvas = try session.agreement().canvas()
    let shown = try session.result("load", session.result("save", "{\"lanes\":[0,1]}").text)
    let pixels = try LeafReader(leaf: canvas, count: 2, encoding: "b64")
      .rows(of: shown.member("obs").member(canvas.name))
    for (frame, lane) in zip(frames, [1, 0]) {
      let picture = try LeafReader(leaf: canvas, count: nil, encoding: "b64").rows(of: frame)
      try require(picture[0] == pixels[lane], "the frame of lane \(lane) is not its canvas")
    }
  }

  static let png = Rule(
    "render.png", section: 3, "render png gives PNG files in base64, of the canvas's size."
  ) { exam in
    let (session, _) = try rendering(exam, "png")
    let frames = try session.result("render", "{\"mode\":\"png\"}").member("frames").array()
    try require(frames.count == 2, "there are \(frames.count) frames for 2 lanes")
    let shape = try session.agreement().canvas().space.shape
    for frame in frames {
      let size = try sizeOfPNG(frame.base64())
      try require(size == [shape[1], shape[0]], "a frame is \(size) for the canvas \(shape)")
    }
  }

  static let svg = Rule(
    "render.svg", section: 3, "render svg gives one SVG text for each of lanes."
  ) { exam in
    let (session, _) = try rendering(exam, "svg")
    let parameters = "{\"lanes\":[0],\"mode\":\"svg\"}"
    let frames = try session.result("render", parameters).member("frames").strings()
    try require(frames.count == 1, "there are \(frames.count) frames for 1 lane")
    try require(
      frames[0].contains("<svg") && frames[0].contains("</svg>"), "a frame is no SVG text")
  }

  static let size = Rule(
    "render.size", section: 3, "width and height are the size of the frame."
  ) { exam in
    let (session, _) = try rendering(exam, "rgb_array")
    let reply = try session.ask(
      "render", "{\"lanes\":[0],\"mode\":\"rgb_array\",\"width\":96,\"height\":96}")
    guard let frame = try? reply.result().member("frames").elements(1)[0] else {
      try reply.error([1014, 1013, 1030])
      throw Inapplicable("this engine does not paint at 96 pixels")
    }
    let shape = try frame.member("shape").integers()
    try require(Array(shape.prefix(2)) == [96, 96], "the frame has the shape \(shape)")
  }

  static let unknownMode = Rule(
    "render.unknown-mode", section: 6, "A mode that there is not is 1014."
  ) { exam in
    try exam.begin().refused("render", "{\"mode\":\"hologram\"}", 1014)
  }

  static let programs = Rule(
    "program.forms", section: 3,
    "program gives what the episode executed so far, one object or text for each of lanes."
  ) { exam in
    let (session, dice) = try StateRules.midway(exam)
    for format in try session.agreement().capability("programFormats") {
      let parameters = "{\"lanes\":[1,0],\"format\":\"\(format)\"}"
      let list = try session.result("program", parameters).member("programs").array()
      try require(list.count == 2, "there are \(list.count) programs for 2 lanes")
      for program in list {
        let isObject = program.value.kind == .object
        try require(
          isObject == (format == "json") && (isObject || program.value.kind == .string),
          "a program in \(format) is \(program.value.kind)")
      }
    }
    var random = dice
    let before = try session.result("program").text
    try session.step(session.actions(&random))
    let after = try session.result("program").text
    try require(before != after, "a step did not change the program")
  }

  static let unknownFormat = Rule(
    "program.unknown-format", section: 6, "A format that there is not is 1014."
  ) { exam in
    try exam.begin().refused("program", "{\"format\":\"papyrus\"}", 1014)
  }

  // MARK: Parts

  private static func rendering(
    _ exam: Examination, _ mode: String
  ) throws -> (session: Session, dice: Dice) {
    let pair = try StateRules.midway(exam)
    guard try pair.session.agreement().capability("renderModes").contains(mode) else {
      throw Inapplicable("the server does not offer it")
    }
    return pair
  }

  /// Width and height of a PNG file (ISO/IEC 15948, sections 5.2 and 11.2.2).
  static func sizeOfPNG(_ file: [UInt8]) throws(Violation) -> [Int] {
    try require(
      file.count > 24 && file.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        && file[12..<16].elementsEqual("IHDR".utf8), "a file is no PNG")
    return [16, 20].map { start in
      file[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
  }
}
