import EnvironmentAPI
import EnvironmentTestKit
import Foundation
import PaintCore
import StrokeProgram
import Testing

@testable import ForeignBackends

/// Engines in shared objects.
@Suite struct LibraryBackendTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func airbrush() throws -> LibraryBackend {
    let object = try folder.compile(
      "Plugins/Examples/c-backend/airbrush.c",
      flags: ["-std=c11", "-Wall", "-Wextra", "-Werror", "-fvisibility=hidden"])
    return try LibraryBackend(path: object, prober: prober, patienceSeconds: 20)
  }

  // MARK: The header and the example

  @Test(arguments: [
    ["cc", "-std=c11", "-x", "c"], ["c++", "-std=c++17", "-x", "c++"],
    ["clang", "-std=c11", "-x", "c"], ["clang++", "-std=c++17", "-x", "c++"],
  ])
  func `the header compiles alone and without a warning`(compiler: [String]) throws {
    let source = try folder.write(
      """
      #include "spiral_backend.h"
      #include "spiral_backend.h"
      const spiral_backend spiral_backend_descriptor = {
        sizeof(spiral_backend), SPIRAL_BACKEND_ABI_MAJOR, SPIRAL_BACKEND_ABI_MINOR, 0, "x", 0, 0, 0,
        0, 0, 0, 0, 0};
      int status = SPIRAL_TOO_SMALL + SPIRAL_LOG_ERROR;
      """, to: "user.c")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      compiler + ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only"]
      + ["-I", packageFolder + "/Plugins/CABI", source]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func `the C example keeps the contract of backends`() throws {
    let contract = try BackendContract(
      airbrush(), options: ["canvas": .integer(40), "episodeLength": .integer(8)])
    #expect(try contract.violations() == [])
  }

  @Test func `the C example sprays where its action says, by its seed`() throws {
    let lanes = try lanes(airbrush(), count: 2, options: ["canvas": .integer(32)])
    // The cell in row 8 and column 20 of 32, radius 5 px, all flow, black.
    let action: [Double] = [8 * 32 + 20, 4, 3, 0, 0, 0]
    _ = try lanes.step(ActionTable(width: 6, numbers: action + action))
    let picture = try lanes.render(lane: 0).pixels
    let dark = (0..<(32 * 32)).filter { picture[$0 * 3] < 255 }
    #expect(dark.contains(8 * 32 + 20))
    let far = dark.filter { (place: Int) -> Bool in
      abs(place / 32 - 8) > 5 || abs(place % 32 - 20) > 5
    }
    #expect(far.isEmpty)
    #expect(picture[(8 * 32 + 20) * 3] < 80)
    #expect(try lanes.render(lane: 1).pixels != picture)
  }

  @Test func `what the C example refuses is a wrong option`() throws {
    let backend = try airbrush()
    #expect(throws: EnvironmentError.self) { try lanes(backend, options: ["canvas": .integer(8)]) }
    let error = #expect(throws: EnvironmentError.self) {
      try lanes(backend, options: ["canvas": .integer(4096)])
    }
    #expect(error == .resourceLimit(what: "option 'canvas'", limit: "1024", got: "4096"))
  }

  // MARK: Misbehaviour

  @Test(arguments: [
    (Misbehaviour.crashWhenLoaded, "signal 11 (Segmentation fault) in 'loading'"),
    (.crashInDescribe, "signal 11 (Segmentation fault) in 'describe'"),
    (.crashInStep, "signal 11 (Segmentation fault) in 'step'"),
    (.noSymbol, "expected the symbol spiral_backend_descriptor"),
    (.otherMajor, "expected an engine for version 1.0 of the ABI, got one for 2.0"),
    (.newerHostNeeded, "expected an engine for version 1.0 of the ABI, got one for 1.7"),
    (.shortDescriptor, "got struct_size 40"), (.badName, #"got "../evil""#),
    (.noStep, "got none for step"), (.specIsNoJSON, "its spec, line 1, column"),
    (.specIsTooLarge, "got 99999999999"), (.specClaimsMore, "got 65537 bytes"),
    (.openWithoutLane, "expected 'open' to give a lane"),
    (.drawBeyondTheEnd, "signal 11 (Segmentation fault) in 'draw'"),
    (.saveBeyondTheEnd, "signal 11 (Segmentation fault) in 'save'"),
    (.saveClaimsMore, "expected at most the 4096 bytes offered, got 4097"),
    (.infoIsNoNumber, "expected finite numbers in info"),
  ])
  func `an engine that fails its rehearsal is no plugin`(
    mode: Misbehaviour, words: String
  ) throws {
    let error = #expect(throws: EnvironmentError.self) { try hostileBackend(mode, in: folder) }
    guard case .pluginLoad(let place, _, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(place.hasPrefix(folder.path))
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test func `an engine that hangs in its rehearsal is given up`() throws {
    let error = #expect(throws: EnvironmentError.self) {
      try hostileBackend(.hangInOpen, in: folder, patienceSeconds: 4)
    }
    #expect(
      error?.description.contains("no end of 'open' within 4.0 s") == true,
      "\(String(describing: error))")
  }

  @Test func `what is no shared object is said to be none`() throws {
    let text = try folder.write("hello", to: "text.so")
    let broken = try folder.write("\u{7F}ELF and no more", to: "broken.so")
    for (file, words) in [
      (text, "expected an ELF shared object, got a file of another kind"),
      (broken, "expected a shared object that loads"), ("/no/such.so", "No such file"),
      (folder.path, "an ELF shared object"),
    ] {
      let error = #expect(throws: EnvironmentError.self) {
        try LibraryBackend(path: file, prober: prober, patienceSeconds: 20)
      }
      #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }
  }

  @Test func `an engine that breaks later is reported, and only its environment is lost`() throws {
    let backend = try hostileBackend(.failInFifthStep, in: folder)
    let lanes = try lanes(backend, count: 2)
    let actions = ActionTable(width: 1, numbers: [0, 1])
    for step in 1...4 { #expect(try lanes.step(actions).info == [Double(step), Double(step)]) }
    let error = try #require(throws: EnvironmentError.self) { try lanes.step(actions) }
    #expect(error.description.contains("the paint ran out"))
    #expect(throws: error) { try lanes.step(actions) }
    _ = try ForeignBackendsTests.lanes(backend)
  }

  @Test func `a state that the engine refuses is incompatible and changes nothing`() throws {
    let lanes = try lanes(hostileBackend(.refuseALoad, in: folder))
    let action = ActionTable(width: 1, numbers: [0])
    for _ in 0..<2 { _ = try lanes.step(action) }
    let state = try lanes.save(0)
    let before = try lanes.render(lane: 0).pixels
    #expect(
      throws: EnvironmentError.stateIncompatible(
        expected: "a state that the engine takes", got: "not this one")
    ) { try lanes.load([(state, [0])]) }
    #expect(try lanes.render(lane: 0).pixels == before)
    _ = try lanes.step(action)
  }

  @Test func `an option that only the engine can judge is refused in its words`() throws {
    let backend = try hostileBackend(.invalidOption, in: folder)
    _ = try lanes(backend, options: ["number": .integer(8)])
    #expect(
      throws: EnvironmentError.invalidOption(
        name: "options", expected: "what the engine 'hostile' takes", got: "seven is taken")
    ) { try lanes(backend, options: ["number": .integer(7)]) }
  }

  @Test func `an engine that is another one after its rehearsal is lost`() throws {
    let error = #expect(throws: EnvironmentError.self) {
      try lanes(hostileBackend(.specDiffers, in: folder))
    }
    #expect(error?.description.contains("the spec of its rehearsal") == true)
  }
}
