import ArgumentParser
import Foundation
import ImageFiles
import Plotter

/// `--machine`: a plotter that ships, or a profile of one's own.
struct MachineArgument: ParsableArguments {
  @Option(help: "A machine of 'spiral-env plot --list', or the path of a profile.")
  var machine = MachineLibrary.names[0]

  /// The machine's profile.
  func profile() throws -> MachineProfile { try Self.profile(named: machine) }

  /// The profile of a name or of a file.
  static func profile(named machine: String) throws -> MachineProfile {
    if let profile = try MachineLibrary.profile(named: machine) { return profile }
    guard machine.hasSuffix(".json") else {
      throw ValidationError(
        "there is no machine '\(machine)'; there is \(MachineLibrary.names.joined(separator: ", "))"
          + ", or give the path of a .json profile")
    }
    return try MachineProfile(json: FileBytes.read(machine), name: machine)
  }

  /// The machines that ship with their limits, a paragraph each.
  static func listing() throws -> String {
    try MachineLibrary.names.compactMap { name in
      try MachineLibrary.profile(named: name).map(paragraph)
    }.joined(separator: "\n\n")
  }

  private static func paragraph(_ profile: MachineProfile) -> String {
    let isRotary = profile.geometry.isRotary
    let unit = isRotary ? "deg" : "mm"
    let scale = isRotary ? 180 / Double.pi : 1
    var lines = ["\(profile.name): \(profile.about)"]
    lines.append(
      "  page \(brief(profile.page.width)) x \(brief(profile.page.height)) mm,"
        + " pen \(brief(profile.pen.nib)) mm, lift \(brief(profile.pen.liftTime)) s,"
        + " drop \(brief(profile.pen.dropTime)) s")
    for (name, limits) in [("up", profile.penUp), ("down", profile.penDown)] {
      lines.append(
        "  pen \(name): \(brief(limits.speed)) mm/s, \(brief(limits.acceleration)) mm/s^2")
    }
    lines += profile.joints.map { joint in
      let range =
        joint.range == JointProfile.anywhere
        ? ""
        : " \(brief(joint.range.lowerBound * scale))...\(brief(joint.range.upperBound * scale))"
          + " \(unit),"
      return "  joint \(joint.name):\(range) \(brief(joint.speed * scale)) \(unit)/s,"
        + " \(brief(joint.acceleration * scale)) \(unit)/s^2"
    }
    return lines.joined(separator: "\n")
  }

  private static func brief(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return Int(exactly: rounded).map { String($0) } ?? "\(rounded)"
  }
}
