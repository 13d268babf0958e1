import CSIMD

/// Plain painting on a canvas without alpha plane, the common case: the loops over a row are C's.
struct PlainInk {
  private let ink: spiral_ink
  /// Whether opacity and colour allow the shortest formula.
  private let isFaint: Bool
  private let isColored: Bool

  /// - Precondition: the paint is plain.
  @inline(always)
  init(_ paint: DabPaint) {
    let one = FixedCanvas.one
    isFaint = paint.normalOpacity < one
    isColored = max(paint.red, paint.green, paint.blue) < one
    ink = spiral_ink(
      red: spiral_make_paint(paint.red), green: spiral_make_paint(paint.green),
      blue: spiral_make_paint(paint.blue),
      opacity: paint.normalOpacity)
  }

  /// Paints a dab's part of one tile; the padding absorbs what hangs over.
  @inline(always)
  func paint(_ shape: DabShape, radius: Float, _ span: TileSpan, on canvas: FixedCanvas) {
    guard shape.isUpright else { return paint(AnyDab.self, shape, radius, span, canvas) }
    guard shape.isGentle(radius: radius) else {
      return paint(UprightDab.self, shape, radius, span, canvas)
    }
    if isFaint && isColored {
      paint(FaintColoredDab.self, shape, radius, span, canvas)
    } else if isFaint {
      paint(FaintDab.self, shape, radius, span, canvas)
    } else {
      paint(FullDab.self, shape, radius, span, canvas)
    }
  }

  @inline(always)
  private func paint(
    _ traits: (some DabTraits).Type, _ shape: DabShape, _ radius: Float, _ span: TileSpan,
    _ canvas: FixedCanvas
  ) {
    if radius < DabShape.antialiasedBelow {
      paintSmall(traits, shape, radius, span, canvas)
    } else {
      paintLarge(traits, shape, radius, span, canvas)
    }
  }

  @inline(never)
  private func paintSmall<Traits: DabTraits>(
    _ traits: Traits.Type, _ shape: DabShape, _ radius: Float, _ span: TileSpan,
    _ canvas: FixedCanvas
  ) {
    var (shape, ink) = (shape, ink)
    let extent = DabExtent(shape, radius: radius)
    let (red, plane) = (canvas.red, canvas.green - canvas.red)
    span.forEachRow(columns: extent.columnsOfPixels(row:)) { origin, y, first, last in
      let row = spiral_row(
        red: red + origin, plane: plane, first: first, last: last, end: span.columnCount)
      spiral_paint_antialiased_row(&shape, &ink, row, y, Traits.known)
    }
  }

  @inline(never)
  private func paintLarge<Traits: DabTraits>(
    _ traits: Traits.Type, _ shape: DabShape, _ radius: Float, _ span: TileSpan,
    _ canvas: FixedCanvas
  ) {
    var (shape, ink) = (shape, ink)
    let extent = DabExtent(shape, radius: radius)
    let (red, plane) = (canvas.red, canvas.green - canvas.red)
    span.forEachRow(columns: { extent.columnsOfCentres(dy: $0 + 0.5 - extent.y) }) {
      origin, y, first, last in
      let row = spiral_row(
        red: red + origin, plane: plane, first: first, last: last, end: span.columnCount)
      spiral_paint_smooth_row(&shape, &ink, row, y + 0.5 - extent.y, Traits.known)
    }
  }
}

/// What the compiler may know of a dab when it compiles a loop.
private protocol DabTraits {
  static var known: spiral_traits { get }
}

private enum AnyDab: DabTraits {
  @inline(always) static var known: spiral_traits { SPIRAL_ANY }
}

private enum UprightDab: DabTraits {
  @inline(always) static var known: spiral_traits { SPIRAL_UPRIGHT }
}

private enum FullDab: DabTraits {
  @inline(always) static var known: spiral_traits {
    spiral_traits(SPIRAL_UPRIGHT.rawValue | SPIRAL_GENTLE.rawValue | SPIRAL_FULL.rawValue)
  }
}

private enum FaintDab: DabTraits {
  @inline(always) static var known: spiral_traits {
    spiral_traits(SPIRAL_UPRIGHT.rawValue | SPIRAL_GENTLE.rawValue | SPIRAL_FAINT.rawValue)
  }
}

private enum FaintColoredDab: DabTraits {
  @inline(always) static var known: spiral_traits {
    spiral_traits(FaintDab.known.rawValue | SPIRAL_COLORED.rawValue)
  }
}
