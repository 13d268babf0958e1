import JSONText
import Testing

@testable import Plotter

struct MachineFileTests {
  @Test(arguments: MachineLibrary.names)
  func `every machine that ships is read and is called what it is called`(name: String) throws {
    #expect(try machine(name).name == name)
  }

  @Test func `an unknown machine is nil`() throws {
    #expect(try MachineLibrary.profile(named: "loom") == nil)
  }

  @Test func `degrees become radians`() throws {
    let profile = try machine("arm-2r")
    #expect(profile.first.range == (-50 * Double.pi / 180)...(110 * Double.pi / 180))
    #expect(abs(profile.first.speed - 150 * Double.pi / 180) < 1e-12)
    guard case .servo(let curve) = profile.first.drive.motor else {
      Issue.record("the hobby arm has servos")
      return
    }
    #expect(abs(curve.pulse(at: 0) - 1200) < 1e-9)
    #expect(abs(curve.position(at: 1200)) < 1e-12)
  }

  @Test(arguments: [
    ("\"version\": 1", "\"version\": 2", 3, 14),
    ("\"kind\": \"arm-2r\"", "\"kind\": \"loom\"", 6, 25),
    ("\"links\": [80, 80]", "\"links\": [80]", 6, 44),
    ("\"elbow\": \"right\"", "\"elbow\": \"up\"", 6, 82),
    ("\"bend\": [30, 158]", "\"bend\": [158, 30]", 6, 62),
    ("\"nib\": 0.6", "\"nib\": -1", 30, 12),
    ("\"nib\": 0.6", "\"nob\": 0.6", 30, 5),
    ("[30, 1500]", "[30, 2500]", 11, 61),
    ("\"y\": \"up\"", "\"y\": \"left\"", 32, 68),
    ("\"park\": [60, 90]", "\"park\": [60, 900]", 33, 11),
    ("\"motor\": \"servo\", \"curve\": [[0", "\"motor\": \"steam\", \"curve\": [[0", 18, 18),
  ])
  func `what is wrong is placed`(
    wrong: (from: String, to: String, line: Int, column: Int)
  ) throws {
    let bytes = try #require(MachineLibrary.bytes(named: "arm-2r"))
    let text = String(decoding: bytes, as: UTF8.self)
    let broken = replace(wrong.from, in: text, by: wrong.to)
    #expect(broken != text)
    let error = #expect(throws: JSONFileError.self) {
      try MachineProfile(json: Array(broken.utf8), name: "arm.json")
    }
    #expect(error?.file == "arm.json")
    #expect(error?.position?.line == wrong.line)
    #expect(error?.position?.column == wrong.column)
  }

  @Test func `cut and bent files never trap`() throws {
    let bytes = try #require(MachineLibrary.bytes(named: "scara"))
    for length in stride(from: 0, to: bytes.count - 2, by: 7) {
      #expect(throws: JSONFileError.self) {
        try MachineProfile(json: Array(bytes.prefix(length)), name: "scara.json")
      }
      var bent = bytes
      bent[length] = UInt8(ascii: "9")
      _ = try? MachineProfile(json: bent, name: "scara.json")
    }
  }

  private func replace(_ part: String, in text: String, by other: String) -> String {
    guard let range = text.firstRange(of: part) else { return text }
    return text.replacingCharacters(in: range, with: other)
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}
