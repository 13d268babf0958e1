public import PaintCore

/// Pictures of one size and number of channels in memory, to train on.
///
/// A set may hold its pictures at another size than it gives them, to save memory; they are then
/// resized each time. Parts of a set share its memory.
public struct ImageSet: Sendable {
  /// What the pictures are, for people: "60000 images of train-images-idx3-ubyte.gz".
  public let kind: String
  /// Columns of every picture.
  public let width: Int
  /// Rows of every picture.
  public let height: Int
  /// 1 (grey), 3 (RGB) or 4 (RGBA).
  public let channels: Int
  /// What each picture shows: the digit, the character or the letter; nil where nobody says.
  public let classes: ImageClasses?
  /// The alphabet each picture is from; nil but for OMNIGLOT.
  public let alphabets: ImageClasses?
  /// What is held out unless told otherwise.
  public let usualHoldOut: HoldOut

  private let stored: StoredImages
  /// Which stored picture each picture of this set is.
  private let members: [Int]

  /// All pictures of `stored`.
  init(
    _ stored: StoredImages, kind: String, options: ImageSetOptions, classes: ImageClasses? = nil,
    alphabets: ImageClasses? = nil, holdOut: HoldOut
  ) {
    self.kind = kind
    width = options.width
    height = options.height
    channels = options.channels
    self.classes = classes
    self.alphabets = alphabets
    usualHoldOut = holdOut
    self.stored = stored
    members = Array(0..<stored.count)
  }

  /// The pictures of `whole` at `places`.
  private init(_ places: [Int], of whole: ImageSet) {
    kind = whole.kind
    (width, height, channels) = (whole.width, whole.height, whole.channels)
    classes = whole.classes?.selecting(places)
    alphabets = whole.alphabets?.selecting(places)
    usualHoldOut = whole.usualHoldOut
    stored = whole.stored
    members = places.map { whole.members[$0] }
  }

  /// The number of pictures.
  public var count: Int { members.count }

  /// The bytes of one picture.
  public var imageByteCount: Int { width * height * channels }

  /// Writes picture `index` into `target`, shape `[height, width, channels]`.
  ///
  /// - Precondition: `index` is in `0..<count`, and `target` has ``imageByteCount`` bytes.
  public func write(_ index: Int, into target: UnsafeMutableBufferPointer<UInt8>) {
    precondition(members.indices ~= index, "picture \(index) is outside 0..<\(count)")
    precondition(
      target.count == imageByteCount, "\(target.count) bytes for a picture of \(imageByteCount)")
    stored.write(members[index], width: width, height: height, into: target)
  }

  /// Writes the pictures `indices` one after the other, shape `[indices, height, width, channels]`.
  ///
  /// - Precondition: Every index is in `0..<count`, and `target` has room for exactly all of them.
  public func write(_ indices: [Int], into target: UnsafeMutableBufferPointer<UInt8>) {
    let size = imageByteCount
    precondition(
      target.count == indices.count * size,
      "\(target.count) bytes for \(indices.count) pictures of \(size)")
    for (place, index) in indices.enumerated() {
      write(
        index, into: UnsafeMutableBufferPointer(rebasing: target[place * size..<(place + 1) * size])
      )
    }
  }

  /// Picture `index` as an image.
  ///
  /// - Precondition: `index` is in `0..<count`.
  public func image(at index: Int) -> PixelImage {
    precondition(members.indices ~= index, "picture \(index) is outside 0..<\(count)")
    return stored.image(at: members[index], width: width, height: height)
  }

  /// The set without the pictures to hold out, and those alone; both keep their order.
  ///
  /// - Throws: ``DatasetError/selection(file:reason:)`` when nothing would be left to train on, or
  ///   the pictures have no alphabets.
  public func split(_ holdOut: HoldOut) throws(DatasetError) -> (
    training: ImageSet, heldOut: ImageSet
  ) {
    let isHeldOut = try holdOut.choice(in: self)
    let places = 0..<count
    return (
      ImageSet(places.filter { !isHeldOut[$0] }, of: self),
      ImageSet(places.filter { isHeldOut[$0] }, of: self)
    )
  }
}

/// What kind of thing each picture of a set shows.
public struct ImageClasses: Sendable, Equatable {
  /// The names of all kinds.
  public let names: [String]
  /// For each picture, the index of its kind in ``names``; shape `[count]`.
  public let indices: [Int]

  /// The name for picture `index`.
  ///
  /// - Precondition: `index` is one of the pictures.
  public func name(of index: Int) -> String { names[indices[index]] }

  /// Names with an index for each picture.
  init(names: [String], indices: [Int]) {
    self.names = names
    self.indices = indices
  }

  /// Numbers the different names in the order in which they first come.
  init(ofEach name: [String]) {
    var numbers: [String: Int] = [:]
    var names: [String] = []
    indices = name.map { name in
      if let known = numbers[name] { return known }
      numbers[name] = names.count
      names.append(name)
      return names.count - 1
    }
    self.names = names
  }

  /// The classes of the pictures at `places`.
  func selecting(_ places: [Int]) -> ImageClasses {
    ImageClasses(names: names, indices: places.map { indices[$0] })
  }
}
