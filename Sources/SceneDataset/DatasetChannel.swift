public import Scene3D

/// What a dataset stores of every picture.
public enum DatasetChannel: String, CaseIterable, Sendable {
  /// Colours: PNG, 8 bits a channel.
  case rgb
  /// How much of a pixel is not background: NumPy uint8, `[height, width]`.
  case alpha
  /// Distance along the camera's axis in metres: NumPy float32, `[height, width]`.
  case depth
  /// Distance along the ray in metres: NumPy float32, `[height, width]`.
  case distance
  /// Outward normals in world coordinates: NumPy float32, `[height, width, 3]`.
  case normals
  /// Object numbers: NumPy int32, `[height, width]`.
  case objectId
  /// Material numbers: NumPy int32, `[height, width]`.
  case materialId

  /// The renderer's name of the channel.
  public var rendered: RenderChannels {
    switch self {
    case .rgb: .rgb
    case .alpha: .alpha
    case .depth: .depth
    case .distance: .distance
    case .normals: .normals
    case .objectId: .objectId
    case .materialId: .materialId
    }
  }

  /// The folder of the channel's files.
  var folder: String { self == .rgb ? "images" : rawValue }

  /// What follows the number of the picture in a folder of its own.
  var fileEnding: String { self == .rgb ? ".png" : ".npy" }

  /// What follows the number of the picture where all channels stand together.
  var memberEnding: String { self == .rgb ? ".png" : ".\(rawValue).npy" }

  /// The channels of a list such as `rgb,depth`, in the order of their declaration.
  ///
  /// - Throws: ``SceneDatasetError/choice(name:expected:got:)`` for another name, a repeated one, or
  ///   when `rgb` is missing.
  public static func parse(_ list: String) throws(SceneDatasetError) -> [DatasetChannel] {
    let names = list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let known = allCases.map(\.rawValue)
    guard names.allSatisfy({ known.contains($0) }), Set(names).count == names.count,
      names.contains("rgb")
    else {
      throw .choice(
        name: "channels", expected: "rgb and any of \(known.dropFirst().joined(separator: ", "))",
        got: list.isEmpty ? "nothing" : list)
    }
    return allCases.filter { names.contains($0.rawValue) }
  }
}
