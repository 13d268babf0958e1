import Foundation
import ImageFiles
import PaintCore
import ProcessTesting
import Testing

/// `spiral-env render` as a process.
@Suite struct RenderCommandTests {
  private static let garden = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "scenes/voxels/garden.vox").path

  @Test func `a picture has its size and the truth stands beside it`() throws {
    let lines = try shell(
      """
      spiral-env render --scene clevr --seed 1 --width 96 --height 64 --samples 4 \
        --channels depth,normals,objectId -o a.png && ls && od -An -tu1 -j16 -N8 a.png | xargs
      """
    ).lines
    #expect(
      lines == [
        "a-depth.png", "a-normals.png", "a-objectId.png", "a.png", "sockets", "0 0 0 96 0 0 0 64",
      ])
  }

  @Test func `the program of a random scene renders and replays to the same picture`() throws {
    let lines = try shell(
      """
      S='--scene spiral --seed 9 --index 4'
      spiral-env render $S -o p.json
      spiral-env render $S --size 64 --samples 4 -o a.png
      spiral-env render --program p.json --size 64 --samples 4 -o b.png
      cmp a.png b.png && echo same
      spiral-env replay p.json -o c.png
      cmp a.png c.png && echo same
      """
    ).lines
    #expect(lines == ["same", "same"])
  }

  @Test func `a picture of a dataset is the render of its number`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "spiral-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try shell(
      """
      spiral-env dataset --scene spiral --seed 2 --count 12 --out \(folder)
      spiral-env render --scene spiral --seed 2 --index 11 --size 64 --samples 4 \
        -o \(folder)/a.png
      """)
    let rendered = try ImageFile.read("\(folder)/a.png")
    #expect(try ImageFile.read("\(folder)/images/000/000011.png") == rendered)
    #expect(try ImageFile.read("\(folder)/images/000/000010.png") != rendered)
  }

  @Test func `other programs get the scene in their formats, and voxels come back`() throws {
    let lines = try shell(
      """
      spiral-env render --scene clevr --seed 1 -o a.glb && head -c 4 a.glb; echo
      spiral-env render --scene spiral --seed 1 -o a.xml && grep -c '<mujoco' a.xml
      spiral-env render --scene \(Self.garden) -o a.vox && head -c 4 a.vox; echo
      spiral-env render --scene a.vox --size 32 -o a.png && spiral-env render --scene a.vox -o b.vox
      cmp a.vox b.vox && echo same
      """
    ).lines
    #expect(lines == ["glTF", "1", "VOX ", "same"])
  }

  @Test(arguments: [
    ("-o a.png", "give --scene, --program or both"),
    ("--scene spiral -o a.gif", ".png, .glb, .xml, .vox or .json"),
    ("--scene spiral -o a.vox", "no voxels"),
    ("--scene nothing -o a.png", "a scene that ships"),
    ("--scene spiral --samples 2 -o a.png", "1, 4, 9 or 16"),
    ("--scene spiral --size 9000 -o a.png", "8 to 8192 pixels"),
    ("--scene spiral --index 3 -o a.png", "give --seed too"),
    ("--scene spiral --channels rgbd -o a.png", "channels: expected"),
    ("--scene spiral -o a.json", "give --scene and --seed"),
    ("--program /no/p.json -o a.png", "cannot be read"),
  ])
  func `a wrong command line is refused in words`(arguments: String, words: String) throws {
    let lines = try shell("spiral-env render \(arguments) 2>&1; echo exit $?").lines
    #expect(lines.joined().contains(words), "\(lines)")
    #expect(lines.last != "exit 0")
  }
}
