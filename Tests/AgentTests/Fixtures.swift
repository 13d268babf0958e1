import EnvironmentAPI
import EnvironmentTestKit
import PaintCore
import StrokeProgram

@testable import Agent

/// A lane of the toy engine: 16 px wide, a grid of 8 x 8 cells, rewarded by the squared error.
func stampConfiguration(
  steps: Int, ends: Bool = false, reward: String = "l2"
) throws -> EnvironmentConfiguration {
  try EnvironmentConfiguration(
    backend: StampBackend(),
    given: [
      "canvas": .integer(16), "grid": .integer(8), "ends": .boolean(ends),
      "episodeLength": .integer(steps), "reward": .string(reward),
    ])
}

/// A target of two dark bars on white, 16 px wide.
let barsTarget: [UInt8] = (0..<256).map { pixel in
  let (row, column) = (pixel / 16, pixel % 16)
  return (2...4).contains(row) && column > 2 || (10...13).contains(column) && row > 7 ? 20 : 255
}

/// The mean squared error of a canvas, in units of `0...1`, computed plainly.
func meanSquaredError(_ canvas: [UInt8], _ target: [UInt8]) -> Double {
  var sum = 0.0
  for (sample, wanted) in zip(canvas, target) {
    let difference = (Double(sample) - Double(wanted)) / 255
    sum += difference * difference
  }
  return sum / Double(target.count)
}

/// A random action space with every kind of part, some of them depending on another.
func randomSpace(_ random: inout RandomStream) -> ActionSpace {
  var parts = [
    ActionPart(
      "mode", .discrete(count: 1 + random.integer(below: 3)), meaning: .categorical, doc: "")
  ]
  for index in 0..<(1 + random.integer(below: 6)) {
    let isConditional = random.integer(below: 2) == 0
    let condition = ActionPart.ActiveCondition(part: "mode", values: [0])
    let (space, meaning) = randomLeaf(&random)
    parts.append(
      ActionPart(
        "part\(index)", space, meaning: meaning, activeWhen: isConditional ? condition : nil,
        doc: ""))
  }
  parts.shuffle(using: &random)
  return ActionSpace(parts: parts, decodeOrder: parts.map(\.name))
}

private func randomLeaf(_ random: inout RandomStream) -> (LeafSpace, ActionPart.Meaning) {
  switch random.integer(below: 8) {
  case 0, 1:
    let (rows, columns) = (1 + random.integer(below: 40), 1 + random.integer(below: 40))
    return (.discrete(count: rows * columns), .grid(rows: rows, columns: columns))
  case 2: return (.discrete(count: 1 + random.integer(below: 20)), .ordinal)
  case 3: return (.discrete(count: 1 + random.integer(below: 5)), .categorical)
  case 4: return (.multiDiscrete([1 + random.integer(below: 4), 7]), .ordinal)
  case 5: return (.multiBinary(count: 1 + random.integer(below: 3)), .categorical)
  case 6:
    let low = 0.1 * Double(random.integer(below: 30)) - 1.5
    return (.box(.float32, shape: [2], low: low, high: low + 0.3), .ordinal)
  default:
    return random.integer(below: 2) == 0
      ? (.box(.float64, shape: [], low: nil, high: nil), .ordinal)
      : (.box(.int32, shape: [], low: -2.5, high: 3.5), .ordinal)
  }
}
