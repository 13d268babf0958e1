import JSONText

// MARK: Geometry

extension MachineFile {
  static func geometry(_ node: JSONNode) throws(JSONError) -> MachineGeometry {
    let kind = try node.member("kind")
    switch try kind.string() {
    case "cartesian": return .cartesian(travel: try travel(node))
    case "corexy": return .coreXY(travel: try travel(node))
    case "arm-2r": return .arm(try arm(node, drive: .serial))
    case "scara": return .arm(try arm(node, drive: .parallel))
    case "polargraph":
      try node.allowOnly(["kind", "span", "depth"])
      return .polargraph(
        PolargraphGeometry(
          span: try node.member("span").number(in: 10...100_000),
          depth: try node.member("depth").number(in: 1...100_000)))
    default:
      throw kind.error(
        expected: "\"cartesian\", \"corexy\", \"arm-2r\", \"scara\" or \"polargraph\"")
    }
  }

  private static func travel(_ node: JSONNode) throws(JSONError) -> SIMD2<Double> {
    try node.allowOnly(["kind", "travel"])
    let travel = try node.member("travel").vector()
    guard travel.x > 0, travel.y > 0 else {
      throw try node.member("travel").error(expected: "2 positive lengths")
    }
    return travel
  }

  private static func arm(
    _ node: JSONNode, drive: ArmGeometry.Drive
  ) throws(JSONError) -> ArmGeometry {
    try node.allowOnly(["kind", "links", "bend", "elbow"])
    let links = try node.member("links").array()
    guard links.count == 2 else { throw try node.member("links").error(expected: "2 lengths") }
    let elbow = try node.member("elbow")
    guard let side = Elbow(rawValue: try elbow.string()) else {
      throw elbow.error(expected: "\"left\" or \"right\"")
    }
    return ArmGeometry(
      upper: try links[0].number(in: 1...10_000), fore: try links[1].number(in: 1...10_000),
      drive: drive, bend: try node.member("bend").interval(within: 180).radians, elbow: side)
  }
}

// MARK: Joints

extension MachineFile {
  static func joint(
    _ node: JSONNode, of geometry: MachineGeometry
  ) throws(JSONError) -> JointProfile {
    try node.allowOnly(["name", "range", "speed", "acceleration", "jerk", "drive"])
    let unit = geometry.isRotary ? Double.pi / 180 : 1
    return JointProfile(
      name: try node.member("name").string(), range: try range(node, of: geometry),
      speed: try node.member("speed").positive() * unit,
      acceleration: try node.member("acceleration").positive() * unit,
      jerk: try node.member("jerk").positive() * unit,
      drive: try drive(node.member("drive"), unit: unit))
  }

  private static func range(
    _ node: JSONNode, of geometry: MachineGeometry
  ) throws(JSONError) -> ClosedRange<Double> {
    switch geometry {
    case .cartesian, .coreXY:
      if let range = node["range"] {
        throw range.error(expected: "no range: the geometry's travel limits this machine")
      }
      return JointProfile.anywhere
    case .arm:
      let node = try node.member("range")
      let range = try node.interval(within: 720)
      guard range.upperBound - range.lowerBound < 360 else {
        throw node.error(expected: "less than a full turn")
      }
      return range.radians
    case .polargraph:
      let node = try node.member("range")
      let range = try node.interval(within: largestNumber)
      guard range.lowerBound > 0 else { throw node.error(expected: "positive lengths") }
      return range
    }
  }

  private static func drive(_ node: JSONNode, unit: Double) throws(JSONError) -> JointDrive {
    try node.allowOnly(
      ["motor", "stepsPerUnit", "curve", "resolution", "deadBand", "backlash", "noise"])
    let motor = try node.member("motor")
    let backlash = try node.member("backlash").atLeastZero() * unit
    let noise = try node.member("noise").atLeastZero() * unit
    switch try motor.string() {
    case "stepper":
      let steps = try node.member("stepsPerUnit").positive() / unit
      return JointDrive(
        motor: .stepper(stepsPerUnit: steps), backlash: backlash, noise: noise)
    case "servo":
      let curve = ServoCurve(
        points: try curve(node.member("curve"), unit: unit),
        resolution: try node.member("resolution").positive(),
        deadBand: try node.member("deadBand").atLeastZero())
      return JointDrive(motor: .servo(curve), backlash: backlash, noise: noise)
    default: throw motor.error(expected: "\"stepper\" or \"servo\"")
    }
  }

