/// What a picture shows of one object.
struct VisibleObject: Equatable, Sendable {
  /// The object's number in the scene, from 1.
  var number: Int
  /// Its pixels.
  var area = 0
  /// The first and the last column that it is seen in.
  var columns: ClosedRange<Int>
  /// The first and the last row that it is seen in.
  var rows: ClosedRange<Int>

  /// The objects that are seen, by number.
  ///
  /// - Parameter ids: Object numbers by pixel, rows from the top; what is below 1 is no object.
  /// - Complexity: O(pixels).
  static func all(in ids: [Int32], width: Int) -> [VisibleObject] {
    var found: [Int: VisibleObject] = [:]
    for (pixel, id) in ids.enumerated() where id > 0 {
      let (x, y) = (pixel % width, pixel / width)
      found[
        Int(id), default: VisibleObject(number: Int(id), columns: x...x, rows: y...y)
      ].add(x, y)
    }
    return found.values.sorted { $0.number < $1.number }
  }

  private mutating func add(_ x: Int, _ y: Int) {
    area += 1
    columns = min(columns.lowerBound, x)...max(columns.upperBound, x)
    rows = rows.lowerBound...max(rows.upperBound, y)
  }

  /// The mask as run lengths, as COCO counts them (cocoapi, `maskApi.h`): down the columns from the
  /// left, the lengths of runs of pixels outside, inside, outside, ... of the mask; the first may be
  /// 0 and all of them sum to `ids.count`.
  func runLengths(in ids: [Int32], width: Int) -> [Int] {
    let height = ids.count / width
    var counts: [Int] = []
    var (runEnd, runLength) = (0, 0)
    for x in columns {
      for y in rows where Int(ids[y * width + x]) == number {
        let place = x * height + y
        if place != runEnd || counts.isEmpty {
          if !counts.isEmpty { counts.append(runLength) }
          counts.append(place - runEnd)
          runLength = 0
        }
        runLength += 1
        runEnd = place + 1
      }
    }
    counts.append(runLength)
    if runEnd < ids.count { counts.append(ids.count - runEnd) }
    return counts
  }
}
