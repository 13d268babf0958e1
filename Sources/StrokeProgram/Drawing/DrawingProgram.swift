extension Drawing {
  /// A painting on its square page of `PaintingProgram.pageMillimetres`, one path per stroke.
  ///
  /// Each colour becomes a layer, named `#rrggbb`, in the order of its first stroke.
  public init(_ program: PaintingProgram) {
    let side = PaintingProgram.pageMillimetres
    self.init(
      pageWidth: side, pageHeight: side, background: program.background, layers: [])
    var layerOfColor: [String: Int] = [:]
    for stroke in program.strokes {
      let name = stroke.color.hexadecimal
      let layer = layerOfColor[name] ?? layers.count
      if layer == layers.count { layers.append(name) }
      layerOfColor[name] = layer
      paths.append(DrawnPath(stroke, pageMillimetres: side, layer: layer))
    }
    if layers.isEmpty { layers = ["1"] }
  }

  /// The paths as strokes of a painting: quadratic curves as fractions of the page.
  ///
  /// The page's longer side becomes the side of the painting, so that everything fits. A path of
  /// several pieces becomes as many strokes or more, each starting where the last one ended, with
  /// the pressure shared out by length; a dot becomes a stroke of three equal points.
  ///
  /// - Parameter tolerance: How far a quadratic may stray from its cubic, mm.
  public func strokes(tolerance: Double = 0.005) -> [Stroke] {
    let side = max(pageWidth, pageHeight)
    return paths.flatMap { $0.strokes(pageMillimetres: side, tolerance: tolerance) }
  }
}

extension DrawnPath {
  fileprivate init(_ stroke: Stroke, pageMillimetres side: Double, layer: Int) {
    let points = [stroke.start, stroke.control, stroke.end].map {
      DrawingPoint($0.x * side, $0.y * side)
    }
    let isDot = points[0] == points[1] && points[0] == points[2]
    self.init(
      start: points[0],
      segments: isDot ? [] : [.quadratic(control: points[1], to: points[2])],
      width: stroke.width * side, color: stroke.color, pressure: stroke.pressure, layer: layer)
  }

  fileprivate func strokes(pageMillimetres side: Double, tolerance: Double) -> [Stroke] {
    let curves = quadratics(tolerance: tolerance)
    var travelled = 0.0
    let whole = curves.reduce(0) { $0 + $1.roughLength }
    return curves.map { curve in
      let from = share(travelled, of: whole)
      travelled += curve.roughLength
      let to = share(travelled, of: whole)
      return Stroke(
        start: PagePoint(curve.start, side), control: PagePoint(curve.control, side),
        end: PagePoint(curve.end, side), width: width / side, color: color,
        pressure: Stroke.Ends(
          start: curves.count == 1 ? pressure.start : from,
          end: curves.count == 1 ? pressure.end : to))
    }
  }

  /// The pressure after `travelled` of `whole`.
  private func share(_ travelled: Double, of whole: Double) -> Double {
    let part = whole > 0 ? travelled / whole : 0
    return pressure.start + (pressure.end - pressure.start) * part
  }

  private func quadratics(tolerance: Double) -> [Quadratic] {
    var place = start
    var curves: [Quadratic] = []
    for segment in segments {
      for piece in segment.quadratics(from: place, tolerance: tolerance) {
        curves.append(Quadratic(start: place, control: piece.control, end: piece.end))
        place = piece.end
      }
    }
    return curves.isEmpty ? [Quadratic(start: start, control: start, end: start)] : curves
  }
}

private struct Quadratic {
  var start: DrawingPoint
  var control: DrawingPoint
  var end: DrawingPoint

  /// The mean of chord and control polygon, which is close for gentle curves.
  var roughLength: Double {
    (2 * (end - start).length + (control - start).length + (end - control).length) / 3
  }
}

extension PagePoint {
  fileprivate init(_ point: DrawingPoint, _ side: Double) {
    self.init(x: point.x / side, y: point.y / side)
  }
}
