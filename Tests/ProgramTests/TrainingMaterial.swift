import EnvironmentClient
import Foundation
import ImageFiles
import JSONText
import PaintCore
import ProcessTesting
import TestMaterial

/// Scripts around tiny trainings.
enum TrainingMaterial {
  /// What the environments of tiny trainings are started with.
  static let environment =
    "spiral-env --backend brush --option color=false --option canvas=32 --option episodeLength=3"

  /// Files and functions for scripts: `"${T[@]}"` trains a tiny network, `same A B` says whether two
  /// trainings logged the same figures and made the same policy, `wait_for N FILE` waits for a
  /// file of so many lines.
  static let setUp = """
    cat >tiny.json <<'END'
    {"policy": {"side": 16, "channels": [4, 8], "width": 16},
     "training": {"laneCount": 16, "criticBatch": 16, "criticUpdates": 2, "replayIterations": 3,
       "checkpointEvery": 3, "update": {"minibatch": 32}}}
    END
    E='\(environment)'
    C='spiral-discriminator --image 32x32x1 --seed 1'
    T=(spiral-agent train --config tiny.json)
    figures() { sed 's/,"stepsPerSecond.*//' "$1/metrics.jsonl"; }
    same() {
      figures $1 >first.txt; figures $2 >second.txt
      cmp first.txt second.txt && cmp $1/policy.safetensors $2/policy.safetensors && echo same
    }
    wait_for() { until [ -s $2 ] && [ $(wc -l <$2) -ge $1 ]; do sleep 0.02; done; }

    """

  /// Runs a script behind `setUp`.
  static func run(_ script: String) throws -> [String] {
    try shell(setUp + script, timeoutSeconds: 120).lines
  }

  /// Writes pictures of 32 x 32 pixels to a folder that is made for them.
  static func write(_ pictures: [[UInt8]], to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (index, pixels) in pictures.enumerated() {
      let image = try PixelImage(width: 32, height: 32, channels: 1, pixels: pixels)
      let number = String(index + 10_000).dropFirst()
      try ImageFile.write(image, to: "\(folder)/\(number).png")
    }
  }

  /// A picture of which one side is black, to a depth of 12 to 20 pixels.
  static func half(_ side: Int, depth: Int) -> [UInt8] {
    (0..<1024).map { pixel in
      let (row, column) = (pixel / 32, pixel % 32)
      return [column, 31 - column, row, 31 - row][side] < depth ? 0 : 255
    }
  }

  /// The lines of a `metrics.jsonl`.
  static func metrics(_ path: String) throws -> [JSONNode] {
    try FileBytes.read(path).split(separator: 0x0A).map { try JSON.parse(Array($0)) }
  }
}
