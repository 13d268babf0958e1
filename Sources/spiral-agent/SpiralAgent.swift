import ArgumentParser

/// The agent's side of the wire: paint, and learn to.
@main
struct SpiralAgent: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spiral-agent",
    abstract: "Paints in any painting environment that speaks the wire protocol, and learns to.",
    discussion: """
      EXAMPLES
        spiral-agent --target photo.png -o painting.gif -- spiral-env --backend brush
        spiral-env --backend brush | spiral-agent
        spiral-agent train --data mnist:train-images-idx3-ubyte.gz --out run \\
          --env "spiral-env --backend brush --option color=false"
      """,
    subcommands: [
      ActCommand.self, EvalCommand.self, PlotCommand.self, SampleCommand.self, SheetCommand.self,
      TrainCommand.self,
    ],
    defaultSubcommand: ActCommand.self)
}
