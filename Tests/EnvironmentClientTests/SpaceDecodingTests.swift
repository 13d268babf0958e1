import EnvironmentAPI
import JSONText
import Testing

@testable import EnvironmentClient

@Suite struct SpaceDecodingTests {
  @Test func `every kind of leaf is read`() throws {
    func leaf(_ text: String) throws -> LeafSpace { try LeafSpace(JSON.parse(text)) }
    #expect(try leaf(#"{"type":"Discrete","n":4,"start":0}"#) == .discrete(count: 4))
    #expect(try leaf(#"{"type":"MultiDiscrete","nvec":[2,3]}"#) == .multiDiscrete([2, 3]))
    #expect(try leaf(#"{"type":"MultiBinary","n":4}"#) == .multiBinary(count: 4))
    #expect(try leaf(#"{"type":"MultiBinary","shape":[2,2]}"#) == .multiBinary(count: 4))
    #expect(
      try leaf(#"{"type":"Box","dtype":"float32","shape":[2],"low":0,"high":null}"#)
        == .box(.float32, shape: [2], low: 0, high: nil))
  }

  @Test(arguments: [
    #"{"type":"Discrete","n":0}"#, #"{"type":"Discrete","n":-4}"#,
    #"{"type":"Discrete","n":4,"start":1}"#, #"{"type":"Discrete","n":4.5}"#,
    #"{"type":"Text"}"#, #"{"type":"MultiDiscrete","nvec":[2,0]}"#,
    #"{"type":"Box","dtype":"complex","shape":[2]}"#,
    #"{"type":"Box","dtype":"uint8","shape":[2],"low":3,"high":2}"#,
    #"{"type":"Box","dtype":"uint8","shape":[16777216,16777216]}"#, "[]",
  ])
  func `a leaf that nobody could act in is refused`(text: String) throws {
    let node = try JSON.parse(text)
    #expect(throws: JSONError.self) { _ = try LeafSpace(node) }
  }

  private static let leaf = #"{"type":"Discrete","n":4,"meaning":{"kind":"ordinal"}}"#

  @Test func `an action space keeps order, meaning and conditions`() throws {
    let grid =
      #"{"type":"Discrete","n":6,"meaning":{"kind":"grid","shape":[2,3]},"doc":"d","#
      + #""activeWhen":{"b":[1,3]}}"#
    let space = try ActionSpace(
      JSON.parse(
        #"{"type":"Dict","order":["b","a"],"decodeOrder":["a","b"],"subspaces":{"a":"# + grid
          + #","b":"# + Self.leaf + "}}"))
    #expect(space.parts.map(\.name) == ["b", "a"])
    #expect(space.decodeOrder == ["a", "b"])
    #expect(space.parts[1].meaning == .grid(rows: 2, columns: 3))
    #expect(space.parts[1].activeWhen == .init(part: "b", values: [1, 3]))
    #expect(space.parts[1].doc == "d")
  }

  @Test(arguments: [
    #"{"type":"Dict","order":["a","a"],"decodeOrder":["a"],"subspaces":{"a":LEAF}}"#,
    #"{"type":"Dict","order":["b"],"decodeOrder":["b"],"subspaces":{"a":LEAF}}"#,
    #"{"type":"Dict","order":["a"],"decodeOrder":["b"],"subspaces":{"a":LEAF}}"#,
    #"{"type":"Dict","order":["a"],"decodeOrder":["a","a"],"subspaces":{"a":LEAF}}"#,
    #"{"type":"Dict","order":["a"],"decodeOrder":["a"],"subspaces":{"a":LEAF,"b":LEAF}}"#,
    #"{"type":"Dict","order":[],"decodeOrder":[],"subspaces":{}}"#, "LEAF",
    #"{"type":"Dict","order":["a"],"decodeOrder":["a"],"subspaces":{"a":{"type":"Box","#
      + #""dtype":"float32","shape":[0],"meaning":{"kind":"ordinal"}}}}"#,
  ])
  func `an action space whose orders do not fit is refused`(text: String) throws {
    let pieces = text.split(separator: "LEAF", omittingEmptySubsequences: false)
    let node = try JSON.parse(pieces.joined(separator: Self.leaf))
    #expect(throws: JSONError.self) { _ = try ActionSpace(node) }
  }
}
