import NeuralNet
import TensorKernels

/// Logits of the cells of a grid: the running vector becomes a small map, which is enlarged by
/// transposed convolutions, joined at each size by the torso's map of that size (after the spatial
/// head of SPIRAL, Ganin et al. 2018, appendix A; with the skips of Ronneberger et al. 2015, U-Net).
///
/// The last map is cut into classes, several to a pixel where the grid is finer. Where it is not as
/// large as the map, a cell has the class at its centre and the others are impossible.
struct PlaceMap: Sendable {
  /// The class of each cell, counted row after row.
  let classOfCell: [Int]
  /// The cell of each class; 0 where there is none.
  let cellOfClass: [Int]

  private static let channels = (start: 16, larger: 8)
  /// The start is made no larger than this, if the torso has a map as small.
  private static let startExtent = 4

  private let start: Linear
  /// The torso's maps that take part, the smallest first: their places in the torso.
  private let indices: [Int]
  private let levels: [PolicyTorso.Level]
  /// From each of those maps to what it adds.
  private let skips: [Linear]
  /// Transposed convolutions from each of those sizes to the next.
  private let enlargements: [Parameter]
  private let output: Linear
  /// 0 for the classes of cells and almost minus infinity for the others; nil when all have a cell.
  private let possible: Tensor?

  init(
    _ name: String, rows: Int, columns: Int, width: Int, torso: [PolicyTorso.Level],
    in parameters: inout ParameterLayout
  ) {
    indices = Self.indices(of: torso, grid: max(rows, columns))
    levels = indices.map { torso[$0] }
    let channels = levels.indices.map { $0 == 0 ? Self.channels.start : Self.channels.larger }
    let first = levels[0].extent
    start = Linear(
      "\(name).start", inputs: width, outputs: first * first * channels[0], in: &parameters)
    skips = zip(levels, channels).enumerated().map { index, size in
      Linear(
        "\(name).skip\(index)", inputs: size.0.channels, outputs: size.1, in: &parameters)
    }
    let kernel = PolicyTorso.halving.kernel
    enlargements = (1..<levels.count).map { index in
      // An output is the sum of four inputs times their channels; the skip has the bias.
      parameters.addWeight(
        "\(name).enlargement\(index).weight",
        shape: [kernel * kernel * channels[index], channels[index - 1]],
        .fanIn(4 * channels[index - 1]))
    }
    let cut = GridCut(rows: rows, columns: columns, extent: levels[levels.count - 1].extent)
    output = Linear(
      "\(name).logits", inputs: channels[channels.count - 1], outputs: cut.down * cut.across,
      gain: 0.1, in: &parameters)
    (classOfCell, cellOfClass, possible) = (cut.classOfCell, cut.cellOfClass, cut.possible)
  }

  /// From the first map that is small enough to the first whose double is as large as the grid.
  private static func indices(of torso: [PolicyTorso.Level], grid: Int) -> [Int] {
    var index = torso.firstIndex { $0.extent <= startExtent } ?? torso.count - 1
    var indices = [index]
    while index > 0, 2 * torso[index].extent < grid {
      index -= 1
      indices.append(index)
    }
    return indices
  }

  /// Returns logits of the classes, `[count, classes]`.
  ///
  /// - Parameters:
  ///   - vector: The running vector, `[count, width]`.
  ///   - maps: The torso's.
  func callAsFunction(_ vector: Variable, _ maps: [Variable], in scope: ParameterScope) -> Variable
  {
    let count = vector.shape[0]
    var map = start(vector, in: scope)
    for (stage, level) in levels.enumerated() {
      let pixels = count * level.extent * level.extent
      if stage > 0 { map = enlarged(map, to: stage, count: count, in: scope) }
      let skip = skips[stage](
        maps[indices[stage]].reshaped([pixels, level.channels]), in: scope)
      map = (map.reshaped(skip.shape) + skip).relu()
    }
    let logits = output(map, in: scope).reshaped([count, cellOfClass.count])
    return possible.map { logits + Variable($0) } ?? logits
  }

  private func enlarged(
    _ map: Variable, to stage: Int, count: Int, in scope: ParameterScope
  ) -> Variable {
    let (small, large) = (levels[stage - 1].extent, levels[stage].extent)
    return map.reshaped([count, small, small, map.shape[map.shape.count - 1]])
      .transposedConvolution(
        scope[enlargements[stage - 1]], outputShape: [count, large, large, Self.channels.larger],
        geometry: PolicyTorso.halving)
  }
}

/// How the pixels of a square map are cut into classes for the cells of a grid.
///
/// A pixel has `down` times `across` classes, so that classes are counted pixel after pixel.
struct GridCut {
  let down: Int
  let across: Int
  let classOfCell: [Int]
  let cellOfClass: [Int]
  let possible: Tensor?

  init(rows: Int, columns: Int, extent: Int) {
    let down = (rows + extent - 1) / extent
    let across = (columns + extent - 1) / extent
    let classOfCell = (0..<rows * columns).map { cell in
      // The class at the cell's centre; different for all cells, because classes are no larger.
      let y = (2 * (cell / columns) + 1) * extent * down / (2 * rows)
      let x = (2 * (cell % columns) + 1) * extent * across / (2 * columns)
      let pixel = y / down * extent + x / across
      return (pixel * down + y % down) * across + x % across
    }
    let classCount = extent * extent * down * across
    var cells = [Int](repeating: 0, count: classCount)
    var logits = [Float](repeating: -1e9, count: classCount)
    for (cell, index) in classOfCell.enumerated() {
      cells[index] = cell
      logits[index] = 0
    }
    (self.down, self.across, self.classOfCell, cellOfClass) = (down, across, classOfCell, cells)
    possible = classCount == rows * columns ? nil : Tensor(logits)
  }
}
