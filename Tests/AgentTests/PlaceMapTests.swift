import EnvironmentAPI
import NeuralNet
import PaintCore
import TensorKernels
import Testing

@testable import Agent

@Suite struct PlaceMapTests {
  @Test(arguments: [
    (32, 32, 16), (32, 32, 8), (8, 8, 8), (5, 7, 8), (20, 27, 18), (33, 3, 8), (1, 1, 4),
    (16, 40, 5),
  ])
  func `every cell has a class of its own and keeps its neighbours`(
    rows: Int, columns: Int, extent: Int
  ) {
    let cut = GridCut(rows: rows, columns: columns, extent: extent)
    #expect(Set(cut.classOfCell).count == rows * columns)
    for (cell, index) in cut.classOfCell.enumerated() {
      #expect(cut.cellOfClass[index] == cell)
      // The pixel covers the cell's centre.
      let pixel = index / (cut.down * cut.across)
      let y = (Double(cell / columns) + 0.5) / Double(rows) * Double(extent)
      let x = (Double(cell % columns) + 0.5) / Double(columns) * Double(extent)
      #expect(pixel / extent == Int(y) && pixel % extent == Int(x))
    }
    let possible = cut.possible?.scalars.map { $0 == 0 ? 1 : 0 }.reduce(0, +)
    #expect((possible ?? cut.cellOfClass.count) == rows * columns)
  }

  private static func network(side: Int, rows: Int, columns: Int) throws -> PolicyNetwork {
    let grid = LeafSpace.discrete(count: rows * columns)
    let space = ActionSpace(
      parts: [
        ActionPart("end", grid, meaning: .grid(rows: rows, columns: columns), doc: ""),
        ActionPart("flag", .discrete(count: 2), meaning: .categorical, doc: ""),
      ], decodeOrder: ["end", "flag"])
    var configuration = PolicyConfiguration()
    configuration.side = side
    configuration.channels = [4, 8, 8]
    configuration.width = 12
    configuration.noise = 0
    configuration.placeHead = .map
    let sequence = try DecisionSequence(space)
    return PolicyNetwork(
      PolicyInputLayout(
        configuration: configuration, places: sequence.places, canvasSide: side), sequence)
  }

  private func input(_ network: PolicyNetwork, count: Int) -> PolicyInput {
    var random = RandomStream(key: 3, stream: 0)
    var input = network.layout.emptyInput(count: count)
    for index in input.planes.indices { input.planes[index] = Float(random.uniform()) }
    return input
  }

  @Test(arguments: [(32, 32, 32), (36, 20, 27), (16, 6, 5), (8, 64, 40), (20, 1, 9)])
  func `the probabilities of all cells of any grid sum to one`(
    side: Int, rows: Int, columns: Int
  ) throws {
    let network = try Self.network(side: side, rows: rows, columns: columns)
    var random = RandomStream(key: 1, stream: 0)
    let parameters = ParameterSet(network.parameters, using: &random)
    let cells = rows * columns
    let one = input(network, count: 1)
    var all = PolicyInput(planes: [], vectors: [], count: 0)
    for _ in 0..<2 * cells { all.append(one) }
    let choices = (0..<2 * cells).map { [$0 / 2, $0 % 2] }
    let judged = network.judge(
      all, choices: choices, in: ParameterScope(parameters, isTraining: false))
    let probabilities = judged.logProbability.value.exponentiated().scalars
    #expect(abs(probabilities.reduce(0, +) - 1) < 1e-3)
    #expect(probabilities.allSatisfy { $0 > 0 })
    #expect(judged.entropy.value.scalars.allSatisfy { $0 > 0 && $0.isFinite })
  }

  @Test(arguments: [(32, 32, 32), (36, 20, 27)])
  func `every weight of the map has a finite gradient`(
    side: Int, rows: Int, columns: Int
  ) throws {
    let network = try Self.network(side: side, rows: rows, columns: columns)
    var random = RandomStream(key: 1, stream: 0)
    let shards = DataParallel(ParameterSet(network.parameters, using: &random), shards: 1)
    let scope = ParameterScope(shards.parameters)
    let choices = [[0, 0], [7, 1], [rows * columns - 1, 0]]
    let judged = network.judge(input(network, count: 3), choices: choices, in: scope)
    scope.writeGradient(
      of: (judged.logProbability + judged.entropy).sum(), to: shards.gradient)
    let gradient = shards.gradient.scalars
    #expect(gradient.allSatisfy { $0.isFinite })
    var start = 0
    for weight in network.parameters.weights {
      defer { start += weight.count }
      guard weight.name.hasPrefix("policy.decision.end") else { continue }
      #expect(gradient[start..<(start + weight.count)].contains { $0 != 0 }, "\(weight.name)")
    }
  }
}
