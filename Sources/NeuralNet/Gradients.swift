import TensorKernels

/// Returns the gradients of a scalar by `targets`, in their order; zeros where it does not depend on
/// a target.
///
/// - Parameters:
///   - keepGraph: Whether the graph of `scalar` may be used again. If not, its buffers are released
///     on the way and another call traps.
///   - createGraph: Whether the gradients are themselves differentiable (then the graph is kept).
/// - Precondition: `scalar` has one number; every target requires gradients.
/// - Complexity: One backward operation per recorded operation between `targets` and `scalar`.
public func gradients(
  of scalar: Variable, by targets: [Variable], keepGraph: Bool = false, createGraph: Bool = false
) -> [Variable] {
  precondition(scalar.value.count == 1, "the gradient of a tensor of shape \(scalar.shape)")
  for target in targets {
    precondition(target.requiresGradient, "a target of shape \(target.shape) is a constant")
  }
  var pass = BackwardPass(from: scalar, to: targets, createsGraph: createGraph)
  pass.run(releasing: !(keepGraph || createGraph))
  return pass.finish()
}

/// One walk from a scalar back to the targets.
private struct BackwardPass {
  /// The graph in topological order, inputs first; emptied on the way when the graph is released.
  private var nodes: [Variable?] = []
  /// Whether the node leads to a target.
  private var isNeeded: [Bool] = []
  private var gradientByNode: [Variable?]
  private let targets: [Variable]
  private let createsGraph: Bool

  init(from scalar: Variable, to targets: [Variable], createsGraph: Bool) {
    self.targets = targets
    self.createsGraph = createsGraph
    nodes = topologicalOrder(of: scalar)
    gradientByNode = Array(repeating: nil, count: nodes.count)
    isNeeded = Array(repeating: false, count: nodes.count)
    for target in targets where target.visit >= 0 { isNeeded[target.visit] = true }
    for (index, node) in nodes.enumerated() where !isNeeded[index] {
      isNeeded[index] = node?.inputs.contains { $0.visit >= 0 && isNeeded[$0.visit] } ?? false
    }
    if scalar.visit >= 0 {
      gradientByNode[scalar.visit] = Variable(Tensor(repeating: 1, shape: scalar.shape))
    }
  }

  /// Returns the gradients by the targets and forgets the numbering.
  func finish() -> [Variable] {
    let results = targets.map { target in
      guard target.visit >= 0, let gradient = gradientByNode[target.visit] else {
        return Variable(Tensor(repeating: 0, shape: target.shape))
      }
      return gradient
    }
    for target in targets { target.visit = -1 }
    return results
  }

  mutating func run(releasing: Bool) {
    let isTarget = Set(targets.map(ObjectIdentifier.init))
    for index in nodes.indices.reversed() {
      guard let node = nodes[index] else { continue }
      nodes[index] = nil
      if isNeeded[index], let gradient = gradientByNode[index], let rule = node.rule {
        propagate(gradient, through: node, rule)
      }
      let isKept = isTarget.contains(ObjectIdentifier(node))
      if !isKept {
        gradientByNode[index] = nil
        node.visit = -1
      }
      if releasing, node.rule != nil {
        node.inputs = []
        node.rule = nil
        node.isReleased = true
      }
    }
  }

  private mutating func propagate(
    _ gradient: Variable, through node: Variable, _ rule: BackwardRule
  ) {
    let needs = node.inputs.map { $0.visit >= 0 && isNeeded[$0.visit] }
    guard needs.contains(true) else { return }
    let parts = rule(
      BackwardStep(
        gradient: gradient, inputs: createsGraph ? node.inputs : node.inputs.map(\.detached),
        output: createsGraph ? node : node.detached, needs: needs))
    for (index, input) in node.inputs.enumerated() where needs[index] {
      guard let part = parts[index] else { continue }
      precondition(part.shape == input.shape, "gradient \(part.shape) of input \(input.shape)")
      accumulate(part, at: input.visit)
    }
  }

  private mutating func accumulate(_ part: Variable, at index: Int) {
    guard var present = gradientByNode[index] else {
      gradientByNode[index] = part
      return
    }
    gradientByNode[index] = nil  // so that `present` may be the only reference
    let isOwn = !createsGraph && isKnownUniquelyReferenced(&present)
    if !(isOwn && present.value.addInPlaceIfUnique(part.value)) { present = present + part }
    gradientByNode[index] = present
  }
}

/// Returns the nodes below `root` that require gradients, inputs before outputs, and numbers them.
private func topologicalOrder(of root: Variable) -> [Variable] {
  var order: [Variable] = []
  var path: [(node: Variable, nextInput: Int)] = []
  func enter(_ node: Variable) {
    guard node.requiresGradient, node.visit == -1 else { return }
    precondition(
      !node.isReleased, "the graph was released by an earlier call; pass keepGraph: true to it")
    node.visit = -2  // on the path
    path.append((node, 0))
  }
  enter(root)
  while let (node, next) = path.last {
    if next < node.inputs.count {
      path[path.count - 1].nextInput += 1
      enter(node.inputs[next])
    } else {
      node.visit = order.count
      order.append(node)
      path.removeLast()
    }
  }
  return order
}
