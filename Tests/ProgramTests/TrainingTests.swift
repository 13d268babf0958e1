import Foundation
import ProcessTesting
import Testing

/// `spiral-agent train` as a process: it repeats, stops, goes on and survives.
@Suite(.serialized) struct TrainingTests {
  // MARK: Repeating

  @Test func `the same seed gives the same bytes, also from the configuration it wrote`() throws {
    let lines = try TrainingMaterial.run(
      """
      "${T[@]}" --steps 960 --out a --env "$E"
      spiral-agent train --config a/config.json --steps 960 --out b --env "$E"; same a b
      "${T[@]}" --steps 960 --out c --env "$E" --seed 2; same a c >x || echo other
      ls a | grep -v '^sheet-\\|^events\\|^checkpoint-' | paste -sd' '
      ls a | grep -c '^sheet-\\|^events'
      grep -ac checkpointEvery a/policy.safetensors
      # without a checkout there is no commit to tell
      bin=$(dirname "$(command -v spiral-agent)")
      commit=$(git -C "$bin" rev-parse HEAD 2>x) && commit='"commit":"'$commit'"'
      grep -ac "$commit" a/policy.safetensors
      """)
    #expect(
      lines == [
        "960 steps, policy in a/policy.safetensors", "960 steps, policy in b/policy.safetensors",
        "same", "960 steps, policy in c/policy.safetensors", "other",
        "checkpoint.json config.json curve.png metrics.jsonl policy.safetensors sheet.png", "12",
        "1", "1",
      ])
  }

  @Test func `several environment processes make the same pictures as one`() throws {
    let lines = try TrainingMaterial.run(
      """
      "${T[@]}" --steps 960 --out a --env "$E" >x
      sed -i 's/"laneCount"/"environmentProcesses": 3, "laneCount"/' tiny.json
      "${T[@]}" --steps 960 --out b --env 'echo >>starts; '"$E" >x
      wc -l <starts; figures a >first; figures b >second; cmp first second && echo same
      """)
    // one more is asked what it is
    #expect(lines == ["4", "same"])
  }

  // MARK: Stopping and going on

  @Test func `killed, interrupted and gone on with is as if never stopped`() throws {
    let lines = try TrainingMaterial.run(
      """
      set -m
      "${T[@]}" --steps 9600 --out a --env "$E" --discriminator "$C" >x
      "${T[@]}" --steps 9600 --out b --env "$E" --discriminator "$C" >x & p=$!
      wait_for 20 b/metrics.jsonl; kill -9 -- -$p; wait $p 2>x
      spiral-agent train --resume --out b >x & p=$!
      wait_for 60 b/metrics.jsonl; kill -INT -- -$p; wait $p; echo exit $?
      spiral-agent train --resume --out b >x 2>&1 & p=$!
      wait_for 90 b/metrics.jsonl; kill -TERM $p; wait $p; echo exit $?
      tail -n 1 x; spiral-agent train --resume --out b; same a b
      wc -l <b/metrics.jsonl; ls b | grep -c events
      """)
    let texts = lines.filter { !$0.isEmpty }
    #expect(texts.contains("exit 130") && texts.contains("exit 143"), "\(texts)")
    #expect(texts.contains { $0.contains("go on with: spiral-agent train --resume --out b") })
    #expect(texts.suffix(3) == ["same", "110", "4"], "\(texts)")
  }

  @Test func `a finished training can be made longer, but not another one`() throws {
    let lines = try TrainingMaterial.run(
      """
      "${T[@]}" --steps 480 --out a --env "$E"
      for flags in '--seed 3' '--data glyphs:x' '--task reconstruct' '--env true' '--minutes 3' \\
        '--discriminator true' '--config other.json'; do
        sed 's/"width": 16/"width": 17/' a/config.json >other.json
        spiral-agent train --resume --out a $flags 2>&1
      done
      spiral-agent train --resume --out a 2>&1 | head -n 1
      spiral-agent train --out a 2>&1; spiral-agent train --resume --out nowhere 2>&1
      spiral-agent train --resume --out a --seed 1 --config a/config.json --steps 960
      tail -n 1 a/metrics.jsonl | cut -d, -f1
      """)
    let words = [
      "480 steps", "--seed is \"3\"", "--data is", "--task is", "--env is", "--steps 480",
      "--discriminator is", "policy.width is 16 there and 17", "give more than --steps 480",
      "go on with --resume", "holds no training", "960 steps", "{\"step\":960",
    ]
    #expect(lines.count == words.count, "\(lines)")
    for (line, words) in zip(lines, words) { #expect(line.contains(words), "\(line)") }
  }

  @Test(arguments: ["policy.safetensors", "replay.bin", "critic.safetensors", "run.json"])
  func `a damaged checkpoint is refused by name`(file: String) throws {
    let lines = try TrainingMaterial.run(
      """
      "${T[@]}" --steps 96 --out a --env "$E" >x
      f=$(echo a/checkpoint-*/\(file)); head -c 100 $f >cut; mv cut $f
      spiral-agent train --resume --out a --steps 960 2>&1; echo exit $?
      """)
    #expect(lines[0].contains("damaged") && lines[0].contains(file), "\(lines)")
    #expect(lines.last != "exit 0")
  }

  // MARK: Processes that die

  /// An environment whose second start (the first one says what it is) ends after 29 answers.
  private static let mortal = """
    cat >env.sh <<'END'
    n=$(cat starts 2>/dev/null || echo 0); n=$((n + 1)); echo $n >starts
    case $n in 2) spiral-env "$@" | { sed -u 29q; kill -9 $$; };; LATER) spiral-env "$@" | { sed -u 2q; kill -9 $$; };;
    *) spiral-env "$@";; esac
    END
    M="sh env.sh ${E#spiral-env }"

    """

  @Test func `an environment that dies is started again, and it does not show`() throws {
    let lines = try TrainingMaterial.run(
      Self.mortal + """
        cp env.sh kept; echo 'exec spiral-env "$@"' >env.sh
        "${T[@]}" --steps 960 --out a --env "$M" >x; mv kept env.sh
        "${T[@]}" --steps 960 --out b --env "$M" 2>&1 >x | grep -c 'started again'
        same a b; cat starts
        """)
    #expect(lines == ["1", "same", "3"])
  }

  @Test func `one that keeps dying ends the training, which can go on`() throws {
    let lines = try TrainingMaterial.run(
      Self.mortal + """
        cp env.sh kept; echo 'exec spiral-env "$@"' >env.sh
        "${T[@]}" --steps 960 --out a --env "$M" >x; sed 's/LATER/*/' kept >env.sh
        "${T[@]}" --steps 960 --out b --env "$M" 2>&1; echo exit $?; cat starts
        echo 'exec spiral-env "$@"' >env.sh; spiral-agent train --resume --out b >x; same a b
        """)
    let text = lines.joined(separator: "\n")
    #expect(text.contains("the environment failed") && text.contains("exited with code 137"))
    #expect(text.contains("up to step 192 is kept; go on with: spiral-agent train --resume"))
    #expect(lines.contains("exit 1"), "\(lines)")
    #expect(lines.suffix(2) == ["5", "same"], "\(lines)")
  }

  // MARK: Critics in processes of their own

  @Test func `a critic in a process of its own gives the same training`() throws {
    let lines = try TrainingMaterial.run(
      """
      for task in generate reconstruct; do
        sed 's/"training": {/"training": {"reward": "critic", /' tiny.json >critic.json
        spiral-agent train --config critic.json --task $task --steps 960 --out a$task --env "$E" >x
        test $task = reconstruct && C="$C --conditional"
        "${T[@]}" --task $task --steps 960 --out b$task --env "$E" --discriminator "$C" >x
        figures a$task >first; figures b$task >second; cmp first second && wc -l <first
        tail -n 1 first | grep -c criticGap
        cmp <(tail -c 4000 a$task/policy.safetensors) <(tail -c 4000 b$task/policy.safetensors)
      done
      """)
    #expect(lines == ["20", "1", "20", "1"])
  }

  /// The last one gets no more than 30 requests, and then its input ends.
  @Test(arguments: [
    #"CRITIC | sed -u '1,29!s/"scores":\[[^,]*/"scores":[NaN/'"#,
    #"CRITIC | sed -u '1,29!s/"scores":\[/"scores":[1,/'"#,
    "CRITIC | sed -u '1,29!s/.*/what?/'",
    #"CRITIC | sed -u '1,29!s/"scores":\[[^,]*/"scores":[1e39/'"#,
    "sed -u 30q | CRITIC",
  ])
  func `a critic that answers nonsense or dies ends the training, which can go on`(
    damaged: String
  ) throws {
    let critic = damaged.replacing(
      "CRITIC", with: "spiral-discriminator --image 32x32x1 --seed 1")
    let lines = try TrainingMaterial.run(
      """
      echo "$C" >critic.sh; "${T[@]}" --steps 960 --out a --env "$E" --discriminator 'sh critic.sh' >x
      cat >critic.sh <<'END'
      \(critic)
      END
      "${T[@]}" --steps 960 --out b --env "$E" --discriminator 'sh critic.sh' 2>&1; echo exit $?
      echo "$C" >critic.sh; spiral-agent train --resume --out b >x; same a b
      """)
    let text = lines.joined(separator: "\n")
    #expect(text.contains("the critic failed"), "\(lines)")
    #expect(text.contains("is kept; go on with: spiral-agent train --resume --out b"))
    #expect(lines.suffix(2) == ["exit 1", "same"], "\(lines)")
  }

  // MARK: Length

  @Test func `minutes are those of all processes, divided by two`() throws {
    // 0.03 minutes are 3.6 seconds; half of the work here is a busy child of the environment's shell
    let lines = try TrainingMaterial.run(
      """
      cat >busy.sh <<'END'
      python3 -c 'while True: pass' & trap "kill $!; wait $!" EXIT; spiral-env "$@"
      END
      "${T[@]}" --minutes 0.03 --out a --env "bash busy.sh ${E#spiral-env }" >x; times >t; tail -n 1 t
      tail -n 1 a/metrics.jsonl | grep -o '[0-9.e-]*}$' | tr -d '}'
      """)
    let times = lines[0].split(separator: " ").map { time -> Double in
      let parts = time.dropLast().split(separator: "m").compactMap { Double($0) }
      return parts.count == 2 ? parts[0] * 60 + parts[1] : .nan
    }
    let seconds = times.reduce(0.0) { $0 + $1 }
    #expect((3.4...6).contains(seconds), "\(lines)")
    let minutes = try #require(Double(lines[1]))
    #expect((0.0299...0.04).contains(minutes), "\(lines)")
  }

  // MARK: Bad input

  @Test(arguments: [
    ("--minutes 1", "give one of them"),
    ("--steps 0", "--steps must be"), ("--task paint", "generate"),
    ("--config bad.json", "bad.json:2:3: expected one of the members"),
    ("--config cut.json", "cut.json:1:"), ("--config nowhere.json", "nowhere.json"),
    ("--env nonsense", "--env \"nonsense\""), ("--env 'spiral-env --backend nope'", "nope"),
    ("--env 'echo hello'", "--env \"echo hello\""), ("--data mnist:tiny.json", "tiny.json"),
    ("--data images:empty", "empty"), ("--data omniglot:tiny.json", "tiny.json"),
    ("--data cats", "cats"), ("--data glyphs:tiny.json", "tiny.json"),
    ("--discriminator nonsense", "--discriminator \"nonsense\""),
    ("--discriminator 'spiral-discriminator --image 32x32x3'", "--image 32x32x1"),
    ("--task reconstruct --discriminator \"$C\"", "--conditional"),
    ("--discriminator 'spiral-discriminator --weights tiny.json'", "--discriminator"),
  ])
  func `what cannot be is refused in words`(flags: String, words: String) throws {
    let lines = try TrainingMaterial.run(
      """
      printf '{"training": {\\n  "lanes": 4}}' >bad.json; printf '{"policy": {' >cut.json; mkdir empty
      spiral-agent train --steps 48 --out a --env "$E" \(flags) >out 2>&1; code=$?
      tr '\\n' ' ' <out; echo; echo exit $code; ls -A a 2>/dev/null
      """)
    #expect(lines.joined().contains(words), "\(lines)")
    #expect(!lines.contains("exit 0") && !lines.joined().contains("Fatal"))
    // nothing is left that would be in the way of the next attempt
    #expect(lines.last?.hasPrefix("exit ") == true, "\(lines)")
  }
}
