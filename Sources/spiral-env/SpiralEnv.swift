import ArgumentParser

/// The environment server and what belongs to it.
@main
struct SpiralEnv: ParsableCommand {
  /// The version that `serverInfo` and `--version` name.
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "spiral-env",
    abstract: "A painting environment that speaks line-delimited JSON.",
    discussion: """
      EXAMPLES
        spiral-env --backend brush                       serve on stdin/stdout
        spiral-env --backend brush --num-envs 64 --option canvas=64 --option color=false
        spiral-env --backend brush | spiral-agent        paint with the agent
        spiral-env list                                  which engines there are
        spiral-env brushes -o sheet.png                  which brushes, and how they look
        spiral-env bench --backend brush --seconds 2     how fast it is here
        spiral-env replay program.json --size 1024 -o big.png
        spiral-env render --scene gallery -o gallery.png
        spiral-env dataset --scene spiral --count 1000 --out scenes-1k
        spiral-env conform -- ./my-server                does another server keep the protocol?
        spiral-env plot out.json --machine arm-2r -o plot.svg -o plot.gif --report
      """,
    version: version,
    subcommands: [
      ServeCommand.self, ListCommand.self, SpecCommand.self, BrushesCommand.self,
      BenchCommand.self, ReplayCommand.self, RenderCommand.self, DatasetCommand.self,
      PlotCommand.self, ConformCommand.self, SoakCommand.self, DoctorCommand.self,
      ProbePluginCommand.self,
    ],
    defaultSubcommand: ServeCommand.self)
}
