public import EnvironmentAPI
import JSONText
public import StrokeProgram

/// A program as a page that paints it again, stroke by stroke, in any browser and without a server.
public enum ReplayPage {
  /// Returns the page of an episode, an HTML file.
  ///
  /// - Parameters:
  ///   - source: What was painted.
  ///   - configuration: That of its backend with its options.
  ///   - size: The width of the pictures in pixels; nil is ``defaultSize`` where the engine can
  ///     paint that large and the painting is smaller, else its own.
  ///   - title: What to call it.
  /// - Throws: `EnvironmentError` when the program is not one of the configuration, or cannot be
  ///   painted in that size; `ImageFileError`.
  public static func html(
    of source: ProgramSource, configuration: EnvironmentConfiguration, size: Int?, title: String
  ) throws -> [UInt8] {
    let engine = try engine(of: configuration, size: size)
    let record = try EpisodeRecord(source, of: engine)
    let film = try EpisodeFilm(record, on: engine, identifier: 0)
    try film.paint()
    var writer = JSONWriter()
    writer.beginObject()
    writer.key("title")
    writer.string(title)
    writer.key("backend")
    writer.string("\(source.backend) \(source.version)")
    writer.key("options")
    source.options.write(to: &writer)
    writer.key("film")
    film.write(from: 0, to: &writer)
    writer.endObject()
    return ViewerPage.holding(writer.bytes)
  }

  /// The width of the pictures unless one is given, px.
  public static let defaultSize = 256

  private static func engine(
    of configuration: EnvironmentConfiguration, size: Int?
  ) throws(EnvironmentError) -> any ConfiguredBackend {
    let own = configuration.canvasShape[1]
    if let size {
      return try size == own ? configuration.engine : configuration.engine.resized(to: size)
    }
    guard own < defaultSize else { return configuration.engine }
    do { return try configuration.engine.resized(to: defaultSize) } catch {
      return configuration.engine
    }
  }
}
