/// How to break the rules of the handshake, the spec, lines and requests: one each.
///
/// Conditions keep the other rules unbroken: a fault shows only in what its rule sends.
let entryFaults: [String: @Sendable (Dialogue) -> Answer] = [
  // MARK: Handshake
  "handshake.members": { $0.honest().replacing("\"checkpoint\":true", "\"checkpoint\":1") },
  "handshake.size": { talk in
    guard talk.asks("initialize") else { return talk.honest() }
    let name = "\"name\":\"" + String(repeating: "x", count: 70_000)
    return talk.honest().replacing("\"name\":\"spiral-env", name)
  },
  "handshake.env": {
    $0.honest().replacing("\"autoreset\":\"SameStep\"", "\"autoreset\":\"NextStep\"")
  },
  "handshake.encoding": { talk in
    talk.says("[\"morse\",\"json\"")
      ? talk.honest().replacing("\"obsEncoding\":\"json\"", "\"obsEncoding\":\"b64\"")
      : talk.honest()
  },
  "handshake.unknown-encoding": { talk in
    talk.count == 1 ? talk.honest("[\"morse\"]", as: "[\"b64\"]") : talk.honest()
  },
  "handshake.version": {
    $0.honest("\"protocolVersion\":\"2.0\"", as: "\"protocolVersion\":\"1.0\"")
  },
  "handshake.needed": { talk in
    talk.setup.isEmpty && talk.asks("save") ? talk.result("{\"states\":[]}") : talk.honest()
  },
  "handshake.once": { talk in
    let answer = talk.honest()
    return answer.says("\"code\":1003") ? talk.result("{}") : answer
  },
  "handshake.retry": { talk in
    if talk.says("9.0") { talk.notes["nine"] = 1 }
    let isRetry = talk.notes["nine"] != nil && talk.says("[\"b64\"]")
    return isRetry ? talk.error(1003, "alreadyInitialized") : talk.honest()
  },
  "handshake.options": { talk in
    talk.asks("initialize") ? talk.honest("\"noSuchOption\":1,", as: "") : talk.honest()
  },
  "handshake.backend": { $0.honest("\"backend\":\"no-such-backend\",", as: "") },
  "handshake.batched": {
    $0.honest("\"numEnvs\":2,\"batched\":false", as: "\"numEnvs\":1,\"batched\":false")
  },
  "handshake.lanes": { $0.honest("\"numEnvs\":4097", as: "\"numEnvs\":2") },
  "handshake.response-limit": { $0.honest("\"maxLineBytes\":1}", as: "\"maxLineBytes\":60000}") },

  // MARK: Spec
  "spec.same": { talk in
    talk.asks("spec")
      ? talk.honest().replacing("\"maxEpisodeSteps\":5", "\"maxEpisodeSteps\":6") : talk.honest()
  },
  "spec.observation": {
    $0.honest().replacing("\"doc\":\"the pen's x and y, in canvas widths\"", "\"doc\":\"\"")
  },
  "spec.action": { $0.honest().replacing("\"size\",\"level\"]", "\"size\",\"size\"]") },
  "spec.options": { talk in
    talk.says("\"target\":true")
      ? talk.honest()
      : talk.honest().replacing("\"target\":{\"type\"", "\"target_\":{\"type\"")
  },
  "spec.option-values": { $0.honest("{\"grid\":1}", as: "{\"grid\":2}") },

  // MARK: Lines
  "framing.id": { $0.honest().replacing("\"id\":-7,", "\"id\":7,") },
  "framing.notification": { talk in
    talk.says("$/") ? Answer("{\"jsonrpc\":\"2.0\",\"id\":null,\"result\":{}}") : talk.honest()
  },
  "framing.batch": { talk in
    talk.line.hasPrefix("[{")
      ? Answer("[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}]") : talk.honest()
  },
  "framing.jsonrpc": { $0.honest("\"jsonrpc\":\"1.0\"", as: "\"jsonrpc\":\"2.0\"") },
  "framing.missing-id": { talk in
    talk.line == "{\"jsonrpc\":\"2.0\",\"method\":\"ping\"}"
      ? Answer("{\"jsonrpc\":\"2.0\",\"id\":null,\"result\":{}}") : talk.honest()
  },
  "framing.wrong-id": { talk in
    talk.says("\"id\":1.5")
      ? Answer("{\"jsonrpc\":\"2.0\",\"id\":1.5,\"result\":{}}") : talk.honest()
  },
  "framing.members": { talk in
    talk.line == "3" ? talk.honest().withError(-32700, "parseError") : talk.honest()
  },
  "framing.duplicate-key": { $0.honest("\"a\":1,\"a\":1", as: "") },
  "framing.unknown-method": { $0.honest("\"ping \"", as: "\"ping\"") },
  "framing.nesting": { talk in
    let depth = talk.line.count { $0 == "[" }
    return depth == 32 ? talk.honest("[[]]", as: "[]") : talk.honest()
  },
  "framing.garbage": { talk in
    talk.line.hasPrefix("{'jsonrpc'") ? talk.honest("'", as: "\"") : talk.honest()
  },
  "framing.numbers": { $0.honest("NaN", as: "0") },
  "framing.utf8": { talk in
    talk.says("\u{FFFD}") ? talk.honest(talk.line) : talk.honest()
  },
  "framing.id-when-known": { talk in
    talk.line == "{\"jsonrpc\":\"2.0\",\"id\":8}"
      ? talk.honest().replacing("\"id\":8", "\"id\":null") : talk.honest()
  },
  "framing.place": { $0.honest().replacing("\"byte\":12", "\"byte\":112") },

  // MARK: Flow
  "flow.pipelining": { talk in
    if talk.says("\"request 1\"") {
      talk.held = talk.honest()
      return Answer()
    }
    var answer = talk.honest()
    answer.bytes += talk.held.bytes
    talk.held = Answer()
    return answer
  },
  "flow.full-pipes": { talk in
    let answer = talk.honest()
    return talk.says("\"id\":2500,") ? Answer() : answer
  },
  "flow.slow-reader": { talk in
    if talk.says("\"count\":10000") { talk.notes["samples", default: 0] += 1 }
    if talk.notes["samples"] == 2 {
      talk.held.bytes = [UInt8](repeating: 1, count: 48 << 20)
      talk.notes["samples"] = 3
    }
    return talk.honest()
  },
  "flow.oversized": { $0.honest().replacing("\"code\":1020", "\"code\":-32700") },
  "flow.longest": {
    $0.honest().replacing("\"maxRequestBytes\":65536", "\"maxRequestBytes\":65600")
  },

  // MARK: Requests
  "request.unknown-member": { talk in
    talk.asks("ping") ? talk.honest("\"surplus\":1", as: "") : talk.honest()
  },
  "request.missing-member": { talk in
    talk.asks("sample")
      ? talk.honest("{\"seed\":1}", as: "{\"seed\":1,\"count\":1}") : talk.honest()
  },
  "request.wrong-kind": { $0.honest("\"digest\":1}", as: "\"digest\":true}") },
  "request.lanes": { talk in
    talk.asks("copy") && talk.says("\"to\":[2]") ? talk.result("{}") : talk.honest()
  },
  "request.reset-needed": { talk in
    let answer = talk.honest()
    return talk.asks("save") && answer.says("\"code\":1010")
      ? answer.withError(1011, "episodeOver") : answer
  },
  "request.seeds": { talk in
    talk.says("\"seed\":\"12\"")
      ? talk.honest().replacing("\"seed\":[12,13]", "\"seed\":[12,12]") : talk.honest()
  },
  "request.wrong-seeds": { $0.honest("\"seed\":1.5", as: "\"seed\":1") },
]
