import ArgumentParser

/// A range of whole numbers as the command line spells it: `1...5`, or `3`.
struct CountRange: ExpressibleByArgument {
  let range: ClosedRange<Int>

  init?(argument: String) {
    let parts = argument.split(separator: "...", omittingEmptySubsequences: false).map { Int($0) }
    guard let lower = parts[0], let upper = parts[parts.count - 1], parts.count < 3,
      lower <= upper
    else { return nil }
    range = lower...upper
  }
}

/// `--size`, or `--width` and `--height`.
struct PictureSize: ParsableArguments {
  @Option(help: "Width and height of a picture in pixels.")
  var size: Int?

  @Option(help: "Width of a picture in pixels.")
  var width: Int?

  @Option(help: "Height of a picture in pixels.")
  var height: Int?

  func validate() throws {
    if size != nil, width != nil || height != nil {
      throw ValidationError("give either --size or --width and --height")
    }
    if (width == nil) != (height == nil) {
      throw ValidationError("--width and --height belong together")
    }
  }

  /// The width and the height.
  func pixels(otherwise side: Int) -> (width: Int, height: Int) {
    (width ?? size ?? side, height ?? size ?? side)
  }
}
