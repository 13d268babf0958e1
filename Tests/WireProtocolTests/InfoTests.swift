import JSONText
import Testing

/// What an engine reports in `info` and charges for its steps.
@Suite struct InfoTests {
  private func started(_ env: String = "{}", laneCount: Int = 2) throws -> SessionClient {
    let client = SessionClient(
      backend: "shaped", options: ["episodeLength": "2"], laneCount: laneCount)
    try client.initialize(env)
    try client.ask("reset", #"{"seed":7}"#)
    return client
  }

  private func step(_ choices: [Int]) -> String {
    let each = { (part: String) in "[" + choices.map { _ in part }.joined(separator: ",") + "]" }
    return #"{"action":{"choice":\#(choices),"grid":\#(each("[[0,0],[0,0]]")),"#
      + #""pair":\#(each("[0,0]")),"mask":\#(each("[0,0,0]"))}}"#
  }

  @Test func `every step reports totals of its episode, and a reset by a step zeros`() throws {
    let client = try started()
    let first = try client.ask("step", step([3, 0]))
    #expect(try first.at("info.choices").numbers() == [3, 0])
    #expect(try first.at("info.steps").numbers() == [1, 1])
    let last = try client.ask("step", step([1, 4]))
    #expect(try last.at("info.choices").numbers() == [4, 4])
    #expect(try last.at("info.episode.l").numbers() == [2, 2])
    let reset = try client.ask("step", step([4, 4]))
    #expect(try reset.at("info.choices").numbers() == [0, 0])
    #expect(try reset.at("info.steps").numbers() == [0, 0])
  }

  @Test func `under SameStep the numbers are those of the episode that ended`() throws {
    let client = try started(#"{"autoreset":"SameStep"}"#)
    try client.ask("step", step([3, 0]))
    let last = try client.ask("step", step([1, 4]))
    #expect(try last.at("info.choices").numbers() == [4, 4])
    #expect(try client.ask("step", step([2, 0])).at("info.choices").numbers() == [2, 0])
  }

  @Test func `unbatched numbers are scalars`() throws {
    let client = try started(#"{"batched":false}"#, laneCount: 1)
    let result = try client.ask(
      "step", #"{"action":{"choice":3,"grid":[[0,0],[0,0]],"pair":[0,0],"mask":[0,0,0]}}"#)
    #expect(try result.at("info.choices").number() == 3)
    #expect(try result.at("reward").number() == -0.75)
  }

  @Test func `costs are taken off the reward and the return`() throws {
    let client = try started()
    #expect(try client.ask("step", step([3, 0])).at("reward").numbers() == [-0.75, 0])
    let last = try client.ask("step", step([1, 4]))
    #expect(try last.at("reward").numbers() == [-0.25, -1])
    #expect(try last.at("info.episode.r").numbers() == [-1, -1])
  }

  @Test func `the spec names the numbers and leaves the rewards without a lower end`() throws {
    let spec = try SessionClient(backend: nil, options: [:]).ask("spec", #"{"backend":"shaped"}"#)
    #expect(try spec.at("info").object().map(\.name) == ["choices", "steps"])
    #expect(try spec.at("info.choices.doc").string() == "sum of the choices")
    #expect(try spec.at("rewardRange").array()[0].isNull)
    #expect(try spec.at("rewardRange").array()[1].number() == 0)
  }
}
