import CPluginABI
import EnvironmentAPI
import EnvironmentClient
import Glibc
import JSONText

/// What a rehearsal found out about a shared object.
struct LibraryDescription: Sendable, Equatable {
  /// The name of its engine.
  let name: String
  /// The spec as it wrote it.
  let text: [UInt8]
  /// The spec.
  let spec: ForeignSpec

  init(path: String, name: String, text: [UInt8]) throws(EnvironmentError) {
    self.name = name
    self.text = text
    do { spec = try ForeignSpec(JSON.parse(text)) } catch {
      throw .pluginLoad(
        place: "\(path), its spec, \(error.position)", expected: error.expected, got: error.got)
    }
  }
}

/// A rehearsal of a shared object in a process of its own, so that a crash is only an error.
public enum LibraryProbe {
  // MARK: The child's side

  /// Rehearses the engine of a shared object with options and writes what it found to standard
  /// output: a line for every stage it has reached, then one with the spec or the error.
  ///
  /// - Parameters:
  ///   - path: The shared object.
  ///   - options: `name=text`, all or none.
  public static func rehearse(path: String, options: [String]) {
    // What the engine prints must not land among our lines, and its crash leaves no core behind.
    let output = dup(STDOUT_FILENO)
    dup2(STDERR_FILENO, STDOUT_FILENO)
    var noCore = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &noCore)
    for number in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP] { signal(number, SIG_DFL) }
    do throws(EnvironmentError) {
      let description = try perform(path, options) { report("stage", $0, to: output) }
      var writer = JSONWriter()
      writer.beginObject()
      writer.key("name")
      writer.string(description.name)
      writer.key("spec")
      writer.string(String(decoding: description.text, as: UTF8.self))
      writer.endObject()
      send(&writer, to: output)
    } catch {
      var writer = JSONWriter()
      error.writeProbe(to: &writer)
      send(&writer, to: output)
    }
  }

  private static func perform(
    _ path: String, _ texts: [String], stage: (String) -> Void
  ) throws(EnvironmentError) -> LibraryDescription {
    stage("loading")
    let library = try PluginLibrary(path: path)
    let options = LibraryOptions(
      texts.map { text in
        let name = text.prefix { $0 != "=" }
        return (String(name), String(text.dropFirst(name.count + 1)))
      })
    stage("describe")
    let text = try library.describe(options)
    let description = try LibraryDescription(path: path, name: library.name, text: text)
    do throws(EnvironmentError) {
      try play(library, description, options, stage)
    } catch {
      guard case .backendFailure(let reason) = error else { throw error }
      throw .pluginLoad(place: path, expected: "an engine that passes its rehearsal", got: reason)
    }
    return description
  }

  /// One short episode: a step, a picture, the state to and fro.
  private static func play(
    _ library: PluginLibrary, _ description: LibraryDescription, _ given: LibraryOptions,
    _ stage: (String) -> Void
  ) throws(EnvironmentError) {
    let spec = description.spec
    var options = given
    if given.count == 0 {
      options = try LibraryOptions(spec.options, OptionValues([:], declarations: spec.options))
    }
    stage("open")
    let lane = try LibraryLane(
      library, spec, options, host: LibraryHost(name: library.name), isGuarded: true)
    stage("reset")
    try lane.reset(seed: 1)
    stage("draw")
    try lane.draw(spec.observation)
    stage("step")
    for (part, offset) in zip(spec.action.parts, spec.action.offsets) {
      for index in 0..<part.space.elementCount {
        lane.memory.action[offset + index] = part.space.somethingInside
      }
    }
    _ = try lane.step()
    try lane.draw(spec.observation)
    stage("save")
    let state = try lane.save(isGuarded: true)
    stage("load")
    try lane.load(state)
    try lane.draw(spec.observation)
    stage("close")
  }

  private static func report(_ key: String, _ value: String, to output: Int32) {
    var writer = JSONWriter()
    writer.beginObject()
    writer.key(escaping: key)
    writer.string(value)
    writer.endObject()
    send(&writer, to: output)
  }

  private static func send(_ writer: inout JSONWriter, to output: Int32) {
    writer.endLine()
    var sent = 0
    while sent < writer.bytes.count {
      let count = writer.bytes.withUnsafeBytes {
        write(output, $0.baseAddress.map { $0 + sent }, $0.count - sent)
      }
      if count < 0, errno != EINTR { return }
      sent += max(0, count)
    }
  }

  // MARK: The parent's side

  /// Has a child process rehearse a shared object and returns what it found.
  ///
  /// - Parameter prober: The words that start ``rehearse(path:options:)`` in a child; the path and
  ///   the options follow.
  static func describe(
    path: String, options: LibraryOptions, prober: [String], patienceSeconds: Double
  ) throws(EnvironmentError) -> LibraryDescription {
    let child: ChildProcess
    do {
      let texts = options.texts.map { "\($0.name)=\($0.text)" }
      child = try ChildProcess(prober + [path, "--"] + texts, diesWithUs: true)
    } catch {
      throw .pluginLoad(place: path, expected: "a process to rehearse it in", got: "\(error)")
    }
    defer { child.send(signal: SIGKILL) }
    let channel = WireChannel(child: child, maximumLineBytes: 1 << 26)
    let end = ContinuousClock.now + .seconds(patienceSeconds)
    var stage = "loading"
    while true {
      let line: JSONNode
      do {
        let left = ContinuousClock.now.duration(to: end) / .seconds(1)
        line = try JSON.parse(channel.receive(timeoutSeconds: max(0, left)))
      } catch {
        throw failure(path, stage, error, child, patienceSeconds)
      }
      if case .string(let name)? = line["stage"]?.value { stage = name }
      if let error = line["error"] { throw EnvironmentError(probe: error) }
      if case .string(let text)? = line["spec"]?.value,
        case .string(let name)? = line["name"]?.value
      {
        return try LibraryDescription(path: path, name: name, text: Array(text.utf8))
      }
    }
  }

  private static func failure(
    _ path: String, _ stage: String, _ error: any Error, _ child: ChildProcess,
    _ patienceSeconds: Double
  ) -> EnvironmentError {
    var got = "\(error)"
    switch error {
    case WireChannelError.timedOut:
      got = "no end of '\(stage)' within \(patienceSeconds) s"
    case WireChannelError.peerClosed:
      let ending = child.wait(timeoutSeconds: 1).map(\.description) ?? "closed its output"
      got = "a process that \(ending) in '\(stage)'"
    default: break
    }
    return .pluginLoad(
      place: path, expected: "an engine that passes its rehearsal", got: got)
  }
}

