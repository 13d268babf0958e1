import Foundation
import JSONText

/// Runs `spiral-env bench` and returns what it measured.
func serverBench(_ server: String, _ arguments: [String], seconds: Double) throws -> JSONNode {
  let process = Process()
  let output = Pipe()
  process.executableURL = URL(filePath: server)
  process.arguments = ["bench"] + arguments + ["--seconds", "\(seconds)", "--json"]
  process.standardOutput = output
  try process.run()
  let text = try output.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  return try JSON.parse([UInt8](text))
}
