import ArgumentParser
import ImageFiles
import PaintCore

/// `spiral-agent sheet`: pictures beside each other.
struct SheetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sheet",
    abstract: "Put pictures beside each other, each with a label.",
    discussion: """
      EXAMPLES
        spiral-agent sheet "the target=digit.png" "a policy=copy.png" search.png -o sheet.png
      """)

  @Option(name: .shortAndLong, help: "Where the sheet goes: a name that ends in .png.")
  var output: String

  @Option(help: "Pictures in a row.")
  var columns = 8

  @Option(help: "How much the pictures are enlarged.")
  var scale = 1

  @Argument(help: "The pictures, each as FILE or LABEL=FILE.")
  var pictures: [String]

  func validate() throws {
    guard (1...64).contains(columns), (1...16).contains(scale) else {
      throw ValidationError("--columns must be in 1...64 and --scale in 1...16")
    }
  }

  func run() throws {
    let cells = try pictures.map { word in
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      return ContactSheet.Cell(
        [try ImageFile.read(parts[parts.count - 1])], label: parts.count > 1 ? parts[0] : nil)
    }
    var sheet = ContactSheet(cells, columns: columns)
    sheet.scale = scale
    try ImageFile.write(sheet.render(), to: output)
  }
}
