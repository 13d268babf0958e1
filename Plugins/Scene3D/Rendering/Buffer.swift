/// Memory that grows and is kept: plain values that the inner loops reach through a pointer.
struct Buffer<Element: BitwiseCopyable>: ~Copyable {
  /// The first element; valid until the next `resize` and for the buffer's life.
  private(set) var pointer: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity = 1

  init() { pointer = .allocate(capacity: 1) }

  /// Makes a buffer of the elements of an array.
  init(_ elements: [Element]) {
    self.init()
    resize(to: elements.count)
    for (index, element) in elements.enumerated() { pointer[index] = element }
  }

  deinit { pointer.deallocate() }

  /// Changes the number of elements; their values are lost when the memory must grow.
  mutating func resize(to count: Int) {
    self.count = count
    guard count > capacity else { return }
    pointer.deallocate()
    pointer = .allocate(capacity: count)
    capacity = count
  }

  /// Sets all elements.
  func fill(_ element: Element) { pointer.initialize(repeating: element, count: count) }
}
