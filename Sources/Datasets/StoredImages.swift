internal import PaintCore
private import Synchronization

/// Pictures of one size, one after the other.
struct StoredImages: Sendable {
  let count: Int
  private let width: Int
  private let height: Int
  private let channels: Int
  private let bytes: [UInt8]

  /// Room for pictures is found, and then filled on all cores.
  ///
  /// - Parameter fill: Gives the pictures of a range to its second argument, any size and channels,
  ///   each once; called from several threads.
  /// - Throws: what `fill` throws for the first range that fails, and
  ///   ``DatasetError/tooLarge(what:bytes:limit:)``.
  init(
    count: Int, options: ImageSetOptions,
    _ fill: (Range<Int>, (Int, PixelImage) throws(DatasetError) -> Void) throws(DatasetError) ->
      Void
  ) throws(DatasetError) {
    let size = try options.storedByteCount()
    let (total, overflow) = size.multipliedReportingOverflow(by: count)
    guard !overflow, total <= options.memoryLimit else {
      let what =
        "holding \(count) images of \(options.storedWidth)x\(options.storedHeight)x"
        + "\(options.channels) (choose a smaller stored size)"
      throw .tooLarge(
        what: what, bytes: overflow ? .max : total, limit: options.memoryLimit)
    }
    self.count = count
    (width, height) = (options.storedWidth, options.storedHeight)
    channels = options.channels
    let failure = FirstFailure()
    bytes = [UInt8](unsafeUninitializedCapacity: total) { target, initialized in
      Self.fillInParallel(target, count, size, options, failure, fill)
      initialized = failure.value == nil ? total : 0
    }
    if let error = failure.value { throw error }
  }

  /// Pictures of one piece of work.
  private static let pieceSize = 128

  private static func fillInParallel(
    _ target: UnsafeMutableBufferPointer<UInt8>, _ count: Int, _ size: Int,
    _ options: ImageSetOptions, _ failure: FirstFailure,
    _ fill: (Range<Int>, (Int, PixelImage) throws(DatasetError) -> Void) throws(DatasetError) ->
      Void
  ) {
    Parallel.forEach((count + pieceSize - 1) / pieceSize) { piece, _ in
      let start = piece * pieceSize
      guard failure.mayMatter(at: piece) else { return }
      do throws(DatasetError) {
        try fill(start..<min(start + pieceSize, count)) { (index, image) throws(DatasetError) in
          let fitted = try options.fitted(image)
          let room = UnsafeMutableBufferPointer(rebasing: target[index * size..<(index + 1) * size])
          _ = room.update(fromContentsOf: fitted.pixels)
        }
      } catch {
        failure.record(error, at: piece)
      }
    }
  }

  /// A stored picture at another size.
  func image(at index: Int, width newWidth: Int, height newHeight: Int) -> PixelImage {
    let size = width * height * channels
    do {
      let image = try PixelImage(
        width: width, height: height, channels: channels,
        pixels: Array(bytes[index * size..<(index + 1) * size]))
      return try image.resized(toWidth: newWidth, height: newHeight)
    } catch {
      preconditionFailure("sizes that were checked when the images were read: \(error)")
    }
  }

  /// Writes a picture at another size.
  func write(
    _ index: Int, width newWidth: Int, height newHeight: Int,
    into target: UnsafeMutableBufferPointer<UInt8>
  ) {
    if newWidth == width, newHeight == height {
      let size = width * height * channels
      _ = target.update(fromContentsOf: bytes[index * size..<(index + 1) * size])
    } else {
      _ = target.update(
        fromContentsOf: image(at: index, width: newWidth, height: newHeight).pixels)
    }
  }
}

/// The error of the earliest piece of work, whichever thread finds it.
private final class FirstFailure: Sendable {
  private let state = Mutex<(piece: Int, error: DatasetError)?>(nil)

  var value: DatasetError? { state.withLock { $0?.error } }

  /// Whether a failure of this piece would be earlier than all known ones.
  func mayMatter(at piece: Int) -> Bool { state.withLock { $0.map { piece < $0.piece } ?? true } }

  func record(_ error: DatasetError, at piece: Int) {
    state.withLock { known in
      if known.map({ piece < $0.piece }) ?? true { known = (piece, error) }
    }
  }
}
