import NeuralNet
import TensorKernels
import Testing

@Suite struct SafetensorsTests {
  private let file = SafetensorsFile(
    [
      NamedTensor("policy.weight", Tensor([1, -2.5, .pi, 0, 5, 6], shape: [2, 3])),
      NamedTensor("scalar \"quoted\"", Tensor(7)),
      NamedTensor("nothing", Tensor([], shape: [0, 4])),
    ], metadata: ["seed": "17", "commit": "a\nb"])

  private func bytes(header: String, data: [UInt8] = []) -> [UInt8] {
    let length = UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header.utf8 + data
  }

  @Test func `what is written is read`() throws {
    let read = try SafetensorsFile(parsing: file.encoded())
    #expect(read.metadata == file.metadata)
    #expect(read.tensors.count == 3)
    for tensor in file.tensors {
      let found = try #require(read[tensor.name])
      #expect(found.shape == tensor.tensor.shape && found.scalars == tensor.tensor.scalars)
    }
    #expect(read.encoded() == file.encoded())
  }

  @Test func `the bytes are those of the format`() {
    let one = SafetensorsFile([NamedTensor("a", Tensor([1]))], metadata: ["k": "v"]).encoded()
    let header =
      #"{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    #expect(one == bytes(header: header + " ", data: [0, 0, 0x80, 0x3F]))
    #expect((header.utf8.count + 1) % 8 == 0)
    let other = SafetensorsFile([], metadata: ["four": "v"]).encoded()
    #expect(other == bytes(header: #"{"__metadata__":{"four":"v"}}   "#))
    let whole = SafetensorsFile([], metadata: ["seven67": "v"]).encoded()
    #expect(whole == bytes(header: #"{"__metadata__":{"seven67":"v"}}"#))
  }

  @Test func `the order of the numbers need not be that of the header`() throws {
    let header =
      #"{"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"#
      + #""a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    let read = try SafetensorsFile(
      parsing: bytes(header: header, data: [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]))
    #expect(read["a"]?.scalars == [1] && read["b"]?.scalars == [2])
  }

  @Test(arguments: [
    (#"{"#, "header"),
    (#"[]"#, "object"),
    (#"{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,4]}}"#, "F32"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#, "4 bytes"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, "inside 0..<4"),
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, "0..."),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, "4..."),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "from byte 0"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, "two offsets"),
    (#"{"a":{"dtype":"F32","shape":[1]}}"#, "data_offsets"),
    (
      #"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}"#,
      "fits in memory"
    ),
    (#"{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}"#, "expected"),
    (#"{"__metadata__":{"a":1}}"#, "string"),
    (#"{}"#, "0 bytes"),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
        + #""b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, "from byte 4"
    ),
  ])
  func `a wrong header is an error that says what was expected`(header: String, part: String) {
    let error = #expect(throws: SafetensorsError.self) {
      try SafetensorsFile(parsing: bytes(header: header, data: [0, 0, 0, 0]))
    }
    #expect(error?.description.contains(part) == true, "\(String(describing: error))")
  }

  @Test func `cut or bent bytes never trap`() {
    let good = file.encoded()
    for count in good.indices {
      #expect(throws: SafetensorsError.self) {
        try SafetensorsFile(parsing: Array(good[..<count]))
      }
    }
    var random = TestRandom(31)
    for _ in 0..<5000 {
      var bent = good
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bent[Int.random(in: 0..<200, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      _ = try? SafetensorsFile(parsing: bent)
    }
  }
}

@Suite struct CheckpointTests {
  private func makeParameters(seed: UInt64) -> ParameterSet {
    var layout = ParameterLayout()
    _ = Linear("a", inputs: 3, outputs: 2, spectralNorm: true, in: &layout)
    _ = Linear("b", inputs: 2, outputs: 1, in: &layout)
    var random = TestRandom(seed)
    return ParameterSet(layout, using: &random)
  }

  @Test func `weights, state and optimiser continue where they were saved`() throws {
    let (original, other) = (makeParameters(seed: 1), makeParameters(seed: 2))
    let gradient = FlatVector(count: original.weights.count)
    gradient.fill(0.5)
    let adam = Adam(weightCount: original.weights.count)
    adam.step(original.weights, gradient: gradient, learningRate: 0.1)
    let saved = SafetensorsFile(original.namedTensors() + adam.namedTensors("adam")).encoded()
    let file = try SafetensorsFile(parsing: saved)
    try other.load(file)
    let restored = Adam(weightCount: other.weights.count)
    try restored.load(file, "adam")
    #expect(other.weights.scalars == original.weights.scalars)
    #expect(other.state.scalars == original.state.scalars)
    gradient.fill(-0.25)
    adam.step(original.weights, gradient: gradient, learningRate: 0.1)
    restored.step(other.weights, gradient: gradient, learningRate: 0.1)
    #expect(other.weights.scalars == original.weights.scalars)
  }

  @Test func `missing, misshapen and infinite tensors are errors that change nothing`() throws {
    let parameters = makeParameters(seed: 1)
    let before = parameters.weights.scalars
    let good = makeParameters(seed: 2).namedTensors()
    var misshapen = good
    misshapen[2].tensor = misshapen[2].tensor.reshaped([1, 2])
    var infinite = good
    infinite[3].tensor = Tensor([.infinity])
    let cases = [
      (Array(good.dropLast()), "a.weight.right"), (misshapen, "shape [2, 1]"),
      (infinite, "finite"),
    ]
    for (tensors, part) in cases {
      let error = #expect(throws: SafetensorsError.self) {
        try parameters.load(SafetensorsFile(tensors))
      }
      #expect(error?.description.contains(part) == true, "\(String(describing: error))")
    }
    #expect(parameters.weights.scalars == before)
  }
}
