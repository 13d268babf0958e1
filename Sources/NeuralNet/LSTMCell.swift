import TensorKernels

/// A recurrent cell with gates (Hochreiter and Schmidhuber, 1997; with the forget gate of Gers et
/// al., 2000).
public struct LSTMCell: Sendable, Hashable {
  /// What the cell carries from step to step.
  public struct State {
    /// The output, `[count, width]`.
    public var output: Variable
    /// The memory, `[count, width]`.
    public var memory: Variable

    /// Makes a state.
    public init(output: Variable, memory: Variable) {
      self.output = output
      self.memory = memory
    }

    /// Returns the state without its history.
    public var detached: State { State(output: output.detached, memory: memory.detached) }
  }

  /// The length of output and memory.
  public let width: Int
  private let gates: Linear

  /// Adds `name.gates.weight`, `[inputs + width, 4 * width]` in the order input, forget, candidate,
  /// output, and `name.gates.bias`.
  public init(_ name: String, inputs: Int, width: Int, in layout: inout ParameterLayout) {
    self.width = width
    gates = Linear(
      "\(name).gates", inputs: inputs + width, outputs: 4 * width, in: &layout)
  }

  /// Returns the state of zeros.
  public func initialState(count: Int) -> State {
    let zero = Variable(Tensor(repeating: 0, shape: [count, width]))
    return State(output: zero, memory: zero)
  }

  /// Returns the state after the input `x`, `[count, inputs]`.
  ///
  /// The forget gate's argument is shifted by 1, so that memory lasts at the start of training
  /// (Jozefowicz et al., 2015).
  public func callAsFunction(_ x: Variable, _ state: State, in scope: ParameterScope) -> State {
    let sums = gates(.concatenated([x, state.output]), in: scope)
    let part = { (index: Int) in sums.slice(index * width..<(index + 1) * width) }
    let candidate = part(0).sigmoid() * part(2).tanh()
    let memory = (part(1) + 1).sigmoid() * state.memory + candidate
    return State(output: part(3).sigmoid() * memory.tanh(), memory: memory)
  }
}
