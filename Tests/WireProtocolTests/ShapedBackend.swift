import EnvironmentAPI
import PaintCore
import StrokeProgram

/// An engine whose spaces have every type and shape there is: its observation repeats its action. A
/// step costs a quarter of its choice, and `info` has the sum of the choices.
struct ShapedBackend: PaintingBackend {
  let name = "shaped"
  let version = "7"
  let summary = "spaces of every kind"
  let options = [
    OptionDeclaration(
      "weights", .numbers(count: 1...3, each: 0...1), default: .numbers([0.5]), doc: "weights"),
    OptionDeclaration("gain", .number(0...2), default: .number(1), doc: "gain"),
    OptionDeclaration("note", .string, default: .string(""), doc: "a text"),
  ]

  func configure(_ options: OptionValues) throws(EnvironmentError) -> any ConfiguredBackend {
    Engine()
  }

  struct Engine: ConfiguredBackend {
    let observation = [
      ObservationLeaf("canvas", .box(.uint8, shape: [2, 3, 3], low: 0, high: 255), doc: "canvas"),
      ObservationLeaf("last", .discrete(count: 5), doc: "the last choice"),
      ObservationLeaf("grid", .box(.float64, shape: [2, 2], low: nil, high: 1), doc: "numbers"),
      ObservationLeaf("mask", .multiBinary(count: 3), doc: "flags"),
    ]
    let action = ActionSpace(
      parts: [
        ActionPart("choice", .discrete(count: 5), meaning: .categorical, doc: "a choice"),
        ActionPart(
          "grid", .box(.float64, shape: [2, 2], low: nil, high: 1), meaning: .ordinal,
          doc: "numbers"),
        ActionPart("pair", .multiDiscrete([3, 4]), meaning: .ordinal, doc: "two levels"),
        ActionPart("mask", .multiBinary(count: 3), meaning: .categorical, doc: "flags"),
      ], decodeOrder: ["choice", "pair", "grid", "mask"])
    let counting = StepCounting.actions
    let background: StrokeColor? = nil
    let info = [
      InfoField("choices", doc: "sum of the choices"), InfoField("steps", doc: "actions"),
    ]
    let hasCosts = true

    func makeEnvironment() -> any PaintingEnvironment { Environment() }
    func strokes(of actions: ActionTable) -> [Stroke] { [] }
    func resized(to pixels: Int) throws(EnvironmentError) -> any ConfiguredBackend {
      throw .unsupported("no other size")
    }
  }

  final class Environment: PaintingEnvironment {
    private var numbers = [Double](repeating: 0, count: 10)

    private var totals = SIMD2(0.0, 0.0)

    var lastCost: Double { numbers[0] / 4 }

    func reset(random: RandomStream) {
      numbers = [Double](repeating: 0, count: 10)
      totals = .zero
    }

    func step(_ action: ActionRow) -> Bool {
      numbers = Array(action.numbers)
      totals += SIMD2(numbers[0], 1)
      return false
    }

    func writeInfo(into numbers: UnsafeMutableBufferPointer<Double>) {
      numbers[0] = totals.x
      numbers[1] = totals.y
    }

    func writeObservation(leaf index: Int, into bytes: UnsafeMutableRawBufferPointer) {
      switch index {
      case 0: bytes.copyBytes(from: (0..<18).map { UInt8($0 + Int(numbers[0])) })
      case 1: bytes.storeBytes(of: Int64(numbers[0]), as: Int64.self)
      case 2: numbers[1..<5].withUnsafeBytes { bytes.copyBytes(from: $0) }
      default: bytes.copyBytes(from: numbers[7..<10].map { UInt8($0) })
      }
    }

    func copyState(from other: any PaintingEnvironment) {
      if let other = other as? Environment { (numbers, totals) = (other.numbers, other.totals) }
    }

    func save(into writer: inout StateWriter) {
      for number in numbers { writer.write(number) }
      writer.write(totals.x)
      writer.write(totals.y)
    }

    func load(from reader: inout StateReader) throws(EnvironmentError) {
      for index in numbers.indices { numbers[index] = try reader.readDouble() }
      totals = SIMD2(try reader.readDouble(), try reader.readDouble())
    }
  }
}