  private static func curve(
    _ node: JSONNode, unit: Double
  ) throws(JSONError) -> [SIMD2<Double>] {
    var points: [SIMD2<Double>] = []
    for element in try node.array() {
      let point = try element.vector()
      if let last = points.last {
        let rising = points.count < 2 || points[1].y > points[0].y
        guard point.x * unit > last.x, point.y != last.y,
          points.count < 2 || (point.y > last.y) == rising
        else { throw element.error(expected: "rising angles; pulses all rising or all falling") }
      }
      points.append(SIMD2(point.x * unit, point.y))
    }
    guard (2...64).contains(points.count) else {
      throw node.error(expected: "2 to 64 pairs of angle and pulse")
    }
    return points
  }
}

// MARK: Pen

extension MachineFile {
  static func pen(_ node: JSONNode) throws(JSONError) -> PenProfile {
    try node.allowOnly([
      "actuator", "up", "down", "liftTime", "dropTime", "nib", "lightWidth", "thinning", "ink",
    ])
    let actuator = try node.member("actuator")
    let up = try node.member("up").bounded()
    let down = try node.member("down").bounded()
    let name = try actuator.string()
    guard name == "servo" || name == "axis" else {
      throw actuator.error(expected: "\"servo\" or \"axis\"")
    }
    let ink = try node.member("ink")
    return PenProfile(
      actuator: name == "servo" ? .servo(up: up, down: down) : .axis(up: up, down: down),
      liftTime: try node.member("liftTime").number(in: 0...60),
      dropTime: try node.member("dropTime").number(in: 0...60),
      nib: try node.member("nib").number(in: 0.01...100),
      lightWidth: try node.member("lightWidth").number(in: 0...1),
      thinning: try node.member("thinning").number(in: 0...0.9),
      ink: ink.isNull ? .infinity : try ink.positive())
  }
}

// MARK: Numbers

extension JSONNode {
  func number(in range: ClosedRange<Double>) throws(JSONError) -> Double {
    let number = try number()
    guard range.contains(number) else {
      throw error(expected: "a number in \(range.lowerBound)...\(range.upperBound)")
    }
    return number
  }

  fileprivate func bounded() throws(JSONError) -> Double {
    try number(in: -MachineFile.largestNumber...MachineFile.largestNumber)
  }

  fileprivate func atLeastZero() throws(JSONError) -> Double {
    try number(in: 0...MachineFile.largestNumber)
  }

  func positive() throws(JSONError) -> Double {
    try number(in: 1e-6...MachineFile.largestNumber)
  }

  func vector() throws(JSONError) -> SIMD2<Double> {
    let numbers = try array()
    guard numbers.count == 2 else { throw error(expected: "2 numbers") }
    return SIMD2(try numbers[0].bounded(), try numbers[1].bounded())
  }

  fileprivate func interval(within bound: Double) throws(JSONError) -> ClosedRange<Double> {
    let ends = try array()
    guard ends.count == 2 else { throw error(expected: "2 numbers") }
    let lower = try ends[0].number(in: -bound...bound)
    let upper = try ends[1].number(in: -bound...bound)
    guard lower < upper else { throw error(expected: "2 rising numbers") }
    return lower...upper
  }
}

extension Double {
  var radians: Double { self * .pi / 180 }
  var degrees: Double { self * 180 / .pi }
}

extension ClosedRange<Double> {
  fileprivate var radians: ClosedRange<Double> { lowerBound.radians...upperBound.radians }
}
