import TensorKernels

extension ParameterSet {
  /// Returns copies of all weights and states, for a file.
  public func namedTensors() -> [NamedTensor] {
    layout.weights.map { NamedTensor($0.name, weight($0).scaled(by: 1)) }
      + layout.states.map { NamedTensor($0.name, state($0).scaled(by: 1)) }
  }

  /// Replaces all weights and states by those of `file`; other tensors of the file are left alone.
  ///
  /// - Throws: When one is missing, has another shape or is not finite; then nothing has changed.
  public func load(_ file: SafetensorsFile) throws(SafetensorsError) {
    let byName = file.byName
    var found: [Tensor] = []
    for parameter in layout.weights + layout.states {
      found.append(try byName.tensor(parameter.name, shape: parameter.shape))
    }
    for (parameter, tensor) in zip(layout.weights, found) {
      weights.write(tensor, at: parameter.offset)
    }
    for (parameter, tensor) in zip(layout.states, found.dropFirst(layout.weights.count)) {
      state.write(tensor, at: parameter.offset)
    }
  }
}

extension Adam {
  /// Returns copies of the averages and the number of steps, for a file beside the weights.
  ///
  /// - Parameter name: What the names start with.
  public func namedTensors(_ name: String) -> [NamedTensor] {
    [
      NamedTensor("\(name).first", Tensor(first.scalars)),
      NamedTensor("\(name).second", Tensor(second.scalars)),
      // exact up to 2^24 steps, long after the corrections that need it have become 1
      NamedTensor("\(name).steps", Tensor([Float(stepCount)])),
    ]
  }

  /// Continues from the averages and the number of steps of `file`.
  ///
  /// - Throws: When one is missing, has another shape or is not finite; then nothing has changed.
  public func load(_ file: SafetensorsFile, _ name: String) throws(SafetensorsError) {
    let byName = file.byName
    let firstFound = try byName.tensor("\(name).first", shape: [first.count])
    let secondFound = try byName.tensor("\(name).second", shape: [second.count])
    let steps = try byName.tensor("\(name).steps", shape: [1]).scalars[0]
    guard let count = Int(exactly: steps), count >= 0 else {
      throw SafetensorsError(at: "\(name).steps", expected: "a number of steps", got: "\(steps)")
    }
    first.write(firstFound, at: 0)
    second.write(secondFound, at: 0)
    stepCount = count
  }
}

extension SafetensorsFile {
  fileprivate var byName: [String: Tensor] {
    Dictionary(tensors.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first })
  }
}

extension [String: Tensor] {
  /// Returns the tensor of a name if it has the shape and only finite numbers.
  fileprivate func tensor(_ name: String, shape: [Int]) throws(SafetensorsError) -> Tensor {
    guard let tensor = self[name] else {
      throw SafetensorsError(at: name, expected: "a tensor of shape \(shape)", got: "none")
    }
    guard tensor.shape == shape else {
      throw SafetensorsError(at: name, expected: "shape \(shape)", got: "\(tensor.shape)")
    }
    guard let wrong = tensor.scalars.first(where: { !$0.isFinite }) else { return tensor }
    throw SafetensorsError(at: name, expected: "finite numbers", got: "\(wrong)")
  }
}
