import EnvironmentAPI
import ImageFiles
import JSONText
import PaintCore

/// Answers the requests of the live page: the page, the lanes, the episode of one lane.
final class WatchRoutes {
  private let board: WatchBoard
  private var films: [(lane: Int, film: EpisodeFilm)] = []
  private var filmCount = 0
  private var lastLook: ContinuousClock.Instant?
  private let now: () -> ContinuousClock.Instant

  /// How long somebody counts as watching after a request.
  static let attention = Duration.seconds(3)
  /// How long one request may have an episode painted; the page asks for the rest.
  static let paintingTime = Duration.milliseconds(60)
  /// The most films kept.
  static let filmLimit = 4

  /// Routes to what `board` shows.
  init(_ board: WatchBoard, now: @escaping () -> ContinuousClock.Instant = { .now }) {
    self.board = board
    self.now = now
  }

  /// Called now and then: notices that nobody watches any more.
  func tick() {
    if let lastLook, now() - lastLook > Self.attention {
      board.isWatched = false
      films = []
      self.lastLook = nil
    }
  }

  /// Answers one request.
  func respond(to request: HTTPRequest) -> HTTPResponse {
    switch request.path {
    case "/": return HTTPResponse(ViewerPage.live, type: "text/html; charset=utf-8")
    case "/lanes": return json { try lanes(request, to: &$0) }
    case "/episode": return json { try episode(request, to: &$0) }
    default: return HTTPResponse(.unknownPath)
    }
  }

  private func json(_ write: (inout JSONWriter) throws -> Void) -> HTTPResponse {
    var writer = JSONWriter()
    do { try write(&writer) } catch {
      if error is HTTPFault { return HTTPResponse(.malformed) }
      // What cannot be painted again is said in the place of the picture.
      writer = JSONWriter()
      writer.beginObject()
      writer.key("error")
      writer.string("\(error)")
      writer.endObject()
    }
    return HTTPResponse(writer.bytes, type: "application/json")
  }

  // MARK: The lanes

  /// `/lanes?first=0&count=16&chosen=0&since=0`: what was shown last; without lanes when that was
  /// picture `since` already.
  private func lanes(_ request: HTTPRequest, to writer: inout JSONWriter) throws {
    let wish = WatchWish(
      first: try count("first", in: request, otherwise: 0),
      count: min(WatchWish.maximumCount, try count("count", in: request, otherwise: 16)),
      chosen: try count("chosen", in: request, otherwise: 0))
    let since = try count("since", in: request, otherwise: 0)
    lastLook = now()
    let scene = board.look(wanting: wish)
    board.isWatched = true
    writer.beginObject()
    writer.key("number")
    writer.integer(scene?.number ?? 0)
    if let scene, scene.number != since { try scene.write(to: &writer) }
    writer.endObject()
  }

  private func count(
    _ name: String, in request: HTTPRequest, otherwise value: Int
  ) throws(HTTPFault) -> Int {
    guard request.query[name] != nil else { return value }
    guard let number = request.integer(name), (0...Int(Int32.max)).contains(number) else {
      throw .malformed
    }
    return number
  }

  // MARK: One episode

  /// `/episode?lane=0&film=0&from=0`: the film of a lane's current episode, from a step on; from the
  /// first when it is another film by now.
  private func episode(_ request: HTTPRequest, to writer: inout JSONWriter) throws {
    let index = try count("lane", in: request, otherwise: 0)
    let from = try count("from", in: request, otherwise: 0)
    let known = try count("film", in: request, otherwise: 0)
    lastLook = now()
    guard let scene = board.scene, let lane = scene.lanes.first(where: { $0.index == index })
    else {
      writer.beginObject()
      writer.endObject()
      return
    }
    let film = try film(of: lane, scene.configuration)
    try film.paint(until: now() + Self.paintingTime)
    film.write(from: film.identifier == known ? from : 0, to: &writer)
  }

  private func film(
    of lane: WatchedLane, _ configuration: EnvironmentConfiguration
  ) throws -> EpisodeFilm {
    if let place = films.firstIndex(where: { $0.lane == lane.index }) {
      let film = films.remove(at: place).film
      if try film.extend(to: lane.record) {
        films.append((lane.index, film))
        return film
      }
    }
    filmCount += 1
    let film = try EpisodeFilm(
      lane.record, on: configuration.engine, identifier: filmCount, limits: .live)
    films.append((lane.index, film))
    if films.count > Self.filmLimit { films.removeFirst() }
    return film
  }
}
