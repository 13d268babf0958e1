import EnvironmentAPI
import JSONText
import StrokeProgram
import Testing

@testable import ForeignBackends

/// The spec of an engine outside: what is read of it, and what is refused.
@Suite struct ForeignSpecTests {
  private static let canvas =
    #""canvas":{"type":"Box","dtype":"uint8","shape":[8,8,3],"low":0,"high":255}"#

  private static func spec(
    leaves: String = canvas, order: String = #"["canvas"]"#,
    parts: String = #""a":{"type":"Discrete","n":4,"meaning":{"kind":"ordinal"}}"#,
    partOrder: String = #"["a"]"#, options: String = "{}", more: String = ""
  ) -> String {
    #"{"version":"3","observationSpace":{"type":"Dict","order":\#(order),"subspaces":{\#(leaves)}},"#
      + #""actionSpace":{"type":"Dict","order":\#(partOrder),"decodeOrder":\#(partOrder),"#
      + #""subspaces":{\#(parts)}},"options":\#(options)\#(more)}"#
  }

  private func read(_ text: String) throws -> ForeignSpec {
    try ForeignSpec(JSON.parse(text))
  }

  @Test func `a spec is read, and what is the core's is left to the core`() throws {
    let step = #""episode_step":{"type":"Box","dtype":"int32","shape":[],"low":0,"high":9}"#
    let spec = try read(
      Self.spec(
        leaves: Self.canvas + "," + step, order: #"["canvas","episode_step"]"#,
        options: #"{"canvas":{"type":"integer","default":8,"min":8,"max":64,"doc":"px"},"#
          + #""episodeLength":{"type":"integer","default":20,"min":1,"max":1000},"#
          + #""pens":{"type":"numbers","default":[1,2],"min":0,"max":9},"#
          + #""kind":{"type":"string","default":"x","values":["x","y"]}}"#,
        more: #","info":{"ink":{"doc":"mm"}},"summary":"paints","future":1"#))
    #expect(spec.version == "3")
    #expect(spec.summary == "paints")
    #expect(spec.observation.map(\.name) == ["canvas"])
    #expect(spec.options.map(\.name) == ["canvas", "pens", "kind"])
    #expect(spec.options[0].limitsResources)
    #expect(spec.options[2].kind == .choice(["x", "y"]))
    #expect(spec.coreOptions.map(\.name) == ["episodeLength"])
    #expect(spec.info == [InfoField("ink", doc: "mm")])
    var writer = JSONWriter()
    try spec.writeOptions(
      OptionValues(["canvas": .integer(16)], declarations: spec.options), to: &writer)
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == #"{"canvas":16,"pens":[1,2],"kind":"x","episodeLength":1000}"#)
  }

  @Test(arguments: [
    ("[]", "an object"), ("{}", #"a member "version""#),
    (spec(leaves: canvas.replacing("canvas", with: "paper"), order: #"["paper"]"#), "canvas"),
    (spec(leaves: canvas.replacing("uint8", with: "int32")), "canvas"),
    (spec(leaves: canvas.replacing("[8,8,3]", with: "[8,8,2]")), "canvas"),
    (spec(leaves: canvas.replacing("[8,8,3]", with: "[8,8]")), "canvas"),
    (spec(leaves: canvas.replacing("[8,8,3]", with: "[0,8,3]")), "elements"),
    (spec(leaves: canvas.replacing("[8,8,3]", with: "[-8,8,3]")), "integer in"),
    (spec(leaves: canvas.replacing("[8,8,3]", with: "[9000,8,3]")), "canvas"),
    (spec(leaves: canvas.replacing("[8,8,3]", with: "[99999,99999,3]")), "at most"),
    (spec(leaves: canvas.replacing(#""high":255"#, with: #""high":-1"#)), "low at most high"),
    (spec(order: #"["canvas","canvas"]"#), "every name once"),
    (spec(order: #"["canvas","pen"]"#), #""pen""#), (spec(order: "[]"), "all subspaces"),
    (spec(parts: #""a":{"type":"Discrete","n":0,"meaning":{"kind":"ordinal"}}"#), "integer in"),
    (spec(parts: #""a":{"type":"Discrete","n":1e3,"meaning":{"kind":"ordinal"}}"#), "integer"),
    (spec(parts: #""a":{"type":"Discrete","n":4}"#), "meaning"),
    (
      spec(parts: #""a":{"type":"Discrete","n":4,"meaning":{"kind":"grid","shape":[3,3]}}"#),
      "each cell"
    ),
    (
      spec(
        parts: #""a":{"type":"Discrete","n":4,"meaning":{"kind":"ordinal"},"activeWhen":{"b":[1]}}"#
      ), "activeWhen"
    ),
    (
      spec(
        parts: #""a":{"type":"Discrete","n":4,"meaning":{"kind":"ordinal"},"activeWhen":{"a":[4]}}"#
      ), "activeWhen"
    ),
    (
      spec(
        parts: #""a":{"type":"Box","dtype":"float32","shape":[70000],"low":0,"high":1,"#
          + #""meaning":{"kind":"ordinal"}}"#), "numbers"
    ),
    (spec(parts: "", partOrder: "[]"), "all subspaces"),
    (spec(options: #"{"x":{"type":"integer","default":9,"min":1,"max":3}}"#), "an integer in"),
    (spec(options: #"{"x":{"type":"integer","default":1,"min":3,"max":1}}"#), "min at most max"),
    (spec(options: #"{"x":{"type":"date","default":1}}"#), "boolean, integer"),
    (spec(options: #"{"x":{"type":"boolean"}}"#), "default"),
    (spec(options: #"{"x=y":{"type":"boolean","default":true}}"#), "without ="),
    (spec(more: #","info":{"episode":{"doc":""}}"#), "of its own"),
    (spec(more: #","info":{"_ink":{"doc":""}}"#), "of its own"),
  ])
  func `a spec that cannot be is refused with its place`(text: String, words: String) throws {
    let error = #expect(throws: JSONError.self) { try read(text) }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }
}
