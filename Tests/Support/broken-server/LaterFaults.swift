import Glibc
import WireProtocol

private let length = "\"episode_length\":{\"enc\":\"json\",\"dtype\":\"int32\",\"shape\""
private let pair = "\(length):[2],\"data\":[4,4]"
private let otherPair = "\(length):[2],\"data\":[3,4]"

/// How to break the rules of determinism, states, search and pictures: one each.
let laterFaults: [String: @Sendable (Dialogue) -> Answer] = [
  // MARK: Determinism
  "determinism.twice": {
    $0.honest().replacing(
      "\"result\":{\"programs\"", "\"result\":{\"pid\":\(getpid()),\"programs\"")
  },
  "determinism.lanes": {
    $0.honest().replacing("\(length):[1],\"data\":[4]", "\(length):[1],\"data\":[3]")
  },
  "determinism.neighbours": { talk in
    if talk.says("[null,99]") { talk.notes["neighbour"] = 1 }
    return talk.notes["neighbour"] == nil ? talk.honest() : talk.honest().replacing(pair, otherPair)
  },
  "determinism.encoding": { talk in
    talk.says("\"want\":[],\"digest\":true")
      ? talk.honest().overwriting(after: "\"digest\":[\"", "0000") : talk.honest()
  },
  "determinism.seeds": { talk in
    talk.says("\"count\":20}")
      ? talk.honest("\"seed\":2", as: "\"seed\":3") : talk.honest()
  },
  "determinism.episodes": { talk in
    guard talk.setup.contains("Disabled") else { return talk.honest() }
    if talk.asks("reset"), !talk.says("params") { talk.notes["steps"] = 0 }
    if talk.asks("step") { talk.notes["steps"]? += 1 }
    return talk.notes["steps", default: 0] >= 2
      ? talk.honest().replacing(pair, otherPair) : talk.honest()
  },
  "digest.step": { talk in
    talk.asks("step") && talk.setup.contains("\"l2\"")
      ? talk.honest().overwriting(after: "\"digest\":[\"", "0000") : talk.honest()
  },
  "digest.reset": { talk in
    talk.asks("reset") ? talk.honest().overwriting(after: "\"digest\":[\"", "0000") : talk.honest()
  },

  // MARK: States
  "state.copy": { $0.honest().replacing("\"seed\":[8,8,8]", "\"seed\":[7,8,9]") },
  "state.save": { talk in
    let answer = talk.honest()
    if talk.asks("load") { talk.notes["steps"] = 0 }
    if answer.says("\"error\"") { talk.notes["steps"] = nil }
    if talk.asks("step") { talk.notes["steps"]? += 1 }
    return talk.notes["steps"] == 6
      ? answer.replacing("\"data\":[6,6]}", "\"data\":[5,6]}") : answer
  },
  "state.load-elsewhere": { talk in
    talk.asks("load") && talk.says("\"lanes\":[0,1]")
      ? talk.error(1014, "unsupported") : talk.honest()
  },
  "state.load-result": { talk in
    talk.asks("load") ? talk.honest().replacing("\"seed\":[7,8]", "\"seed\":[0,0]") : talk.honest()
  },
  "state.foreign": {
    $0.honest("\"backendVersion\":\"another ", as: "\"backendVersion\":\"")
  },
  "state.damaged": { talk in
    let answer = talk.honest()
    let isDamaged = talk.setup.contains("\"episodeLength\":6,") && !talk.says("another ")
    return isDamaged && answer.says("\"code\":1016")
      ? answer.withError(1014, "unsupported") : answer
  },
  "state.not-base64": { talk in
    talk.says("\"states\":[3]") ? talk.result("{\"obs\":{},\"info\":{}}") : talk.honest()
  },

  // MARK: Search
  "evaluate.returns": { talk in
    talk.asks("evaluate") ? talk.honest("\"from\":1,", as: "\"from\":0,") : talk.honest()
  },
  "evaluate.changes-nothing": { talk in
    let answer = talk.honest()
    let isPlain = talk.says("\"from\":0") && !talk.says("want")
    if talk.asks("evaluate"), isPlain, talk.setup.contains("\"l2\"") {
      _ = talk.honest(
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"step\",\"params\":{\"action\":{\"end\":[9,9],"
          + "\"flag\":[1,1],\"level\":[0,0],\"size\":[0,0]}}}")
    }
    return answer
  },
  "evaluate.want": { talk in
    let data = "\"shape\":[3,32,32,1],\"data\":\""
    return talk.asks("evaluate") ? talk.honest().overwriting(after: data, "AAAA") : talk.honest()
  },
  "evaluate.ends": { $0.honest().replacing("\"lengths\":[4]", "\"lengths\":[7]") },
  "evaluate.validates": { talk in
    let answer = talk.honest()
    return talk.asks("evaluate") && answer.says("\"code\":1012")
      ? talk.result("{\"returns\":[0.0,0.0,0.0],\"lengths\":[2,2,2]}") : answer
  },

  // MARK: Pictures
  "render.rgb_array": {
    $0.honest(
      "\"lanes\":[1,0],\"mode\":\"rgb_array\"", as: "\"lanes\":[0,1],\"mode\":\"rgb_array\"")
  },
  "render.png": { $0.honest().replacing("\"frames\":[\"iVBOR", "\"frames\":[\"iVBOS") },
  "render.svg": { $0.honest().replacing("<svg", "<svq") },
  "render.size": { $0.honest(",\"width\":96,\"height\":96", as: "") },
  "render.unknown-mode": { talk in
    talk.says("hologram") ? talk.honest().withError(-32602, "invalidParams") : talk.honest()
  },
  "program.forms": { talk in
    talk.says("\"lanes\":[1,0],\"format\":\"json\"")
      ? talk.result("{\"programs\":[\"one\",\"two\"]}") : talk.honest()
  },
  "program.unknown-format": { talk in
    talk.says("papyrus") ? talk.honest().withError(-32602, "invalidParams") : talk.honest()
  },

  // MARK: Life
  "life.shutdown": { talk in
    let answer = talk.honest()
    if talk.asks("shutdown") { talk.directive = .exit(code: 1) }
    return answer
  },
  "life.hundred-faults": { talk in
    let answer = talk.honest()
    if talk.directive == .exit(code: 65) { talk.directive = .exit(code: 64) }
    return answer
  },
  "life.faults-apart": { talk in
    let answer = talk.honest()
    if answer.says("\"code\":-32700") { talk.notes["faults", default: 0] += 1 }
    if talk.notes["faults", default: 0] > 130 { talk.directive = .exit(code: 65) }
    return answer
  },
  "hang": { talk in
    if talk.asks("reset") { sleep(60) }
    return talk.honest()
  },
  "none": { $0.honest() },
]
