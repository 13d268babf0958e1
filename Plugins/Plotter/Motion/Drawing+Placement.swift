public import StrokeProgram

extension Drawing {
  /// The drawing with every point `p` at `p * scale + shift`, and widths scaled; the page stays.
  ///
  /// - Parameters:
  ///   - scale: Above 0.
  ///   - shift: mm.
  public func placed(scale: Double, shift: DrawingPoint) -> Drawing {
    var result = self
    for index in result.paths.indices {
      result.paths[index] = paths[index].moved { $0 * scale + shift }
      result.paths[index].width *= scale
    }
    return result
  }

  /// The drawing on another page: as large as it can be without a turn, in the middle.
  public func laid(onPageOf width: Double, by height: Double) -> Drawing {
    let scale = min(width / pageWidth, height / pageHeight)
    let shift = (SIMD2(width, height) - SIMD2(pageWidth, pageHeight) * scale) / 2
    var result = placed(scale: scale, shift: shift)
    result.pageWidth = width
    result.pageHeight = height
    return result
  }

  /// How many paths leave the page, by more than a hundredth of a millimetre.
  public var pathsOffPage: Int {
    paths.count { path in
      path.flattened(within: 0.1).contains {
        $0.x < -0.01 || $0.y < -0.01 || $0.x > pageWidth + 0.01 || $0.y > pageHeight + 0.01
      }
    }
  }
}

extension DrawingFit {
  /// The drawing changed so that it is in reach.
  public func applied(to drawing: Drawing) -> Drawing {
    drawing.placed(scale: scale, shift: center * (1 - scale) + shift)
  }
}

extension MotionPlan {
  /// What of the drawing is in reach: whole paths as they are, of the others the parts that the
  /// pen draws, as lines within the machine's deviation.
  public var drawn: Drawing {
    var result = drawing
    let cut = Set(clipped.map(\.path))
    guard !cut.isEmpty else { return result }
    result.paths = []
    var seen = -1
    for phase in phases where phase.kind == .draw {
      guard let index = phase.path, drawing.paths.indices.contains(index) else { continue }
      guard cut.contains(index) else {
        if index != seen { result.paths.append(drawing.paths[index]) }
        seen = index
        continue
      }
      result.paths.append(part(of: drawing.paths[index], in: phase))
    }
    return result
  }

  private func part(of path: DrawnPath, in phase: MotionPhase) -> DrawnPath {
    var part = path
    part.start = phase.origin
    part.segments =
      phase.motion.map { motion in
        (0..<motion.cellCount).map { index in
          let end = motion.end(ofCell: index)
          return .line(to: motion.course.position(piece: end.piece, at: end.parameter))
        }
      } ?? []
    let ends = path.pressure
    part.pressure = Stroke.Ends(
      start: ends.start + (ends.end - ends.start) * phase.part.lowerBound,
      end: ends.start + (ends.end - ends.start) * phase.part.upperBound)
    return part.simplified(tolerance: profile.deviation / 10)
  }
}

extension DrawnPath {
  fileprivate func moved(_ change: (DrawingPoint) -> DrawingPoint) -> DrawnPath {
    var result = self
    result.start = change(start)
    result.segments = segments.map { segment in
      switch segment {
      case .line(let end): .line(to: change(end))
      case .quadratic(let control, let end):
        .quadratic(control: change(control), to: change(end))
      case .cubic(let first, let second, let end):
        .cubic(change(first), change(second), to: change(end))
      }
    }
    return result
  }
}
