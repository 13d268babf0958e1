import FuzzSupport
import Plotter
import StrokeProgram

nonisolated(unsafe) private let curves = StateFuzzer(
  PlotterBackend(),
  ["canvas": .integer(28), "page": .number(20), "episodeLength": .integer(12)])
nonisolated(unsafe) private let joints = StateFuzzer(
  PlotterBackend(),
  [
    "canvas": .integer(28), "machine": .string("arm-2r"), "grammar": .string("joint"),
    "page": .number(40), "episodeLength": .integer(12),
  ])

/// Damage of saved states of an XY plotter and of an arm.
func feed(_ bytes: [UInt8]) {
  guard let first = bytes.first else { return }
  (first < 128 ? curves : joints).feed(bytes)
}
