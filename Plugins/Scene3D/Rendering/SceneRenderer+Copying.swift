extension SceneRenderer {
  /// Takes over the latest picture of another renderer of the same settings, so that `update` goes
  /// on from there.
  func copyState(from other: SceneRenderer) {
    precondition(settings == other.settings, "\(settings) and \(other.settings)")
    guard let picture = other.scene else { return scene = nil }
    prepareStage(picture, other.channels)
    scene = picture
    latest.copyPixels(of: other.latest)
    isPrepared = false
  }
}
