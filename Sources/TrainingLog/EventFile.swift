/// A TensorBoard event file: numbers and pictures over the steps of a training.
///
/// The file is a sequence of TFRecord frames, each the length in 8 bytes, its masked CRC-32C, the
/// data, and theirs; the data are `Event` messages of TensorFlow's `event.proto` and
/// `summary.proto`. Every event is in the file when its function returns. Times are passed in, in
/// seconds since 1970.
public struct EventFile: ~Copyable {
  private let file: AppendedFile
  private let crc = CRC32C()

  /// The kinds of pixels in a picture, with the numbers of `summary.proto`.
  public enum ColorSpace: Int64, Sendable {
    /// One channel.
    case grey = 1
    /// Three channels.
    case rgb = 3
    /// Three channels and transparency.
    case rgba = 4
  }

  /// The name TensorBoard looks for: `events.out.tfevents.SECONDS.PROGRAM`.
  ///
  /// - Parameter program: What tells files of one second apart, for example a process number.
  public static func name(wallTime: Double, program: String) -> String {
    let seconds = Int64(exactly: wallTime.rounded(.down)) ?? 0
    let digits = String(max(seconds, 0))
    let padding = String(repeating: "0", count: max(0, 10 - digits.count))
    return "events.out.tfevents.\(padding)\(digits).\(program)"
  }

  /// Makes the file at `path`, which must not be there, and writes its first event.
  ///
  /// - Throws: ``TrainingLogError`` with the system's reason.
  public init(_ path: String, wallTime: Double) throws(TrainingLogError) {
    let made = try AppendedFile(path, exclusively: true)
    var event = ProtobufMessage()
    event.add(Field.wallTime, wallTime)
    event.add(Field.fileVersion, "brain.Event:2")
    try made.append(Self.frame(event, CRC32C()))
    self.init(made)
  }

  private init(_ file: consuming AppendedFile) { self.file = file }

  /// Tells TensorBoard that training goes on from `step`: what earlier files of the folder say of
  /// later steps is void.
  ///
  /// - Throws: ``TrainingLogError`` with the system's reason.
  public func resume(atStep step: Int, wallTime: Double) throws(TrainingLogError) {
    var session = ProtobufMessage()
    session.add(Field.sessionStatus, Int64(1))
    var event = Self.event(step, wallTime)
    event.add(Field.sessionLog, session)
    try file.append(Self.frame(event, crc))
  }

  /// Appends one number.
  ///
  /// - Parameter tag: The name of the curve; parts before `/` group curves.
  /// - Throws: ``TrainingLogError`` with the system's reason.
  public func scalar(_ tag: String, _ value: Double, step: Int, wallTime: Double)
    throws(TrainingLogError)
  {
    var entry = ProtobufMessage()
    entry.add(Field.tag, tag)
    entry.add(Field.simpleValue, Float(value))
    try append(entry, step, wallTime)
  }

  /// Appends one picture.
  ///
  /// - Parameter png: A PNG file of `height` by `width` pixels.
  /// - Throws: ``TrainingLogError`` with the system's reason.
  public func image(
    _ tag: String, png: [UInt8], height: Int, width: Int, colors: ColorSpace, step: Int,
    wallTime: Double
  ) throws(TrainingLogError) {
    var image = ProtobufMessage()
    image.add(Field.height, Int64(height))
    image.add(Field.width, Int64(width))
    image.add(Field.colorSpace, colors.rawValue)
    image.add(Field.encodedImage, png)
    var entry = ProtobufMessage()
    entry.add(Field.tag, tag)
    entry.add(Field.image, image)
    try append(entry, step, wallTime)
  }

  /// The numbers of the fields in `event.proto` and `summary.proto`.
  private enum Field {
    static let (wallTime, step, fileVersion, summary, sessionLog) = (
      UInt64(1), UInt64(2), UInt64(3), UInt64(5), UInt64(7)
    )
    static let sessionStatus: UInt64 = 1
    static let (summaryValue, tag, simpleValue, image) = (
      UInt64(1), UInt64(1), UInt64(2), UInt64(4)
    )
    static let (height, width, colorSpace, encodedImage) = (
      UInt64(1), UInt64(2), UInt64(3), UInt64(4)
    )
  }

  private func append(_ entry: ProtobufMessage, _ step: Int, _ wallTime: Double)
    throws(TrainingLogError)
  {
    var summary = ProtobufMessage()
    summary.add(Field.summaryValue, entry)
    var event = Self.event(step, wallTime)
    event.add(Field.summary, summary)
    try file.append(Self.frame(event, crc))
  }

  private static func event(_ step: Int, _ wallTime: Double) -> ProtobufMessage {
    var event = ProtobufMessage()
    event.add(Field.wallTime, wallTime)
    event.add(Field.step, Int64(step))
    return event
  }

  /// The frame of one message.
  private static func frame(_ message: ProtobufMessage, _ crc: CRC32C) -> [UInt8] {
    func little(_ value: some FixedWidthInteger) -> [UInt8] {
      withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
    let length = little(UInt64(message.bytes.count))
    return length + little(crc.masked(length)) + message.bytes + little(crc.masked(message.bytes))
  }
}
