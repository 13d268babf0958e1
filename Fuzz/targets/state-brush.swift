import Brush
import FuzzSupport
import StrokeProgram

nonisolated(unsafe) private let fuzzer = StateFuzzer(
  BrushBackend(),
  [
    "canvas": .integer(28), "sizes": .numbers([1, 3]), "brush": .string("dry"),
    "episodeLength": .integer(12), "actions": .string("compound"),
  ])

/// Damage of saved states of the brush.
func feed(_ bytes: [UInt8]) { fuzzer.feed(bytes) }
