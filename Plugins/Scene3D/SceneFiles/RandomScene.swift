public import EnvironmentAPI

/// A scene that was drawn at random, with everything that is true of it.
public struct RandomScene: Sendable {
  /// The stage with the objects on it, behind its fixed ones.
  public var scene: Scene
  /// The objects that were drawn, in the order of `scene.objects`.
  public var objects: [PlacedObject]
  /// The actions of the grammar `spiral` that rebuild the scene, or one near it; nil when the file
  /// has no such grammar.
  public var program: ActionTable?
  /// Whether the program rebuilds the scene exactly.
  public var isRebuiltExactly: Bool
  /// Whether all rules of the sampler hold; false when it ran out of attempts.
  public var keepsRules: Bool
}

/// One object of a random scene.
public struct PlacedObject: Sendable {
  /// An index into the file's kinds.
  public var kind: Int
  /// An index into the file's sizes.
  public var size: Int
  /// An index into the kind's materials.
  public var material: Int
  /// Levels of red, green and blue, or an index into the palette.
  public var colorChoice: [Int]
  /// The diffuse colour, linear.
  public var color: Vector3
  /// The colour as `#rrggbb`, sRGB.
  public var colorText: String
  /// The cell `row * grid + column` of the grammar `spiral` that it stands in; nil without one.
  public var cell: Int?
  /// Where it stands on the ground, m.
  public var place: SIMD2<Float>
  /// How far it is turned about the vertical, radians, counterclockwise from above.
  public var yaw: Float
  /// The object as it is rendered.
  public var object: SceneObject
  /// Half its width, depth and height on its own axes, m.
  public var halfExtents: Vector3
  /// The middle of its box in world coordinates, m.
  public var center: Vector3
}
