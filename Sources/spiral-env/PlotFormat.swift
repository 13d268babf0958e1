import ArgumentParser

/// What an output of `spiral-env plot` becomes, by the end of its name.
enum PlotFormat: String, CaseIterable {
  case svg, json, ndjson, gcode, hpgl, csv, png, gif

  /// The format of a path.
  init(_ path: String, isReach: Bool) throws {
    let ending = path.contains(".") ? path.split(separator: ".").last?.lowercased() ?? "" : ""
    let formats: [PlotFormat] = isReach ? [.png, .svg] : Self.allCases
    guard let format = formats.first(where: { $0.rawValue == ending }) else {
      let names = formats.map { ".\($0.rawValue)" }
      throw ValidationError(
        "'\(path)': expected a name that ends in \(names.dropLast().joined(separator: ", "))"
          + " or \(names[names.count - 1])")
    }
    self = format
  }
}
