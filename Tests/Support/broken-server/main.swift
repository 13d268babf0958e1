// An environment server that breaks one rule of the protocol, for the tests of `conform`.
//
//   broken-server RULE    (or none, or hang)

import EnvironmentAPI
import EnvironmentClient
import EnvironmentServer
import EnvironmentTestKit
import Glibc
import ImageFiles
import WireProtocol

let maximumLineBytes = 1 << 16
let name = CommandLine.arguments.dropFirst().first ?? "none"
let dialogue = Dialogue(
  SessionConfiguration(
    catalog: [StampBackend()], backendName: "stamp", maximumRequestBytes: maximumLineBytes,
    serverVersion: "1",
    makeSharedMemory: { size throws(EnvironmentError) in try SharedMemoryFile(byteCount: size) },
    encodePNG: { try PNG.encode($0) }))

if let fault = PipeFault(rawValue: name) { exit(serve(dialogue, fault)) }

// A child that outlives us only when we end by ourselves, or only when we are killed.
let childWords = ["life.nothing-left": "read x && sleep 20", "life.killed": "read x || sleep 20"]
let orphan = try childWords[name].map { try ChildProcess(["/bin/sh", "-c", $0]) }

let faults = entryFaults.merging(episodeFaults) { $1 }.merging(laterFaults) { $1 }
let fault = faults[name] ?? { $0.honest() }
let code = EnvironmentServer.run(
  responder: BrokenResponder(dialogue: dialogue, fault: fault), wire: .stdio,
  maximumLineBytes: maximumLineBytes)

if let orphan { write(orphan.input, "\n", 1) }
switch (name, code) {
case ("life.end-of-input", 0): exit(dialogue.count == 0 || dialogue.asks("shutdown") ? 0 : 3)
case ("life.empty-input", 0): exit(dialogue.count == 0 ? 3 : 0)
case ("life.broken-pipe", 1): exit(0)
case ("life.sigterm", 143): exit(1)
case ("life.sigint", 130): exit(0)
default: exit(code)
}
