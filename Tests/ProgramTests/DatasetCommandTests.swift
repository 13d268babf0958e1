import ProcessTesting
import Testing

/// `spiral-env dataset` as a process: stopped, killed, continued, refused.
@Suite struct DatasetCommandTests {
  /// `digest DIR` prints a hash of all names and contents below a folder.
  private static let setUp = """
    D='spiral-env dataset --scene spiral --seed 3 --channels rgb,depth'
    digest() { (cd $1 && find . -type f | LC_ALL=C sort | xargs -d '\\n' sha256sum | sha256sum); }

    """

  private func run(_ script: String) throws -> [String] {
    try shell(Self.setUp + script, timeoutSeconds: 120).lines
  }

  @Test(arguments: ["", "--shards 3"])
  func `killed at random moments and started again it leaves the same bytes`(
    container: String
  ) throws {
    let lines = try run(
      """
      D="$D --count 1500 \(container)"
      $D --out whole >/dev/null
      kills=0
      while true; do
        $D --out parts >/dev/null & child=$!
        sleep 0.$((RANDOM % 25 + 1))
        kill -9 $child 2>/dev/null && kills=$((kills + 1))
        wait $child 2>/dev/null
        [ $kills -ge 4 ] && break
        [ -e parts/.work ] || rm -rf parts
      done
      $D --out parts >/dev/null
      [ "$(digest whole)" = "$(digest parts)" ] && echo same
      echo $kills
      """)
    #expect(lines == ["same", "4"])
  }

  @Test func `after Ctrl-C it says how to go on, and goes on`() throws {
    let lines = try run(
      """
      D="$D --count 3000 --out d"
      $D >first.txt & child=$!
      until [ -e d/.work/000000.lines ]; do sleep 0.01; done
      kill -INT $child; wait $child; echo $?
      cat first.txt; $D | sed 's/ images in .*,/,/'
      """)
    #expect(lines[0] == "130")
    let stopped = try #require(lines[1].wholeMatch(of: #/d: stopped with (\d+) of 3000 .*/#))
    let made = 3000 - (Int(stopped.1) ?? 0)
    #expect(lines[2] == "d: \(made), \(stopped.1) were there")
  }

  @Test func `a slice has the files and the annotations of the whole`() throws {
    let lines = try run(
      """
      $D --count 60 --out whole >/dev/null; $D --start 20 --count 25 --out slice >/dev/null
      for i in $(seq -f %06g 20 44); do
        for f in images/000/$i.png depth/000/$i.npy; do cmp whole/$f slice/$f || echo differs; done
      done
      find slice -type f | wc -l
      entries() { grep -E '^\\{"(id|image_id)"' $1 | sed 's/,$//; s/\\]$//; s/\\]}$//'; }
      entries slice/annotations.json >part.txt; entries whole/annotations.json >all.txt
      [ -s part.txt ] && grep -vxFf all.txt part.txt | wc -l
      """)
    #expect(lines == ["52", "0"])
  }

  @Test func `archives are read by tar`() throws {
    let lines = try run(
      """
      $D --count 20 --shards 2 --out d >/dev/null; ls d
      tar -tf d/shard-00001.tar | head -3; tar -xOf d/shard-00001.tar 000010.json | head -c 22; echo
      """)
    #expect(
      lines == [
        "annotations.json", "manifest.json", "shard-00000.tar", "shard-00001.tar", "000010.png",
        "000010.depth.npy", "000010.json", #"{"image":{"id":10,"fil"#,
      ])
  }

  @Test(arguments: [
    ("--count 5 --scene voxel-garden", "sampler of random scenes"),
    ("--count 5 --scene nothing", "a scene that ships"),
    ("--count 5 --objects 5...1", "--objects"),
    ("--count 5 --channels depth", "rgb and any of"),
    ("--count 0", "count: expected 1...1000000, got 0"),
    ("--count 5 --size 64 --width 32", "either --size or --width and --height"),
    ("--count 5 --width 32", "belong together"),
    ("--count 5 --samples 5", "1, 4, 9 or 16"),
    ("--count 5 --shards 6", "shards: expected 1...5, got 6"),
    ("--count 5 --seed 4", "seed is 3 there and 4 here"),
    ("--count 6", "count is 5 there and 6 here"),
  ])
  func `a wrong command line is refused in words`(arguments: String, words: String) throws {
    let lines = try run(
      """
      spiral-env dataset --seed 3 --count 5 --out d >/dev/null
      spiral-env dataset --seed 3 \(arguments) --out d 2>&1; echo exit $?
      """)
    #expect(lines.joined().contains(words), "\(lines)")
    #expect(lines.last != "exit 0")
  }

  @Test func `nothing is shown on the way when standard error is no terminal`() throws {
    #expect(try run("$D --count 400 --out d 2>&1 >/dev/null") == [])
  }
}
