import Glibc

/// One line of input without its line end.
public enum FramedLine {
  /// The bytes of a line that is not blank, without LF or CR LF.
  ///
  /// They lie in the framer's own buffer: valid until the next call on that framer.
  case line(UnsafeRawBufferPointer)
  /// A line over the limit was thrown away; `bytesSkipped` is its length without the LF.
  case tooLong(bytesSkipped: Int)
}

/// Cuts a stream of bytes into lines, one at a time, in memory bounded by the longest line allowed.
///
/// Lines end with LF. CR LF, blank lines (spaces and tabs count as blank) and a UTF-8 byte order
/// mark on the first line are tolerated; a last line without LF is delivered after ``finish()``.
/// A line over the limit is dropped while it arrives and reported once, at its end.
///
/// Feed it with ``fill(atLeast:_:)`` or ``append(_:)``, then call ``next()`` until it returns nil:
/// whoever drains it so before feeding it again never holds more than one partial line. Every byte
/// is looked at once and moved at most a constant number of times.
public struct LineFramer: ~Copyable {
  /// The longest line delivered, in bytes without its line end.
  public let maximumLineBytes: Int

  // The live bytes are storage[start..<end]; those before `scanned` hold no LF.
  private var storage: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0
  private var scanned = 0
  /// Bytes already thrown away of a line over the limit; nil when no such line is under way.
  private var skipped: Int?
  private var isFirstLine = true
  private var isFinished = false

  /// An empty framer for lines of up to `maximumLineBytes` bytes (at least 1).
  public init(maximumLineBytes: Int) {
    self.maximumLineBytes = max(1, min(maximumLineBytes, Int.max / 4))
    storage = .allocate(byteCount: 4096, alignment: 16)
  }

  deinit { storage.deallocate() }

  /// Bytes held that ``next()`` has not delivered yet.
  public var bufferedBytes: Int { end - start }

  /// Bytes reserved: at most about twice the longest line when the framer is drained before feeding.
  public var capacity: Int { storage.count }

  // MARK: Feeding

  /// Lets `body` write new input straight into the buffer and returns what `body` returned.
  ///
  /// - Parameters:
  ///   - count: The smallest free space to offer, in bytes.
  ///   - body: Gets the free space and returns how many bytes it filled; zero or less adds nothing.
  public mutating func fill(
    atLeast count: Int, _ body: (UnsafeMutableRawBufferPointer) -> Int
  ) -> Int {
    makeRoom(for: count)
    let free = UnsafeMutableRawBufferPointer(rebasing: storage[end...])
    let filled = body(free)
    precondition(filled <= free.count, "filled \(filled) bytes of \(free.count)")
    end += max(0, filled)
    return filled
  }

  /// Copies `bytes` to the end of the input.
  public mutating func append(_ bytes: UnsafeRawBufferPointer) {
    _ = fill(atLeast: bytes.count) { free in
      free.copyMemory(from: bytes)
      return bytes.count
    }
  }

  /// Says that no more input comes, so that ``next()`` delivers a last line without LF.
  public mutating func finish() { isFinished = true }

  // MARK: Lines

  /// The next line, or nil when the input so far holds no further complete line.
  public mutating func next() -> FramedLine? {
    while let length = takeLine() {
      let wasFirst = isFirstLine
      isFirstLine = false
      if let skipped {
        self.skipped = nil
        return .tooLong(bytesSkipped: skipped + length.bytes)
      }
      let line = trimmed(length.bytes, from: length.start, isFirst: wasFirst)
      if line.count > maximumLineBytes { return .tooLong(bytesSkipped: length.bytes) }
      if !isBlank(line) { return .line(line) }
    }
    return nil
  }

  /// Moves up to `target.count` bytes that follow the last line out of the buffer.
  ///
  /// - Returns: How many there were; fewer than asked for when they have not arrived yet.
  public mutating func take(into target: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(target.count, end - start)
    if count > 0 {
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[start..<(start + count)]))
    }
    start += count
    scanned = max(scanned, start)
    return count
  }

  /// Takes the bytes up to the next LF (or to the end of finished input) off the buffer.
  private mutating func takeLine() -> (start: Int, bytes: Int)? {
    if let lineFeed = indexOfLineFeed() {
      defer {
        start = lineFeed + 1
        scanned = start
      }
      return (start, lineFeed - start)
    }
    scanned = end
    if isFinished, end > start || skipped != nil {
      defer { start = end }
      return (start, end - start)
    }
    dropOverlongLine()
    return nil
  }

  private func indexOfLineFeed() -> Int? {
    guard scanned < end, let base = storage.baseAddress else { return nil }
    guard let found = memchr(base + scanned, 0x0A, end - scanned) else { return nil }
    return UnsafeMutableRawPointer(found) - base
  }

  /// Throws away what has arrived of a line that can no longer fit, except a possible CR.
  private mutating func dropOverlongLine() {
    // A byte order mark and a CR may still come off the line.
    guard skipped != nil || end - start > maximumLineBytes + 4 else { return }
    skipped = (skipped ?? 0) + (end - start)
    start = 0
    end = 0
    scanned = 0
  }

  /// The line without CR and, when it is the first, without byte order mark.
  private func trimmed(_ count: Int, from start: Int, isFirst: Bool) -> UnsafeRawBufferPointer {
    var line = UnsafeRawBufferPointer(storage)[start..<start + count]
    if line.last == 0x0D { line.removeLast() }
    if isFirst, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
    return UnsafeRawBufferPointer(rebasing: line)
  }

  private func isBlank(_ line: UnsafeRawBufferPointer) -> Bool {
    line.allSatisfy { $0 == 0x20 || $0 == 0x09 }
  }

  // MARK: Room

  /// Makes at least `count` bytes free behind `end`: resets, moves to the front, or doubles.
  private mutating func makeRoom(for count: Int) {
    if start == end { moveToFront(of: storage) }
    let room = max(1, count)
    guard storage.count - end < room else { return }
    let live = end - start
    // Moving pays only when it frees at least as much as it copies; otherwise growing does.
    if start >= live, storage.count - live >= room { return moveToFront(of: storage) }
    let larger = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(storage.count * 2, live + room), alignment: 16)
    let old = storage
    moveToFront(of: larger)
    storage = larger
    old.deallocate()
  }

  private mutating func moveToFront(of target: UnsafeMutableRawBufferPointer) {
    let live = end - start
    if live > 0, let to = target.baseAddress, let from = storage.baseAddress {
      memmove(to, from + start, live)
    }
    scanned -= start
    start = 0
    end = live
  }
}
