import EnvironmentAPI
import EnvironmentTestKit
import Noop
import StrokeProgram
import Testing

struct NoopBackendTests {
  @Test(arguments: [1, 8, 64]) func `it passes the contract`(canvas: Int) throws {
    let contract = try BackendContract(NoopBackend(), options: ["canvas": .integer(canvas)])
    #expect(try contract.violations() == [])
  }

  @Test func `whatever is done the canvas is white`() throws {
    let configuration = try EnvironmentConfiguration(backend: NoopBackend(), given: [:])
    let lanes = try VectorEnvironment(configuration, laneCount: 1)
    _ = try lanes.reset(seeds: [1])
    var table = ActionTable(rowCount: 1, width: 1)
    table.numbers[0] = 1023
    _ = try lanes.step(table)
    var canvas = [UInt8](repeating: 0, count: 64 * 64 * 3)
    let view = try lanes.view(0)
    canvas.withUnsafeMutableBytes { view.writeObservation(leaf: 0, into: $0) }
    #expect(canvas.allSatisfy { $0 == 255 })
  }
}
