import PaintCore
import Testing

@testable import Brush

/// Damaged brush files: each is refused with a place, or makes a brush that paints and is saved.
@Suite struct BrushFileMutationTests {
  private static let numbers: [[UInt8]] = [
    "0", "-1", "1e6", "-1e6", "1000000.5", "1e999", "1e-45", "20", "-20", "0.5", "null", "\"1\"",
    "[[0, 0], [1, 1]]", "[[0, 1], [0, 2]]", "[[1, 0], [0, 1]]", "{}", "\u{0}",
  ].map { Array($0.utf8) }
  private static let names: [[UInt8]] =
    (BrushSetting.allCases.map(\.fileName) + BrushInput.allCases.map(\.fileName) + [
      "base_value", "inputs", "settings", "version", "gridmap_x",
    ]).map { Array($0.utf8) }

  /// Every setting, driven by one input after the other.
  private static let everything: [UInt8] = {
    let settings = BrushSetting.allCases.enumerated().map { index, setting in
      let input = BrushInput.allCases[index % BrushInput.allCases.count].fileName
      return """
        "\(setting.fileName)": {"base_value": 0.\(index % 7), "inputs": {"\(input)": [[0, 0], [1, 0.5]]}}
        """
    }
    return Array(BrushFileTests.brush(settings.joined(separator: ",\n")).utf8)
  }()

  private static func mutate(_ bytes: [UInt8], _ random: inout RandomStream) -> [UInt8] {
    var bytes = bytes
    for _ in 0...random.integer(below: 3) where !bytes.isEmpty {
      let place = random.integer(below: bytes.count)
      switch random.integer(below: 12) {
      case 0: bytes.remove(at: place)
      case 1: bytes[place] = UInt8(random.integer(below: 256))
      case 2: bytes.removeSubrange(place...)
      case 3:
        let end = min(place + random.integer(below: 200), bytes.count)
        bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
      // What is well formed reaches farthest: another number, or another name.
      case 4...5: swap(&bytes, names, &random) { $0 == 0x5F || (0x61...0x7A).contains($0) }
      default: swap(&bytes, numbers, &random) { (0x2D...0x39).contains($0) && $0 != 0x2F }
      }
    }
    return bytes
  }

  /// Puts one of `words` in the place of a run of bytes of a kind.
  private static func swap(
    _ bytes: inout [UInt8], _ words: [[UInt8]], _ random: inout RandomStream,
    _ isPart: (UInt8) -> Bool
  ) {
    let begin = random.integer(below: bytes.count)
    guard let start = bytes[begin...].firstIndex(where: isPart) else { return }
    let end = bytes[start...].firstIndex { !isPart($0) } ?? bytes.count
    bytes.replaceSubrange(start..<end, with: words[random.integer(below: words.count)])
  }

  /// A short stroke with a tilted pen; returns the engine.
  private func paint(_ brush: BrushDefinition) -> BrushEngine {
    let engine = BrushEngine(
      program: BrushProgram(brush), width: 16, height: 16, background: .white)
    for (x, pressure) in [(2, 0), (6, 0.6), (14, 1)] as [(Float, Float)] {
      engine.stroke(
        to: PenEvent(x: x, y: 16 - x, pressure: pressure, tiltX: 0.4, tiltY: -0.2, time: 0.01))
    }
    return engine
  }

  @Test(arguments: BrushPresets.names + ["everything"])
  func `no damaged file traps, and what is accepted paints and is saved`(name: String) throws {
    let bytes = BrushPresets.bytes(named: name) ?? Self.everything
    _ = try BrushFile.parse(bytes, name: name)
    var accepted = 0
    for seed in 0..<UInt64(1500) {
      var random = RandomStream(key: seed, stream: 1)
      let damaged = Self.mutate(bytes, &random)
      guard let brush = try? BrushFile.parse(damaged, name: "x.myb") else { continue }
      accepted += 1
      var state: [UInt8] = []
      let engine = paint(brush)
      engine.save(into: &state)
      var rest = state[...]
      #expect(throws: Never.self, "seed \(seed)") { try engine.load(from: &rest) }
      #expect(rest.isEmpty)
    }
    #expect((150...1350).contains(accepted), "\(accepted) of 1500")
  }

  @Test func `a refused file is named, with a line and a column inside it`() throws {
    for seed in 0..<UInt64(500) {
      var random = RandomStream(key: seed, stream: 2)
      let damaged = Self.mutate(Self.everything, &random)
      do { _ = try BrushFile.parse(damaged, name: "x.myb") } catch {
        let lines = damaged.split(separator: 0x0A, omittingEmptySubsequences: false)
        #expect(error.file == "x.myb" && (1...lines.count).contains(error.line), "seed \(seed)")
        #expect((1...(lines[error.line - 1].count + 1)).contains(error.column), "seed \(seed)")
      }
    }
  }

  @Test func `a pen that noise has carried far away is saved and loaded`() throws {
    let brush = try BrushFileTests.parse(
      BrushFileTests.brush(
        """
        "opaque": {"base_value": 1, "inputs": {}},
        "radius_logarithmic": {"base_value": 12, "inputs": {}},
        "tracking_noise": {"base_value": 1000000, "inputs": {}}
        """))
    let engine = BrushEngine(
      program: BrushProgram(brush), width: 16, height: 16, background: .white)
    engine.stroke(to: PenEvent(x: 2, y: 2, pressure: 1, time: 0.01))
    var state: [UInt8] = []
    engine.save(into: &state)
    let x = state.withUnsafeBytes { $0.loadUnaligned(as: Float.self) }
    #expect(abs(x) > 1e9)
    var rest = state[...]
    try engine.load(from: &rest)
    #expect(rest.isEmpty)
  }

  @Test func `a brush of a million dabs a pixel has an end in a catalogue`() throws {
    let specimen = try BrushSpecimenTests.specimen(
      """
      "opaque": {"base_value": 1, "inputs": {}},
      "dabs_per_basic_radius": {"base_value": 1000000, "inputs": {}},
      "tracking_noise": {"base_value": 1000, "inputs": {}}
      """)
    let most = BrushDynamics.workLimit
    #expect((most...(3 * most)).contains(specimen.dabsPerStroke()))
    _ = try specimen.picture(width: 16, height: 16)
  }
}
