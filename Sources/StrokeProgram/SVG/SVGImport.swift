/// A drawing read from an SVG file, and what of the file it could not keep.
///
/// All path commands, shapes, transforms, units, view boxes, groups, `use` and plain style rules
/// are followed. Lines are kept as lines and curves as curves; an arc becomes cubic curves within
/// a millionth of its radius. A pen draws outlines: a shape that is only filled comes as its
/// outline, in the colour of the fill, and a line without length as a dot, whatever its caps. Each
/// part of a path is a path of its own.
///
/// The layers are those of Inkscape; in a file without any, the groups directly inside the root.
/// What is outside all of them is in a layer named `1`.
public struct SVGImport: Sendable, Equatable {
  /// The drawing.
  public var drawing: Drawing
  /// What was not drawn, or not drawn as the file says.
  public var warnings: [VectorFileWarning]

  /// Reads an SVG file (W3C SVG 1.1, and the parts of SVG 2 that files use).
  ///
  /// The page is what `width` and `height` say, at 96 pixels an inch; without them, or where they
  /// are in percent, the size of the view box in pixels, or else A4.
  ///
  /// - Throws: `VectorFileError` for what is not XML, whose root is not `svg`, or which would
  ///   expand beyond all measure; an error in the data of one shape is a warning.
  /// - Complexity: O(bytes), and what `use` repeats; memory is bounded by a multiple of both.
  public init(svg bytes: [UInt8]) throws(VectorFileError) {
    let document = try XMLDocument(bytes)
    var reader = try SVGReader(document, byteCount: bytes.count)
    try reader.readRoot()
    self.init(drawing: reader.drawing, warnings: reader.warningList.warnings)
  }

  private init(drawing: Drawing, warnings: [VectorFileWarning]) {
    self.drawing = drawing
    self.warnings = warnings
  }
}
