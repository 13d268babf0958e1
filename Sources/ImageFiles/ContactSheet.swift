public import PaintCore

/// Many pictures in a grid on white, each a stack of one or more images with an optional label.
///
/// Pixels are enlarged by whole factors, so that what was painted shows as it is.
public struct ContactSheet: Sendable {
  /// One place of the grid.
  public struct Cell: Sendable, Equatable {
    /// Images from top to bottom.
    public var images: [PixelImage]
    /// Text under the images, cut to the cell's width.
    public var label: String?

    /// A place of the grid.
    public init(_ images: [PixelImage], label: String? = nil) {
      self.images = images
      self.label = label
    }
  }

  /// The places in rows from left to right.
  public var cells: [Cell]
  /// Places in a row, at least 1.
  public var columns: Int
  /// Pixels of the sheet along the side of one pixel of an image, at least 1.
  public var scale = 1
  /// Pixels between places.
  public var gap = 6
  /// Pixels per em of the labels.
  public var labelSize = 12.0

  /// A sheet of stacks.
  public init(_ cells: [Cell], columns: Int) {
    self.cells = cells
    self.columns = columns
  }

  /// A sheet of single images.
  public init(_ images: [PixelImage], columns: Int) {
    self.init(images.map { Cell([$0]) }, columns: columns)
  }

  /// A sheet of pairs, each target over its reconstruction; the longer list is cut off.
  public init(targets: [PixelImage], reconstructions: [PixelImage], columns: Int) {
    self.init(zip(targets, reconstructions).map { Cell([$0, $1]) }, columns: columns)
  }

  /// The sheet as an RGB image.
  ///
  /// - Throws: ``DrawingError`` for an empty sheet, choices out of range, a sheet above
  ///   ``PNG/largestSide``, and when labels are wanted and there is no font.
  public func render() throws(DrawingError) -> PixelImage {
    let layout = try layout()
    var drawing = try Drawing(
      width: layout.width, height: layout.height, background: SIMD3(repeating: 255))
    for (index, cell) in cells.enumerated() {
      var y = gap + index / columns * layout.rowStep
      for image in cell.images {
        let x = gap + index % columns * layout.columnStep
        drawing.paste(image, x: x, y: y, scale: scale)
        y += image.height * scale + stackGap
      }
    }
    if cells.contains(where: { $0.label != nil }) { try drawLabels(layout, on: &drawing) }
    return try drawing.image()
  }

  /// Pixels between the images of one stack.
  private var stackGap: Int { min(2, gap) }

  /// The steps from place to place and the size of the sheet.
  private struct Layout {
    let columnStep: Int
    let rowStep: Int
    let imagesHeight: Int
    let width: Int
    let height: Int
  }

  private func layout() throws(DrawingError) -> Layout {
    let limit = PNG.largestSide
    guard !cells.isEmpty, cells.allSatisfy({ !$0.images.isEmpty }) else {
      throw .unusable("a contact sheet needs at least one image in every place")
    }
    guard 1...limit ~= columns, 1...limit ~= scale, 0...limit ~= gap, cells.count <= limit else {
      throw .unusable(
        "contact sheet of \(cells.count) places, columns \(columns), scale \(scale), gap \(gap): "
          + "columns and scale must be 1 to \(limit), the gap 0 to \(limit)")
    }
    let widest = cells.flatMap { $0.images.map(\.width) }.max() ?? 1
    let tallest = cells.map { $0.images.reduce(0) { $0 + $1.height } }.max() ?? 1
    let stacked = cells.map(\.images.count).max() ?? 1
    guard widest <= limit, tallest <= limit, stacked <= limit else {
      throw .size(.impossibleSize(width: widest, height: tallest))
    }
    let hasLabels = cells.contains { $0.label != nil }
    let imagesHeight = tallest * scale + (stacked - 1) * stackGap
    let rowStep = imagesHeight + gap + (hasLabels ? Int(max(0, min(labelSize, 512)) * 1.4) : 0)
    let columnStep = widest * scale + gap
    let used = min(columns, cells.count)
    let rows = (cells.count + columns - 1) / columns
    return Layout(
      columnStep: columnStep, rowStep: rowStep, imagesHeight: imagesHeight,
      width: gap + used * columnStep, height: gap + rows * rowStep)
  }

  private func drawLabels(_ layout: Layout, on drawing: inout Drawing) throws(DrawingError) {
    var text = try TextRenderer(size: labelSize)
    for (index, cell) in cells.enumerated() {
      guard let label = cell.label else { continue }
      let room = layout.columnStep - min(gap, 2)
      var fitting = Substring(label)
      while !fitting.isEmpty, try text.width(of: String(fitting)) > room { fitting.removeLast() }
      let x = gap + index % columns * layout.columnStep
      let y = gap + index / columns * layout.rowStep + layout.imagesHeight
      try text.draw(
        String(fitting), x: x, y: y + text.capHeight + 4, color: SIMD3(repeating: 0x33),
        on: &drawing)
    }
  }
}
