import Foundation
import ImageFiles
import JSONText
import PaintCore
import ProcessTesting
import TestMaterial
import Testing

@testable import Evaluation

/// `spiral-agent eval` and `--refine` as processes, with untrained policies.
@Suite struct SpiralAgentEvalTests {
  private static let environment =
    "-- spiral-env --backend brush --option color=false --option canvas=64"

  /// The files that the scripts use, made once.
  private static let material = Result { try EvaluationMaterial() }

  private func run(_ script: String) throws -> [String] {
    try Self.material.get().withFolder { folder in
      try shell(
        "cp \(folder)/* .\n\(script)".replacing("ENV", with: Self.environment),
        timeoutSeconds: 60
      ).lines
    }
  }

  private func object(_ line: String?) throws -> JSONNode {
    try JSON.parse(Array(try #require(line).utf8))
  }

  private func numbers(_ node: JSONNode) throws -> [Double] {
    try node.array().map { try $0.number() }
  }

  private func pictures(_ lines: some Sequence<String>) throws -> [PixelImage] {
    try lines.map {
      try PNG.decode(try #require(Data(base64Encoded: $0).map { [UInt8]($0) }))
    }
  }

  // MARK: Figures

  @Test func `the figures are those of the same pictures painted one by one`() throws {
    let material = try Self.material.get()
    let lines = try run(
      """
      spiral-agent eval --policy copies.safetensors --data mnist:digits --seed 7 --json ENV 2>&1
      for i in 0 1 2 3; do for s in 1 2 3; do
        spiral-agent --policy copies.safetensors --temperature 0 --target digits#$((16 + i)) \
          --seed $((7 + i)) --steps $s -o p.png ENV >out 2>&1; base64 -w0 p.png; echo
      done; done
      """)
    let report = try object(lines.first)
    let painted = try pictures(lines.dropFirst())
    try #require(painted.count == 12)
    let targets = try (16..<20).map { try material.target($0) }
    var means = [0.0, 0, 0, 0]
    var (psnr, ssim) = (0.0, 0.0)
    for (index, target) in targets.enumerated() {
      let blank = [UInt8](repeating: 255, count: 64 * 64)
      means[0] += plainError(blank, target.pixels) / 4
      for step in 1...3 {
        means[step] += plainError(painted[index * 3 + step - 1].pixels, target.pixels) / 4
      }
      psnr += -10 * log10(plainError(painted[index * 3 + 2].pixels, target.pixels)) / 4
      ssim += plainSimilarity(painted[index * 3 + 2].pixels, target.pixels, side: 64) / 4
    }
    #expect(try report.member("kind").string() == "reconstruct")
    #expect(try report.member("pictures").integer() == 4)
    #expect(try report.member("steps").integer() == 3)
    #expect(try report.member("temperature").number() == 0)
    let curve = try numbers(report.member("mseAfterStep"))
    #expect(zip(curve, means).allSatisfy { abs($0 - $1) < 1e-12 }, "\(curve), \(means)")
    #expect(curve.count == 4 && Set(curve).count == 4)
    #expect(try report.member("mse").number() == curve[3])
    #expect(try report.member("blankMSE").number() == curve[0])
    #expect(abs(try report.member("psnr").number() - psnr) < 1e-9)
    #expect(abs(try report.member("ssim").number() - ssim) < 1e-9)
    #expect(abs(try report.member("psnrOfMeanMSE").number() + 10 * log10(means[3])) < 1e-9)
    let classifier = try shippedScorer().classifier
    let finals = try classifier.classify([2, 5, 8, 11].map { painted[$0] }).digits
    let agreeing = zip(finals, try classifier.classify(targets).digits).count { $0 == $1 }
    #expect(try report.member("recognisedShare").number() == Double(agreeing) / 4)
    #expect(try report.member("refine").value == .null)
    #expect(try report.member("secondsPerPicture").number() > 0)
  }

  @Test func `inventions stand between real pictures and random strokes`() throws {
    let lines = try run(
      """
      spiral-agent eval --policy invents.safetensors --data mnist:digits --all --count 3 --seed 7 \
        --temperature 0 --json -o sheet.png ENV 2>&1
      for i in 0 1 2; do
        spiral-agent --policy invents.safetensors --temperature 0 --seed $((7 + i)) -o p.png ENV \
          >out 2>&1; base64 -w0 p.png; echo
      done
      base64 -w0 sheet.png
      """)
    let report = try object(lines.first)
    let images = try pictures(lines.dropFirst())
    try #require(images.count == 4)
    let ink = images.prefix(3).reduce(0.0) { sum, image in
      sum + image.pixels.reduce(0.0) { $0 + (255 - Double($1)) } / (255 * 4096 * 3)
    }
    let painted = try report.member("painted")
    #expect(abs(try painted.member("meanInk").number() - ink) < 1e-12)
    #expect(try painted.member("pictures").integer() == 3)
    #expect(try painted.member("blankShare").number() == 0)
    let scorer = try shippedScorer()
    let material = try Self.material.get()
    let reals = try scorer.classifier.classify((0..<20).map { try material.target($0) })
    let score = try scorer.score(Array(images.prefix(3)), against: FeatureStatistics(reals))
    let frechet = try painted.member("frechet").number()
    #expect(abs(frechet - score.frechet) < 1e-6 * score.frechet)
    #expect(try numbers(painted.member("histogram")) == score.histogram.map(Double.init))
    #expect(try painted.member("recognisedShare").number() == score.shareAbove90)
    #expect(abs(try painted.member("meanConfidence").number() - score.meanConfidence) < 1e-6)
    #expect(try painted.member("classEntropy").number() == score.classEntropy)
    #expect(try report.member("real").member("pictures").integer() == 3)
    #expect(try report.member("random").member("meanInk").number() > 0)
    let (real, random) = (
      try report.member("real").member("frechet").number(),
      try report.member("random").member("frechet").number()
    )
    #expect(real < random)
    #expect(try report.member("realHalves").number() > 0)
    // a sheet of three pictures in a row
    #expect(images[3].shape == [64 + 12, 3 * 70 + 6, 3])
  }

  @Test func `a single picture can be measured`() throws {
    let lines = try run(
      "spiral-agent eval --policy copies.safetensors --data mnist:digits --count 1 --json ENV 2>&1")
    #expect(try object(lines.first).member("pictures").integer() == 1)
  }

  @Test func `fewer pictures are spread over the data`() throws {
    let lines = try run(
      """
      spiral-agent eval --policy copies.safetensors --data mnist:digits --all --count 5 --json \
        ENV 2>&1
      """)
    let material = try Self.material.get()
    let blank = [UInt8](repeating: 255, count: 64 * 64)
    let errors = try [0, 4, 8, 12, 16].map { plainError(blank, try material.target($0).pixels) }
    let mean = errors.reduce(0, +) / 5
    #expect(abs(try object(lines.first).member("blankMSE").number() - mean) < 1e-12)
  }

  @Test func `scores of digits are left out for other pictures`() throws {
    let lines = try run(
      """
      spiral-agent eval --policy invents.safetensors --data glyphs --count 4 --json ENV 2>&1
      spiral-agent eval --policy copies.safetensors --data glyphs --count 4 --json ENV 2>&1
      spiral-agent eval --policy invents.safetensors --data glyphs --count 4 ENV 2>&1
      """)
    let invented = try object(lines.first)
    #expect(try !invented.member("isDigits").boolean())
    #expect(try invented.member("painted")["histogram"] == nil)
    #expect(try invented.member("painted").member("frechet").number() > 0)
    #expect(try object(lines[1]).member("recognisedShare").value == .null)
    #expect(lines[2...].joined().contains("do not apply"))
  }

  @Test func `the words hold the figures, and the pictures are written`() throws {
    let lines = try run(
      """
      spiral-agent eval --policy copies.safetensors --data mnist:digits -o pairs.png \
        --plot curve.png ENV 2>&1
      base64 -w0 pairs.png; echo; base64 -w0 curve.png
      """)
    #expect(lines.contains { $0.hasPrefix("mean squared error") })
    #expect(lines.contains { $0.hasPrefix("seconds per picture") })
    let images = try pictures(lines.suffix(2))
    // four pairs in a row, a target over each painting
    #expect(images[0].shape == [2 * 64 + 2 + 12, 4 * 70 + 6, 3])
    #expect(images[1].shape == [560, 960, 3])
  }

  // MARK: Refinement

  @Test func `refining makes the same better picture for the same seed`() throws {
    let lines = try run(
      """
      paint='spiral-agent --policy copies.safetensors --target digits#16 --seed 3'
      $paint --refine 400 -o a.json ENV 2>&1; $paint --refine 400 -o b.json ENV 2>&1
      $paint --temperature 0 ENV 2>&1; cmp a.json b.json && echo same
      for refine in '' '--refine 400'; do
        spiral-agent eval --policy copies.safetensors --data mnist:digits $refine --json ENV
      done
      """)
    #expect(lines[3] == "same")
    let errors = try lines.prefix(3).map { line in
      let arrow = try #require(line.range(of: "-> "), "no error in \"\(line)\"")
      return try #require(Double(line[arrow.upperBound...].prefix { $0 != "," }))
    }
    #expect(errors[0] == errors[1] && errors[0] < 0.9 * errors[2])
    let (plain, refined) = (try object(lines[4]), try object(lines[5]))
    #expect(try refined.member("refine").integer() == 400)
    let better = try refined.member("mse").number()
    #expect(better < 0.9 * (try plain.member("mse").number()))
  }

  // MARK: Refusals

  @Test(arguments: [
    ("eval --policy copies.safetensors --data mnist:labels", "labels"),
    ("eval --policy copies.safetensors --data mnist:words.txt", "words.txt"),
    ("eval --policy copies.safetensors --data words.txt", "description"),
    ("eval --policy copies.safetensors --data images:words.txt", "words.txt"),
    ("eval --policy copies.safetensors", "--data"),
    ("eval --policy half.safetensors --data mnist:digits", "half.safetensors"),
    ("eval --policy words.txt --data mnist:digits", "words.txt"),
    ("eval --policy none.safetensors --data mnist:digits", "none.safetensors"),
    ("eval --policy invents.safetensors --data mnist:digits --refine 10", "reconstructs"),
    ("eval --policy invents.safetensors --data mnist:digits --plot a.png", "--plot"),
    ("eval --policy invents.safetensors --data mnist:digits --count 1", "at least 2"),
    ("eval --policy copies.safetensors --data mnist:digits --refine 0", "--refine"),
    ("eval --policy copies.safetensors --data mnist:digits --count 0", "--count"),
    ("eval --policy copies.safetensors --data mnist:digits -o a.gif", ".png"),
    ("eval --policy copies.safetensors --data mnist:few", "--all"),
    ("eval --policy invents.safetensors --data mnist:few", "--all"),
    ("--policy invents.safetensors --refine 10 --target digits#1", "reconstructs"),
    ("--policy search --refine 10 --target digits#1", "trained"),
    ("--policy copies.safetensors --refine 10", "--target"),
    ("--policy half.safetensors", "half.safetensors"),
  ])
  func `what cannot be measured or refined is refused in words`(
    arguments: String, words: String
  ) throws {
    let lines = try run("spiral-agent \(arguments) ENV 2>&1; echo exit $?")
    #expect(lines.joined().contains(words), "\(lines)")
    #expect(lines.last != "exit 0" && lines.last?.hasPrefix("exit") == true)
    #expect(!lines.joined().contains("Fatal"))
  }

  @Test func `a policy for another environment is refused with both`() throws {
    let lines = try run(
      """
      for o in '--option color=false --option sizes=2,3' '' '--option color=false --option canvas=32'
      do
        spiral-agent eval --policy copies.safetensors --data mnist:digits \
          -- spiral-env --backend brush $o 2>&1; echo exit $?
      done
      """)
    for pair in [0, 2, 4] {
      #expect(lines[pair].contains("the environment's"), "\(lines)")
      #expect(lines[pair].contains("expected") && lines[pair].contains("got"))
      #expect(lines[pair + 1] != "exit 0")
    }
  }
}

/// The scorer beside the programs.
private func shippedScorer() throws -> DigitScorer {
  try DigitScorer.shipped(beside: URL(filePath: programFolder))
}

/// The mean squared error, samples in `0...1`.
private func plainError(_ canvas: [UInt8], _ target: [UInt8]) -> Double {
  zip(canvas, target).reduce(0.0) { sum, pair in
    let difference = (Double(pair.0) - Double(pair.1)) / 255
    return sum + difference * difference
  } / Double(target.count)
}

/// The mean structural similarity of grey squares, window by window.
private func plainSimilarity(_ first: [UInt8], _ second: [UInt8], side: Int) -> Double {
  var weights: [Double] = []
  for y in -5...5 { for x in -5...5 { weights.append(exp(-Double(x * x + y * y) / 4.5)) } }
  let total = weights.reduce(0, +)
  var sum = 0.0
  for top in 0...(side - 11) {
    for left in 0...(side - 11) {
      var (x, y, xx, yy, xy) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for (place, weight) in weights.enumerated() {
        let pixel = (top + place / 11) * side + left + place % 11
        let (a, b, w) = (Double(first[pixel]), Double(second[pixel]), weight / total)
        x += w * a
        y += w * b
        xx += w * a * a
        yy += w * b * b
        xy += w * a * b
      }
      let (c, d) = (2.55 * 2.55, 7.65 * 7.65)
      sum +=
        (2 * x * y + c) * (2 * (xy - x * y) + d)
        / ((x * x + y * y + c) * (xx - x * x + yy - y * y + d))
    }
  }
  return sum / Double((side - 10) * (side - 10))
}
