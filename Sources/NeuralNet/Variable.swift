public import TensorKernels

/// A tensor and how it was computed, so that gradients can be taken through it.
///
/// Operations on variables record themselves while they run. A graph belongs to one thread; tensors
/// and weights may be shared.
public final class Variable {
  /// The numbers.
  public internal(set) var value: Tensor
  /// Whether gradients can be taken with respect to it or to something it was computed from.
  public let requiresGradient: Bool
  var inputs: [Variable] = []
  var rule: BackwardRule?
  /// Where the present traversal of the graph keeps its facts about this node.
  var visit = -1
  /// Whether a gradient was taken that released what the node was computed from.
  var isReleased = false

  /// Makes a leaf: data, or with `requiresGradient` something to differentiate by.
  public init(_ value: Tensor, requiresGradient: Bool = false) {
    self.value = value
    self.requiresGradient = requiresGradient
  }

  /// Makes the result of an operation on `inputs`; it records nothing when no input needs it.
  init(_ value: Tensor, from inputs: Variable..., rule: @escaping BackwardRule) {
    self.value = value
    requiresGradient = inputs.contains { $0.requiresGradient }
    guard requiresGradient else { return }
    self.inputs = inputs
    self.rule = rule
  }

  /// As above, for any number of inputs.
  init(_ value: Tensor, fromAll inputs: [Variable], rule: @escaping BackwardRule) {
    self.value = value
    requiresGradient = inputs.contains { $0.requiresGradient }
    guard requiresGradient else { return }
    self.inputs = inputs
    self.rule = rule
  }

  /// Releases what only this was computed from, one after the other: the chain of deinitialisers of
  /// a long recurrence would overflow the stack.
  deinit {
    var pending = inputs
    inputs = []
    while var node = pending.popLast() {
      guard isKnownUniquelyReferenced(&node) else { continue }
      pending += node.inputs
      node.inputs = []
    }
  }

  /// The extents of the axes.
  public var shape: [Int] { value.shape }

  /// The same numbers without their history: a constant.
  public var detached: Variable { requiresGradient ? Variable(value) : self }
}

/// Turns the gradient by an operation's output into those by its inputs, nil where none is needed.
/// Written with operations on variables, so that its result can be differentiated again.
typealias BackwardRule = (BackwardStep) -> [Variable?]

/// What a backward rule works with.
struct BackwardStep {
  /// The gradient by the output, of the output's shape.
  let gradient: Variable
  /// What the operation was applied to; constants unless the backward pass is itself recorded.
  let inputs: [Variable]
  /// What came out; a constant unless the backward pass is itself recorded.
  let output: Variable
  /// Which inputs need a gradient.
  let needs: [Bool]

  /// Returns the gradient by input `index`, computed only when it is needed.
  func by(_ index: Int, _ gradient: () -> Variable) -> Variable? {
    needs[index] ? gradient() : nil
  }
}
