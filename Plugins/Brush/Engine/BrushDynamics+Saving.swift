extension BrushDynamics {
  /// Appends everything that changes: state, random numbers, pending reset, changeable settings.
  func save(into bytes: inout [UInt8]) {
    state.save(into: &bytes)
    random.save(into: &bytes)
    bytes.append(resetRequested ? 1 : 0)
    for setting in ChangeableSetting.allCases {
      StateBytes.append(base[setting.setting], to: &bytes)
    }
  }

  /// Restores what `save` wrote for the same definition; on error nothing has changed.
  mutating func load(from bytes: inout ArraySlice<UInt8>) throws(BrushStateError) {
    var loaded = self
    loaded.state = try BrushState(from: &bytes)
    try loaded.random.load(from: &bytes)
    let flag: UInt8 = try StateBytes.read(from: &bytes, field: "pending reset")
    guard flag <= 1 else {
      throw BrushStateError(field: "pending reset", expected: "0 or 1", got: "\(flag)")
    }
    loaded.resetRequested = flag == 1
    for setting in ChangeableSetting.allCases {
      let field = setting.setting.fileName
      loaded.base[setting.setting] = try StateBytes.readFinite(from: &bytes, field: field)
    }
    loaded.deriveFromBase()
    self = loaded
  }

  /// Takes over all that changes from a brush of the same program or definition.
  mutating func copyState(from other: BrushDynamics) {
    state = other.state
    random = other.random
    resetRequested = other.resetRequested
    base = other.base
    deriveFromBase()
    values = other.values
  }
}
