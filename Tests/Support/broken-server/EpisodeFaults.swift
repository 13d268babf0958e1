import WireProtocol

private let length = "\"episode_length\":{\"enc\":\"json\",\"dtype\":\"int32\",\"shape\""
private let pair = "\(length):[2],\"data\":[4,4]"
private let otherPair = "\(length):[2],\"data\":[3,4]"
private let shownTarget =
  "\"target\":{\"enc\":\"b64\",\"dtype\":\"uint8\",\"shape\":[2,32,32,1],\"data\":\""

extension Dialogue {
  /// Whether `initialize` said so.
  fileprivate func isSetUp(_ parts: String...) -> Bool {
    parts.allSatisfy { setup.contains($0) }
  }

  /// Whether the step before ended the episode of the first of two lanes.
  fileprivate var followsEnd: Bool { before.says("\"truncated\":[true,") }
}

/// How to break the rules of observations, actions, resets and episodes: one each.
let episodeFaults: [String: @Sendable (Dialogue) -> Answer] = [
  // MARK: Observations
  "observation.space": {
    $0.honest().replacing(
      "\(length):[3]", "\"episode_length\":{\"enc\":\"json\",\"dtype\":\"int64\",\"shape\":[3]")
  },
  "observation.want": { talk in
    talk.asks("step") && !talk.says("digest") ? talk.honest(",\"want\":[]", as: "") : talk.honest()
  },
  "observation.unknown-want": { $0.honest("[\"no such leaf\"]", as: "[]") },
  "observation.json": { talk in
    talk.isSetUp("[\"json\"]")
      ? talk.honest().replacing("\"data\":[255,", "\"data\":[254,") : talk.honest()
  },
  "observation.png": { $0.honest().replacing("\"data\":[\"iVBOR", "\"data\":[\"iVBOS") },
  "observation.raw": { talk in
    var answer = talk.honest()
    if talk.isSetUp("[\"raw\"]"), talk.asks("step"), !talk.says("digest") {
      answer.bytes[answer.bytes.count - 1] ^= 1
    }
    return answer
  },
  "observation.shm": { $0.honest().replacing("\"seq\":", "\"seq\":9") },

  // MARK: Actions
  "action.sample": { talk in
    guard talk.says("{\"seed\":5,\"count\":2}") else { return talk.honest() }
    talk.notes["samples", default: 0] += 1
    return talk.honest("\"seed\":5", as: "\"seed\":\(5 + (talk.notes["samples"] ?? 0))")
  },
  "action.range": { $0.honest("\"end\":[64,", as: "\"end\":[63,") },
  "action.error-data": { talk in
    let answer = talk.honest()
    return answer.says("\"code\":1012") ? answer.replacing("\"lane\":1,", "\"lane\":0,") : answer
  },
  "action.columns": { talk in
    talk.says("\"end\":[],") ? talk.honest().withError(-32602, "invalidParams") : talk.honest()
  },
  "action.parts": { $0.honest(",\"no such part\":[0,0]", as: "") },
  "action.no-lane-moved": { talk in
    let answer = talk.honest()
    if talk.count == 3, answer.says("\"code\":1012") {
      _ = talk.honest(
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"step\",\"params\":{\"action\":{\"end\":[9,9],"
          + "\"flag\":[1,1],\"level\":[0,0],\"size\":[0,0]}}}")
    }
    return answer
  },
  "action.tensors": { talk in
    talk.asks("step") && talk.says("\"enc\":\"b64\"")
      ? talk.error(1012, "invalidAction") : talk.honest()
  },
  "action.inactive": { talk in
    let answer = talk.honest()
    let isOdd = talk.says("\"level\":[1,") || talk.says("\"level\":[3,")
    let isFirst = answer.says(
      "\"episode_step\":{\"enc\":\"json\",\"dtype\":\"int32\",\"shape\":[2],\"data\":[0,")
    return talk.says("\"flag\":[0,") && isOdd && !isFirst && !talk.says("digest")
      ? answer.replacing(pair, otherPair) : answer
  },

  // MARK: Resets
  "reset.first-seed": { talk in
    guard talk.asks("reset"), !talk.says("params"), talk.count == 2 else { return talk.honest() }
    let seeded = talk.line.replacing("\"reset\"", with: "\"reset\",\"params\":{\"seed\":5}")
    return talk.honest(seeded).replacing("\"seed\":[5,6]", "\"seed\":[16,17]")
  },
  "reset.mask": { $0.honest(",\"mask\":[false,true,false]}", as: "}") },
  "reset.wrong-mask": { $0.honest("\"mask\":[true]}", as: "\"mask\":[true,true]}") },
  "reset.options": { talk in
    talk.asks("reset") ? talk.honest("{\"noSuchOption\":1}", as: "{}") : talk.honest()
  },
  "reset.target-shape": { talk in
    let answer = talk.honest()
    return talk.asks("reset") && talk.says("\"target\"") && answer.says("\"code\":1013")
      ? answer.withError(-32602, "invalidParams") : answer
  },
  "reset.unbatched": { talk in
    talk.isSetUp("\"batched\":false")
      ? talk.honest().replacing("\"episode\":{\"r\":0.0", "\"episode\":{\"r\":[0.0]")
      : talk.honest()
  },

  // MARK: Episodes
  "episode.step": { talk in
    talk.asks("step") && talk.isSetUp("\"numEnvs\":3", "NextStep")
      ? talk.honest().replacing("\"info\":{", "\"extra\":0,\"info\":{") : talk.honest()
  },
  "episode.budget": { talk in
    talk.isSetUp("\"episodeLength\":3,")
      ? talk.honest().replacing("\"truncated\":[true,true]", "\"truncated\":[false,false]")
      : talk.honest()
  },
  "episode.statistics": { talk in
    talk.isSetUp("\"numEnvs\":3", "\"l2\"")
      ? talk.honest().replacing("\"l\":[4", "\"l\":[5") : talk.honest()
  },
  "autoreset.next-step": { talk in
    let isNew =
      talk.followsEnd && talk.asks("step") && talk.isSetUp("NextStep", "\"episodeLength\":4,")
    let pen = "\"pen\":{\"enc\":\"json\",\"dtype\":\"float32\",\"shape\":[2,2],\"data\":["
    return isNew ? talk.honest().replacing("\(pen)0.0,", "\(pen)0.5,") : talk.honest()
  },
  "autoreset.next-step-validates": { talk in
    let isNew = talk.followsEnd && talk.asks("step") && talk.isSetUp("NextStep")
    let answer = talk.honest()
    return isNew && answer.says("\"code\":1012") ? talk.result("{}") : answer
  },
  "autoreset.same-step": {
    $0.honest().replacing("\"_final_obs\":[true,true]", "\"_final_obs\":[true,false]")
  },
  "autoreset.want-final": { talk in
    talk.says("want")
      ? talk.honest().replacing("\"final_obs\":{\"", "\"final_obs\":{\"more\":0,\"")
      : talk.honest()
  },
  "autoreset.disabled": { talk in
    let answer = talk.honest()
    return answer.says("\"code\":1011") ? answer.withError(1010, "resetNeeded") : answer
  },
  "episode.info": { talk in
    talk.isSetUp("SameStep", "\"numEnvs\":2")
      ? talk.honest().replacing("\"info\":{}", "\"info\":{\"wallTime\":1}") : talk.honest()
  },

  // MARK: Rewards
  "reward.range": {
    $0.honest().replacing("\"rewardRange\":[0.0,0.0]", "\"rewardRange\":[0.5,1.0]")
  },
  "reward.l2": { talk in
    talk.asks("initialize") && talk.says("Disabled")
      ? talk.honest("\"reward\":\"l2\"", as: "\"reward\":\"l1\"") : talk.honest()
  },
  "reward.l1": { talk in
    talk.asks("initialize") && talk.says("Disabled")
      ? talk.honest("\"reward\":\"l1\"", as: "\"reward\":\"l2\"") : talk.honest()
  },
  "reward.target": { talk in
    talk.asks("reset") && talk.says("\"shape\":[2, 32, 32, 1]")
      ? talk.honest().overwriting(after: shownTarget, "AAAA") : talk.honest()
  },
  "reward.target-stays": { talk in
    talk.asks("step") && talk.isSetUp("\"episodeLength\":2,")
      ? talk.honest().overwriting(after: shownTarget, "AAAA") : talk.honest()
  },
]
