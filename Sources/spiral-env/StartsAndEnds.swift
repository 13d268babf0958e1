import EnvironmentClient
import Foundation
import Glibc
import JSONText

/// Starts servers and ends them in every way there is; nothing may stay behind.
struct StartsAndEnds {
  /// How a server or its client ends.
  enum End: String, CaseIterable {
    case endOfInput = "end of input"
    case shutdown
    case terminated = "SIGTERM"
    case killed = "SIGKILL"
    case killedInStep = "SIGKILL in a step"
    case killedBeforeMeeting = "SIGKILL before a client connects"
    case clientKilled = "SIGKILL of the client"
  }

  /// What was left, in words; empty when nothing was.
  typealias Leftovers = [String]

  /// This program, which serves.
  let program: String
  /// The server's arguments.
  let arguments: [String]
  let laneCount: Int

  /// Starts and ends `count` servers, the ways in turn, in a temporary folder of their own.
  func run(_ count: Int) throws -> Leftovers {
    let folder = NSTemporaryDirectory() + "spiral-soak-\(getpid())"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    setenv("TMPDIR", folder, 1)
    setenv("XDG_RUNTIME_DIR", folder, 1)
    let sharedBefore = ProcessFigures.names(in: "/dev/shm")
    let descriptorsBefore = ProcessFigures.descriptorCount(getpid())
    var processes: [Int32] = []
    for index in 0..<count {
      processes += try start(End.allCases[index % End.allCases.count])
    }
    // A server that was killed cannot tidy up; the next one does.
    processes += try meet(signal: SIGTERM)
    waitForEnd(of: processes)
    var left = processes.filter(ProcessFigures.isRunning).map { "process \($0)" }
    left += ProcessFigures.names(in: "/dev/shm").subtracting(sharedBefore).map { "/dev/shm/\($0)" }
    left += ProcessFigures.names(in: folder).map { "\(folder)/\($0)" }
    let descriptors = ProcessFigures.descriptorCount(getpid())
    if descriptors != descriptorsBefore {
      left.append("\(descriptors ?? 0) descriptors instead of \(descriptorsBefore ?? 0)")
    }
    return left.sorted()
  }

  /// Starts one server, uses it and ends it; returns the processes that were started.
  private func start(_ end: End) throws -> [Int32] {
    switch end {
    case .killedBeforeMeeting: return try meet(signal: SIGKILL)
    case .clientKilled: return try killClient()
    default: break
    }
    let client = try LeanClient(
      [program] + arguments, laneCount: laneCount, encoding: "shm", options: [:])
    defer { client.close() }
    try client.reset(seed: 1)
    try client.step(1, want: client.pictures)
    switch end {
    case .shutdown: _ = try client.call("shutdown") { _ in }
    case .terminated: client.server.send(signal: SIGTERM)
    case .killed: client.server.send(signal: SIGKILL)
    case .killedInStep:
      try client.sendStep(2, want: client.pictures)
      client.server.send(signal: SIGKILL)
    default: break
    }
    return [client.server.identifier]
  }

  /// Starts a server that announces a socket and ends it before anybody connects.
  private func meet(signal: Int32) throws -> [Int32] {
    let server = try ChildProcess([program, "--wire", "rendezvous"])
    let channel = WireChannel(child: server, maximumLineBytes: 1 << 16)
    _ = try channel.receive(timeoutSeconds: 30)
    server.send(signal: signal)
    _ = server.wait(timeoutSeconds: 30)
    channel.close()
    return [server.identifier]
  }

  /// Starts a client that starts a server, and kills the client in the middle of its steps.
  private func killClient() throws -> [Int32] {
    let client = try ChildProcess([program, "soak", "--forever", "--lanes", "\(laneCount)"])
    let channel = WireChannel(child: client, maximumLineBytes: 1 << 16)
    let line = String(decoding: try channel.receive(timeoutSeconds: 30), as: UTF8.self)
    guard let server = Int32(line) else {
      throw LeanClient.Failure(description: "expected the server's process, got \(line)")
    }
    client.send(signal: SIGKILL)
    client.wait()
    channel.close()
    return [client.identifier, server]
  }

  /// What a client that is to be killed does.
  func stepForever(encoding: String) throws {
    let client = try LeanClient(
      [program] + arguments, laneCount: laneCount, encoding: encoding, options: [:])
    try client.reset(seed: 1)
    try client.step(0, want: client.pictures)
    print(client.server.identifier)
    fflush(nil)
    for index in 1... { try client.step(index, want: client.pictures) }
  }

  private func waitForEnd(of processes: [Int32]) {
    for _ in 0..<100 where processes.contains(where: ProcessFigures.isRunning) { usleep(50_000) }
  }
}
