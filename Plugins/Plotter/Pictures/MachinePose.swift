/// A machine at one moment as lines on the page: links, cords or rails.
struct MachinePose {
  /// What a line stands for.
  enum Part {
    /// What carries the pen and moves.
    case link
    /// What stands still.
    case frame
  }

  /// The lines, mm on the page; the last one of the links ends at the pen.
  var lines: [(part: Part, start: SIMD2<Double>, end: SIMD2<Double>)]
  /// Where the lines meet that turn: motors, shoulder, elbow.
  var pivots: [SIMD2<Double>]
}

extension Kinematics {
  /// The machine with its joints at given positions.
  func pose(at joints: SIMD2<Double>) -> MachinePose {
    let pen = position(of: joints)
    switch profile.geometry {
    case .arm(let arm):
      let shoulder = page.fromMachine(.zero)
      let elbow = page.fromMachine(arm.links(at: joints).upper)
      return MachinePose(
        lines: [(.link, shoulder, elbow), (.link, elbow, pen)], pivots: [shoulder, elbow])
    case .polargraph(let cords):
      let motors = [page.fromMachine(.zero), page.fromMachine(SIMD2(cords.span, 0))]
      return MachinePose(lines: motors.map { (.link, $0, pen) }, pivots: motors)
    case .cartesian(let travel), .coreXY(let travel):
      let place = page.toMachine(pen)
      let bridge = [SIMD2(place.x, 0), SIMD2(place.x, travel.y)].map(page.fromMachine)
      let rails = [
        SIMD2(0, 0), SIMD2(travel.x, 0), SIMD2(0, travel.y), SIMD2(travel.x, travel.y),
      ].map(page.fromMachine)
      return MachinePose(
        lines: [
          (.frame, rails[0], rails[1]), (.frame, rails[2], rails[3]),
          (.link, bridge[0], bridge[1]), (.link, pen, pen),
        ], pivots: bridge)
    }
  }
}

extension PictureCanvas {
  /// Lays a machine over the picture.
  mutating func draw(_ pose: MachinePose, scale: Double) {
    let link = SIMD3<UInt8>(70, 90, 130)
    for line in pose.lines {
      let isLink = line.part == .link
      self.line(
        from: line.start, to: line.end, width: (isLink ? 4 : 2) * scale, color: link,
        opacity: isLink ? 0.55 : 0.3)
    }
    for pivot in pose.pivots {
      line(from: pivot, to: pivot, width: 9 * scale, color: link, opacity: 0.8)
    }
    if let pen = pose.lines.last?.end {
      line(from: pen, to: pen, width: 7 * scale, color: SIMD3(200, 40, 40))
    }
  }
}
