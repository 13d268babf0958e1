/// Palettes of `.vox` files.
public enum VoxPalette {
  /// The colours of files without a palette: the 6 by 6 by 6 colours of the web from white on, blue
  /// fastest and without black, then ten steps each of red, green, blue and grey.
  public static let standard: [SIMD4<UInt8>] = {
    let levels: [UInt8] = [0xFF, 0xCC, 0x99, 0x66, 0x33, 0x00]
    let steps: [UInt8] = [0xEE, 0xDD, 0xBB, 0xAA, 0x88, 0x77, 0x55, 0x44, 0x22, 0x11]
    var colors = levels.flatMap { red in
      levels.flatMap { green in levels.map { blue in SIMD4(red, green, blue, 0xFF) } }
    }
    colors.removeLast()
    colors += steps.map { SIMD4($0, 0, 0, 0xFF) }
    colors += steps.map { SIMD4(0, $0, 0, 0xFF) }
    colors += steps.map { SIMD4(0, 0, $0, 0xFF) }
    colors += steps.map { SIMD4($0, $0, $0, 0xFF) }
    return [.zero] + colors
  }()
}
