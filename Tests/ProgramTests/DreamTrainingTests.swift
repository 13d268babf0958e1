import Foundation
import ProcessTesting
import Testing

/// `spiral-agent train --dreams` as a process.
@Suite(.serialized) struct DreamTrainingTests {
  @Test func `dreams come first, then rewards, and a killed training goes on in either`() throws {
    let lines = try TrainingMaterial.run(
      """
      set -m
      "${T[@]}" --steps 960 --out dreamer --env "$E" >x
      sed -i 's/"laneCount"/"dreamShare": 0.5, "laneCount"/' tiny.json
      R=("${T[@]}" --task reconstruct --dreams dreamer/policy.safetensors --env "$E" --steps 4800)
      "${R[@]}" --out a >x
      "${R[@]}" --out b >x & p=$!
      wait_for 20 b/metrics.jsonl; kill -9 -- -$p; wait $p 2>x
      spiral-agent train --resume --out b >x & p=$!
      wait_for 70 b/metrics.jsonl; kill -9 -- -$p; wait $p 2>x
      spiral-agent train --resume --out b >x; same a b
      sed -n 50p a/metrics.jsonl | grep -c '"imitation"'
      sed -n 52p a/metrics.jsonl | grep -c '"error"'
      """)
    #expect(lines.filter { !$0.isEmpty } == ["same", "1", "1"])
  }

  @Test(arguments: [
    ("--task reconstruct --dreams nothing.safetensors", "nothing.safetensors"),
    ("--task reconstruct --dreams copier/policy.safetensors", "one that invents pictures"),
    ("--task reconstruct --dreams Dreamer", "'Dreamer' is no trained policy"),
    ("--task generate --dreams copier/policy.safetensors", "it needs --task reconstruct"),
  ])
  func `dreams that are none are refused in words`(flags: String, words: String) throws {
    let lines = try TrainingMaterial.run(
      """
      echo '{"policy": {"side": 16, "channels": [4, 8], "width": 16}}' >tiny.json
      "${T[@]}" --task reconstruct --steps 768 --out copier --env "$E" >x
      "${T[@]}" \(flags) --steps 768 --out a --env "$E" 2>&1
      """)
    #expect(lines.contains { $0.contains(words) }, "\(lines)")
  }
}
