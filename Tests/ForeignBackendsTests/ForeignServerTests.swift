import Foundation
import ImageFiles
import ProcessTesting
import Testing

/// `spiral-env` as a process with engines outside it.
@Suite struct ForeignServerTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private static let hello =
    #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"1.0"}}"#
  private static let reset = #"{"jsonrpc":"2.0","id":2,"method":"reset","params":{"seed":7}}"#

  private static func hello(_ backend: String) -> String {
    hello.replacing(#""1.0""#, with: #""1.0","env":{"backend":"\#(backend)"}"#)
  }

  private static func step(_ level: Int = 1) -> String {
    #"{"jsonrpc":"2.0","id":3,"method":"step","params":{"action":{"level":[\#(level)]}}}"#
  }

  /// The answers of a server to lines.
  private func answers(_ lines: [String], _ arguments: String) throws -> [String] {
    let script = """
      cat >requests <<'EOF'
      \(lines.joined(separator: "\n"))
      EOF
      PATH='\(folder.path)':$PATH spiral-env \(arguments) <requests 2>/dev/null
      """
    return try shell(script, timeoutSeconds: 60).lines
  }

  // MARK: Failure

  @Test func `a dying engine is error 1040, the server lives and begins again`() throws {
    _ = try folder.hostileProgram("dies")
    let begin = [Self.hello, Self.reset, Self.step()]
    let lines = begin + [Self.step(), Self.step()] + begin
    let answers = try answers(lines, "--backend dies")
    try #require(answers.count == 8)
    #expect(answers[3].contains(#""code":1040"#) && answers[3].contains(#""backendFailure""#))
    #expect(answers[3].contains("killed by signal 9"))
    #expect(answers[4].contains(#""code":1002"#))
    #expect((5...7).allSatisfy { answers[$0].contains(#""result""#) })
  }

  @Test func `a hanging engine is error 1040 after the patience`() throws {
    _ = try folder.hostileProgram("hangs")
    let answers = try answers(
      [Self.hello, Self.reset, Self.step(), Self.step(), Self.hello],
      "--backend hangs --patience 4")
    try #require(answers.count == 5)
    #expect(answers[3].contains(#""code":1040"#) && answers[3].contains("within 4.0 s"))
    #expect(answers[4].contains(#""result""#))
  }

  @Test func `a plugin that cannot be used is error 1041 to the client that names it`() throws {
    _ = try folder.hostileProgram("dies-first")
    _ = try hostileObject(.crashInDescribe, in: folder)
    let answers = try answers(
      [Self.hello("dies-first"), Self.hello("hostile"), Self.hello("nobody"), Self.hello("brush")],
      ""
    ).map { $0 }
    #expect(answers[0].contains(#""code":1041"#) && answers[0].contains(#""kind":"pluginLoad""#))
    #expect(answers[0].contains("spiral-backend-dies-first"))
    #expect(answers[1].contains(#""code":1013"#))
    #expect(answers[2].contains(#""code":1013"#))
    #expect(answers[3].contains(#""result""#))
    let broken = try self.answers([Self.hello("hostile")], "--plugin '\(folder.path)'/*.so")
    try #require(broken.count == 1)
    #expect(broken[0].contains(#""code":1041"#) && broken[0].contains("'describe'"))
  }

  @Test func `what a shared object prints stays out of the answers`() throws {
    let object = try hostileObject(.prints, in: folder)
    let answers = try answers(
      [Self.hello, Self.reset, Self.step()], "--plugin \(object) --backend hostile")
    try #require(answers.count == 3)
    #expect(answers.allSatisfy { $0.contains(#""result""#) })
  }

  @Test func `the error of an engine that fails in a lane is 1040`() throws {
    let object = try hostileObject(.failInFifthStep, in: folder)
    let lines = [Self.hello, Self.reset] + Array(repeating: Self.step(), count: 5) + [Self.hello]
    let answers = try answers(lines, "--plugin \(object) --backend hostile")
    try #require(answers.count == 8)
    #expect(answers[6].contains(#""code":1040"#) && answers[6].contains("the paint ran out"))
    #expect(answers[7].contains(#""result""#))
  }

  // MARK: Nothing stays behind

  @Test(arguments: ["well", "deaf"], ["-9", "-15"])
  func `engines end with their server, whatever ends it`(mode: String, signal: String) throws {
    let program = try folder.hostileProgram(mode)
    let script = """
      export PATH='\(folder.path)':$PATH
      mkfifo requests answers
      spiral-env --backend \(mode) --num-envs 3 <requests >answers 2>/dev/null & server=$!
      exec 3>requests 4<answers
      printf '%s\\n' '\(Self.hello)' '\(Self.reset)' >&3
      read -r line <&4; read -r line <&4
      action='{"jsonrpc":"2.0","id":3,"method":"step","params":{"action":{"level":[1,1,1]}}}'
      printf '%s\\n' "$action" >&3; read -r line <&4
      echo "running $(pgrep -fc '[p]ython3 \(program)')"
      # The deaf ones hang in this step and would not see the end of their input.
      printf '%s\\n' "$action" >&3; sleep 0.3
      kill \(signal) $server; wait $server
      for i in $(seq 50); do pgrep -f '[p]ython3 \(program)' >/dev/null || break; sleep 0.1; done
      echo "behind $(pgrep -fc '[p]ython3 \(program)')"
      """
    let lines = try shell(script, timeoutSeconds: 60).lines
    #expect(lines == ["running 3", "behind 0"])
  }

  // MARK: The list

  @Test func `the list says where engines come from and what is wrong with others`() throws {
    let brush = try folder.hostileProgram("brush")
    let well = try folder.hostileProgram("well")
    let hostile = try hostileObject(.none, in: folder)
    _ = try folder.hostileProgram("dies-first")
    let crashing = try hostileObject(.crashInStep, in: try keep())
    let command = """
      PATH='\(folder.path)':$PATH SPIRAL_PLUGIN_PATH='\(folder.path)' \
      spiral-env list --plugin \(crashing)
      """
    let lines = try shell(command + " 2>errors; echo exit $?; cat errors", timeoutSeconds: 60).lines
    #expect(lines.contains { $0.hasPrefix("brush ") && $0.hasSuffix("[built-in]") })
    #expect(lines.contains { $0.hasPrefix("well 1") && $0.hasSuffix("[\(well)]") })
    #expect(lines.contains { $0.hasPrefix("hostile 1") && $0.hasSuffix("[\(hostile)]") })
    #expect(lines.contains { $0.contains("\(brush) is shadowed") })
    #expect(lines.contains { $0.contains("dies-first") && $0.contains("exited with code 3") })
    #expect(lines.contains { $0.contains(crashing) && $0.contains("signal 11") })
    #expect(lines.contains("exit 0"))
    let json = try shell(command + " --json 2>/dev/null", timeoutSeconds: 60).lines[0]
    #expect(json.contains(#""origin":"built-in""#) && json.contains(#""name":"well""#))
  }

  @Test func `an engine that asks for the list of engines does not start itself`() throws {
    _ = try folder.write(
      "#!/bin/sh\necho started >>'\(folder.path)/starts'\nspiral-env list\n",
      to: "spiral-backend-loop", executable: true)
    let script = """
      PATH='\(folder.path)':$PATH spiral-env list >/dev/null 2>&1
      wc -l <'\(folder.path)/starts'
      """
    #expect(try shell(script, timeoutSeconds: 60).lines == ["1"])
  }

  /// A folder that lives as long as the process.
  private func keep() throws -> ScratchFolder {
    let folder = try ScratchFolder()
    _ = Unmanaged.passRetained(folder)
    return folder
  }

  // MARK: A whole server as an engine

  @Test func `a server is an engine too`() throws {
    _ = try folder.write(
      "#!/bin/sh\nexec '\(programFolder)/spiral-env' --backend brush \"$@\"\n",
      to: "spiral-backend-inner", executable: true)
    let action =
      #"{"control":[12],"end":[700],"flag":[1],"pressure":[4],"size":[2],"red":[3],"#
      + #""green":[0],"blue":[9]}"#
    let step = #"{"jsonrpc":"2.0","id":3,"method":"step","params":{"action":\#(action)}}"#
    let options = "--option brush=classic/pen --option canvas=32"
    let inner = try answers([Self.hello, Self.reset, step, step], "--backend inner \(options)")
    let outer = try answers([Self.hello, Self.reset, step, step], "--backend brush \(options)")
    try #require(inner.count == 4 && outer.count == 4)
    #expect(inner[0].contains(#""episodeLength":20"#))
    // This brush has nothing random: seeds are not the same inside.
    #expect(inner[1...] == outer[1...])
  }
}
