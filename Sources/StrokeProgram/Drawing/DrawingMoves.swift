extension Drawing {
  /// What a pen leaves on the paper when it makes these moves, each touch-down one path.
  ///
  /// Arcs become cubic curves within a millionth of their radius. The pens become layers named
  /// from `1`; moves with the pen up leave nothing.
  ///
  /// - Parameter lineWidth: The width of the lines, mm.
  public init(
    moves: [PenMove], pageWidth: Double, pageHeight: Double, lineWidth: Double = 0.5
  ) {
    let pens = max(1, min((moves.map(\.pen).max() ?? 0) + 1, 1000))
    self.init(
      pageWidth: pageWidth, pageHeight: pageHeight, layers: (1...pens).map { String($0) })
    var place = DrawingPoint(0, pageHeight)
    var isDrawing = false
    for move in moves {
      let layer = min(max(move.pen, 0), pens - 1)
      if move.isDown, !isDrawing || paths.last?.layer != layer {
        paths.append(DrawnPath(start: place, segments: [], width: lineWidth, layer: layer))
      }
      isDrawing = move.isDown
      // a touch without a move is a dot already
      if isDrawing, move.to != place || move.arc != nil {
        move.append(from: place, to: &paths[paths.count - 1].segments)
      }
      place = move.to
    }
  }
}

extension PenMove {
  fileprivate func append(from start: DrawingPoint, to segments: inout [DrawnPath.Segment]) {
    guard let arc else { return segments.append(.line(to: to)) }
    let radius = (start - arc.center).length
    guard start != to else {
      // a whole circle has no ends to tell its halves apart
      let opposite = 2 * arc.center - start
      SVGArc.append(
        from: start, radii: [radius, radius], rotationDegrees: 0, isLarge: false,
        isSweeping: arc.isClockwise, to: opposite, into: &segments)
      SVGArc.append(
        from: opposite, radii: [radius, radius], rotationDegrees: 0, isLarge: false,
        isSweeping: arc.isClockwise, to: to, into: &segments)
      return
    }
    let isLarge = arc.sweep(from: start, to: to, yIsDown: true) > .pi
    SVGArc.append(
      from: start, radii: [radius, radius], rotationDegrees: 0, isLarge: isLarge,
      isSweeping: arc.isClockwise, to: to, into: &segments)
  }
}
