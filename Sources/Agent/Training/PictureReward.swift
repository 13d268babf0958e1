import NeuralNet
import PaintCore

/// Pays the steps of painted episodes.
protocol PictureReward: AnyObject {
  /// Returns the rewards of an iteration, `[step][episode]`, and learns from it.
  ///
  /// - Parameters:
  ///   - targets: One picture per episode, when there are targets.
  ///   - figures: Gets what there is to tell, by name.
  func rewards(
    of rollout: Rollout, targets: [UInt8]?, random: inout RandomStream,
    figures: inout [(name: String, value: Double)]
  ) throws -> [[Float]]

  /// What it needs to go on, by name, but for a critic, which saves itself.
  func state() -> [String: [UInt8]]

  /// Goes on from what `state` returned.
  func restore(_ state: [String: [UInt8]]) throws(TrainingError)
}