extension LeafSpace {
  /// A number that every element of a value may have.
  fileprivate var somethingInside: Double {
    guard case .box(let type, _, let low, let high) = self else { return 0 }
    let number = min(max(0, low ?? 0), high ?? .greatestFiniteMagnitude)
    return type.isInteger ? number.rounded(.up) : number
  }
}

// MARK: Errors between the two

extension EnvironmentError {
  fileprivate func writeProbe(to writer: inout JSONWriter) {
    var (kind, words) = ("pluginLoad", ["a rehearsal", "success", description])
    switch self {
    case .pluginLoad(let place, let expected, let got): words = [place, expected, got]
    case .invalidOption(let name, let expected, let got):
      (kind, words) = ("invalidOption", [name, expected, got])
    case .resourceLimit(let what, let limit, let got):
      (kind, words) = ("resourceLimit", [what, limit, got])
    default: break
    }
    writer.beginObject()
    writer.key("error")
    writer.beginObject()
    writer.key("kind")
    writer.string(kind)
    writer.key("words")
    writer.beginArray()
    for word in words { writer.string(word) }
    writer.endArray()
    writer.endObject()
    writer.endObject()
  }

  fileprivate init(probe node: JSONNode) {
    var words: [String] = []
    if case .array(let elements)? = node["words"]?.value {
      for element in elements {
        if case .string(let word) = element.value { words.append(word) }
      }
    }
    while words.count < 3 { words.append("") }
    switch node["kind"]?.value {
    case .string("invalidOption"):
      self = .invalidOption(name: words[0], expected: words[1], got: words[2])
    case .string("resourceLimit"):
      self = .resourceLimit(what: words[0], limit: words[1], got: words[2])
    default: self = .pluginLoad(place: words[0], expected: words[1], got: words[2])
    }
  }
}
