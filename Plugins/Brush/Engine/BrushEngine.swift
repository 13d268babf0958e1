/// One brush and its canvas: everything that painting changes.
///
/// Owned by one thread at a time. Nothing is allocated after creation except by `save`.
final class BrushEngine {
  private let program: BrushProgram
  let canvas: FixedCanvas
  private var dynamics: BrushDynamics
  /// Keeps all calls and dabs from now on, when there is one.
  var recorder: BrushRecorder?

  /// A fresh brush on a clear canvas.
  ///
  /// - Parameters:
  ///   - width: Pixels, `1...4096`.
  ///   - height: Pixels, `1...4096`.
  ///   - seed: Start of the random numbers; the library always uses 1000.
  convenience init(
    program: BrushProgram, width: Int, height: Int, background: CanvasBackground,
    seed: Int = BrushDynamics.defaultSeed
  ) {
    let canvas = FixedCanvas(
      width: width, height: height, background: background, hasAlpha: program.changesAlpha)
    self.init(program: program, canvas: canvas, seed: seed)
  }

  /// A fresh brush on a canvas that other brushes may paint on too.
  init(program: BrushProgram, canvas: FixedCanvas, seed: Int = BrushDynamics.defaultSeed) {
    self.program = program
    self.canvas = canvas
    dynamics = BrushDynamics(program: program, seed: seed)
  }

  /// Becomes a fresh brush; the canvas stays.
  func renew(seed: Int) {
    dynamics = BrushDynamics(program: program, seed: seed)
  }

  /// Moves the pen, drawing dabs on the canvas.
  func stroke(to event: PenEvent) {
    guard let recorder else { return dynamics.stroke(to: event, on: canvas) }
    recorder.append(.stroke(event))
    dynamics.stroke(to: event, on: recorder)
  }

  /// Makes the next pen event a jump: no dabs, filters start afresh at its (tracked) position.
  func reset() {
    recorder?.append(.reset)
    dynamics.reset()
  }

  /// Changes radius or colour from the next dab on.
  func setBaseValue(_ setting: ChangeableSetting, _ value: Float) {
    recorder?.append(.set(setting, value))
    dynamics.setBaseValue(setting, value)
  }

  /// Fills the canvas with its background; the brush keeps its state.
  func clear() {
    recorder?.append(.clear)
    canvas.clear()
  }

  /// Writes the picture as bytes; see ``FixedCanvas/writePixels(channels:into:)``.
  func writePixels(channels: Int, into bytes: UnsafeMutablePointer<UInt8>) {
    canvas.writePixels(channels: channels, into: bytes)
  }
}

// MARK: Copying and saving

extension BrushEngine {
  /// Takes over canvas and brush state of an engine made for the same program and size.
  func copyState(from other: BrushEngine) {
    canvas.copyPixels(from: other.canvas)
    copyBrush(from: other)
  }

  /// Takes over the brush state alone.
  func copyBrush(from other: BrushEngine) {
    precondition(other.program === program, "engines of different brushes")
    dynamics.copyState(from: other.dynamics)
  }

  /// Appends the brush state alone.
  func saveBrush(into bytes: inout [UInt8]) {
    dynamics.save(into: &bytes)
  }

  /// Restores what `saveBrush` wrote.
  ///
  /// - Throws: When the bytes end early or hold impossible values; nothing has changed then.
  func loadBrush(from bytes: inout ArraySlice<UInt8>) throws(BrushStateError) {
    try dynamics.load(from: &bytes)
  }

  /// Appends canvas and brush state; the definition and the size are not included.
  func save(into bytes: inout [UInt8]) {
    dynamics.save(into: &bytes)
    canvas.save(into: &bytes)
  }

  /// Restores what `save` wrote on an engine of the same definition and size.
  ///
  /// - Throws: When the bytes end early or hold impossible values; nothing has changed then.
  func load(from bytes: inout ArraySlice<UInt8>) throws(BrushStateError) {
    var rest = bytes
    var loaded = dynamics
    try loaded.load(from: &rest)
    try canvas.load(from: &rest)
    dynamics = loaded
    bytes = rest
  }
}
