import CSIMD

extension TracedScene {
  /// Traces the pixels of a block and stores them.
  func trace(column: Int, row: Int) {
    let block = row * grid.columns + column
    let cornerX = Lanes(repeating: Float(column * BlockGrid.blockWidth)) + laneX
    let cornerY = Lanes(repeating: Float(row * BlockGrid.blockHeight)) + laneY
    let across = samplesAcross
    let step = 1 / Float(across)
    var light = LaneVector.zero
    var met = Lanes.zero
    for sample in 0..<across * across {
      let offsetX = (Float(sample % across) + 0.5) * step
      let offsetY = (Float(sample / across) + 0.5) * step
      let direction = camera.directions(x: cornerX + offsetX, y: cornerY + offsetY)
      let hits = firstHits(direction, block: block)
      light = light + self.light(hits, direction, block: block, sample: sample)
      met += select(.zero, Lanes(repeating: 1), notNegative(hits.id))
    }
    let share = 1 / Float(across * across)
    store(light * share, alpha: met * share, column: column, row: row)
    if target.wantsTruth {
      storeTruth(
        camera.directions(x: cornerX + 0.5, y: cornerY + 0.5), block: block, column: column,
        row: row)
    }
  }

  /// Stores the colours and the covered share of a block's pixels.
  @inline(__always)
  private func store(_ light: LaneVector, alpha: Lanes, column: Int, row: Int) {
    let (red, green, blue) = (toneCell(light.x), toneCell(light.y), toneCell(light.z))
    let covered = spiral_truncate_to_i32(alpha * 255 + 0.5)
    forEachPixel(column: column, row: row) { lane, pixel in
      let rgb = target.rgb + pixel * 3
      rgb[0] = level(red.cell[lane], red.value[lane])
      rgb[1] = level(green.cell[lane], green.value[lane])
      rgb[2] = level(blue.cell[lane], blue.value[lane])
      target.alpha?[pixel] = UInt8(truncatingIfNeeded: covered[lane])
    }
  }

  /// Stores what the rays through the pixels' centres meet.
  @inline(never)
  private func storeTruth(_ direction: LaneVector, block: Int, column: Int, row: Int) {
    let hits = firstHits(direction, block: block)
    let distance = hits.depth * squareRoot(dot(direction, direction))
    let point = LaneVector(camera.eye) + direction * hits.depth
    var normal = LaneVector.zero
    var material = select(LaneIndices(repeating: -1), .zero, equal(hits.id, 0))
    normal.replace(with: LaneVector(Vector3(0, 0, 1)), where: equal(hits.id, 0))
    for index in 0..<objectCount {
      let mask = equal(hits.id, index + 1)
      guard bits(mask) != 0 else { continue }
      let local = objects[index].localPoint(point)
      normal.replace(with: self.normal(of: index, at: local, hits), where: mask)
      let number = LaneIndices(repeating: objects[index].materialIndex)
      material = select(material, number, mask)
    }
    forEachPixel(column: column, row: row) { lane, pixel in
      target.depth?[pixel] = hits.depth[lane]
      target.distance?[pixel] = distance[lane]
      target.objectId?[pixel] = hits.id[lane]
      target.materialId?[pixel] = material[lane]
      guard let normals = target.normals else { return }
      normals[pixel * 3] = normal.x[lane]
      normals[pixel * 3 + 1] = normal.y[lane]
      normals[pixel * 3 + 2] = normal.z[lane]
    }
  }

  /// Calls `body` with the lanes and pixels of a block that are in the picture.
  @inline(__always)
  private func forEachPixel(column: Int, row: Int, _ body: (_ lane: Int, _ pixel: Int) -> Void) {
    let (left, top) = (column * BlockGrid.blockWidth, row * BlockGrid.blockHeight)
    for lane in 0..<8 {
      let (x, y) = (left + lane % 4, top + lane / 4)
      if x < target.width, y < target.height { body(lane, y * target.width + x) }
    }
  }

  /// The tone table's cell of linear values, and the values within the table's range.
  @inline(__always)
  private func toneCell(_ light: Lanes) -> (cell: LaneIndices, value: Lanes) {
    let value = lesser(greater(light, .zero), Lanes(repeating: ToneCurve.white))
    return (spiral_truncate_to_i32(value * Float(ToneCurve.cellsPerUnit)), value)
  }

  @inline(__always)
  private func level(_ cell: Int32, _ value: Float) -> UInt8 {
    let level = toneCells[Int(cell)]
    return level &+ (value >= toneBeginnings[Int(level) + 1] ? 1 : 0)
  }
}

extension FrameTarget {
  /// Whether a channel of the centre rays is asked for.
  var wantsTruth: Bool {
    depth != nil || distance != nil || normals != nil || objectId != nil || materialId != nil
  }
}
