import ProcessTesting
import Testing

/// When the server stays awake between two requests.
@Suite struct AlertnessTests {
  @Test func `a client that thinks between its requests has the core for itself`() throws {
    let script = """
      mkfifo in; $E serve <in >out & exec 9>in
      for i in $(seq 100); do echo hello >&9; sleep 0.005; done
      awk '{ print $14 + $15 }' /proc/$!/stat; wc -l <out; kill $!
      """
    let lines = try shell(script).lines
    #expect(lines.count == 2 && lines[1] == "100", "\(lines)")
    let ticks = try #require(Int(lines[0]))
    // Half a second is 50 ticks of 10 ms, all of which a server that never sleeps would take.
    #expect(ticks < 15)
  }
}
