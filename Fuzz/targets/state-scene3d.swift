import FuzzSupport
import Scene3D
import StrokeProgram

nonisolated(unsafe) private let spiral = StateFuzzer(
  Scene3DBackend(),
  [
    "canvas": .integer(8), "samples": .string("1"), "truth": .string("depth,objectId"),
    "episodeLength": .integer(12),
  ])
nonisolated(unsafe) private let voxel = StateFuzzer(
  Scene3DBackend(),
  [
    "canvas": .integer(8), "samples": .string("1"), "scene": .string("voxel-garden"),
    "episodeLength": .integer(12),
  ])

/// Damage of saved states of scenes of objects and of blocks.
func feed(_ bytes: [UInt8]) {
  guard let first = bytes.first else { return }
  (first < 128 ? spiral : voxel).feed(bytes)
}
