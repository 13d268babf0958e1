public import PaintCore

/// The reach of a machine over its page, in square cells.
public struct ReachMap: Sendable {
  /// The side of a cell, mm.
  public let cell: Double
  /// Cells to the right.
  public let columns: Int
  /// Cells down.
  public let rows: Int
  /// The cells, row by row from the upper left; each says what holds at its centre.
  public let cells: [Cell]

  /// What holds at the centre of a cell.
  public struct Cell: Sendable, Equatable {
    /// Yoshikawa's measure; 0 out of reach.
    public var manipulability: Double
    /// The slowest direction of the pen by the fastest, `0...1`; 0 out of reach.
    public var isotropy: Double
    /// The distance to the nearest singular point, mm.
    public var singularityDistance: Double
    /// Why the centre is out of reach; nil when it is not.
    public var obstacle: Unreachable.Reason?
  }

  /// Maps the machine's page; at most about a million cells, larger ones when `cell` is too small.
  ///
  /// - Parameter cell: The side of a cell, mm; positive.
  public init(_ kinematics: Kinematics, cell: Double) {
    let page = kinematics.profile.page
    let least = (page.width * page.height / 1e6).squareRoot()
    let side = max(cell, least, 1e-3)
    self.cell = side
    columns = Int((page.width / side).rounded(.up))
    rows = Int((page.height / side).rounded(.up))
    var cells: [Cell] = []
    cells.reserveCapacity(columns * rows)
    for row in 0..<rows {
      for column in 0..<columns {
        let centre = SIMD2(Double(column) + 0.5, Double(row) + 0.5) * side
        cells.append(Cell(kinematics, at: centre))
      }
    }
    self.cells = cells
  }

  /// The part of the page in reach, `0...1`.
  public var reachablePart: Double {
    Double(cells.count { $0.obstacle == nil }) / Double(cells.count)
  }

  /// A picture, a pixel per cell: grey out of reach, else from red (no freedom) over yellow to green
  /// (all directions alike) by isotropy.
  public func image() throws(PixelImageError) -> PixelImage {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(cells.count * 3)
    for cell in cells { pixels += cell.color }
    return try PixelImage(width: columns, height: rows, channels: 3, pixels: pixels)
  }
}

extension ReachMap.Cell {
  init(_ kinematics: Kinematics, at point: SIMD2<Double>) {
    switch kinematics.reach(point) {
    case .reachable(let joints):
      let jacobian = kinematics.jacobian(at: joints)
      self.init(
        manipulability: abs(jacobian.determinant), isotropy: jacobian.isotropy,
        singularityDistance: kinematics.singularityDistance(at: joints), obstacle: nil)
    case .unreachable(let obstacle):
      self.init(
        manipulability: 0, isotropy: 0, singularityDistance: 0, obstacle: obstacle.reason)
    }
  }

  /// The colour of the cell in `ReachMap.image`, three channels.
  public var color: [UInt8] {
    guard obstacle == nil else { return [96, 96, 96] }
    let red = min(2 - 2 * isotropy, 1)
    let green = min(2 * isotropy, 1)
    return [UInt8(max(red, 0) * 220 + 20), UInt8(max(green, 0) * 200 + 30), 60]
  }
}
