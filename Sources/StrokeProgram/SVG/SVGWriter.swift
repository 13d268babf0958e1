extension Drawing {
  /// The drawing as an SVG file of a page in millimetres: one path element per path, real curves.
  ///
  /// Each run of paths of one layer is an Inkscape layer; runs of the same layer share its label,
  /// so that the order of drawing is kept, and `SVGImport` unites them again. A pressure other
  /// than 1 stands in `data-pressure="START END"`. Lengths have four decimals, 0.1 um.
  /// Format: W3C SVG 1.1, chapters 7 (units), 8 (paths) and 11 (strokes).
  public func svg() -> String {
    var lines = Self.svgHead(width: pageWidth, height: pageHeight)
    if let background {
      lines.append(#"<rect width="100%" height="100%" fill="\#(background.hexadecimal)"/>"#)
    }
    var openLayer: Int?
    var groups = 0
    for path in paths {
      if path.layer != openLayer {
        if openLayer != nil { lines.append("</g>") }
        groups += 1
        lines.append(groupTag(layer: path.layer, number: groups))
        openLayer = path.layer
      }
      lines.append(path.svgElement)
    }
    if openLayer != nil { lines.append("</g>") }
    lines += ["</svg>", ""]
    return lines.joined(separator: "\n")
  }

  private static func svgHead(width: Double, height: Double) -> [String] {
    let width = decimalText(width, places: 4)
    let height = decimalText(height, places: 4)
    return [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      #"<svg xmlns="http://www.w3.org/2000/svg""#
        + #" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape""#
        + #" width="\#(width)mm" height="\#(height)mm" viewBox="0 0 \#(width) \#(height)">"#,
    ]
  }

  private func groupTag(layer: Int, number: Int) -> String {
    let name = layers.indices.contains(layer) ? layers[layer] : String(layer + 1)
    return #"<g id="layer\#(number)" inkscape:groupmode="layer""#
      + #" inkscape:label="\#(escapedXML(name))" fill="none""#
      + #" stroke-linecap="round" stroke-linejoin="round">"#
  }
}

extension PaintingProgram {
  /// The painting as an SVG picture of its page; brushes paint softer than its plain lines.
  public func svg() -> String { Drawing(self).svg() }
}

extension DrawnPath {
  fileprivate var svgElement: String {
    let ends =
      pressure == Stroke.Ends(start: 1, end: 1)
      ? ""
      : #" data-pressure="\#(decimalText(pressure.start, places: 6))"#
        + #" \#(decimalText(pressure.end, places: 6))""#
    return #"<path d="\#(svgData)" stroke="\#(color.hexadecimal)""#
      + #" stroke-width="\#(decimalText(width, places: 4))"\#(ends)/>"#
  }

  /// The path in the language of the `d` attribute; a dot is a line without length.
  var svgData: String {
    let pieces = segments.isEmpty ? [.line(to: start)] : segments
    return "M\(start.svg)" + pieces.map { " " + $0.svg }.joined()
  }
}

extension DrawnPath.Segment {
  fileprivate var svg: String {
    switch self {
    case .line(let end): "L\(end.svg)"
    case .quadratic(let control, let end): "Q\(control.svg) \(end.svg)"
    case .cubic(let first, let second, let end): "C\(first.svg) \(second.svg) \(end.svg)"
    }
  }
}

extension DrawingPoint {
  fileprivate var svg: String {
    "\(decimalText(x, places: 4)),\(decimalText(y, places: 4))"
  }
}

/// A text for an attribute in double quotes; what XML 1.0 cannot hold becomes a question mark.
private func escapedXML(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "\t", "\n", "\r": result += "&#\(scalar.value);"
    case let scalar where scalar.value < 0x20 || scalar.value & 0xFFFE == 0xFFFE: result += "?"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
