import Glibc

/// From linear light to sRGB levels: the curve of all pictures, and its table.
///
/// Light up to 3/4 is kept; above, a parabola with the same slope bends it to full white at 5/4:
/// `x - (x - 3/4)^2`. Then IEC 61966-2-1 (sRGB), rounded to the nearest of 256 levels. A level
/// begins at the linear value whose curve is half way from the level below; the table holds those
/// beginnings, so that the same value gives the same level everywhere.
enum ToneCurve {
  /// Where full white begins.
  static let white: Float = 1.25
  /// Cells of the table for one unit of linear light: fine enough that a level begins at most once
  /// in a cell, for the curve is at most 12.92 * 255 levels steep.
  static let cellsPerUnit = 4096

  /// The linear value at which each level begins; infinity after the last.
  static let beginnings: [Float] = [0] + (1...255).map(beginning) + [.infinity]

  /// The level at the beginning of each cell.
  static let cells: [UInt8] = {
    var level = 0
    return (0...Int(white) * cellsPerUnit + cellsPerUnit / 4).map { cell in
      let value = Float(cell) / Float(cellsPerUnit)
      while value >= beginnings[level + 1] { level += 1 }
      return UInt8(level)
    }
  }()

  private static func beginning(_ level: Int) -> Float {
    let encoded = (Double(level) - 0.5) / 255
    let display = encoded <= 0.04045 ? encoded / 12.92 : pow((encoded + 0.055) / 1.055, 2.4)
    return Float(display <= 0.75 ? display : 1.25 - (1 - display).squareRoot())
  }
}
