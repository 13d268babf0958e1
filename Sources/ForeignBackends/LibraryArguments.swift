import CPluginABI
import EnvironmentAPI
import Glibc
import StrokeProgram

/// Resolved options as a shared object gets them: names and texts that live as long as this.
final class LibraryOptions {
  /// Names and values as texts, in the order of their declarations.
  let texts: [(name: String, text: String)]
  private let options: UnsafeMutableBufferPointer<spiral_option>

  /// Keeps the options.
  init(_ texts: [(name: String, text: String)]) {
    self.texts = texts
    options = .allocate(capacity: texts.count)
    for (index, option) in texts.enumerated() {
      options.initializeElement(
        at: index,
        to: spiral_option(
          name: strdup(option.name), text: strdup(option.text), number: Self.number(option.text)))
    }
  }

  /// The resolved values of what an engine declares.
  ///
  /// - Throws: `invalidOption` for a text with a zero byte, which C cannot see beyond.
  convenience init(
    _ declarations: [OptionDeclaration], _ resolved: OptionValues
  ) throws(EnvironmentError) {
    var texts: [(name: String, text: String)] = []
    for declaration in declarations {
      let value = resolved.values[declaration.name] ?? declaration.defaultValue
      let text = value.description
      guard !text.utf8.contains(0) else {
        throw .invalidOption(
          name: declaration.name, expected: "a text without zero bytes", got: "one with some")
      }
      texts.append((declaration.name, text))
    }
    self.init(texts)
  }

  deinit {
    for option in options {
      free(UnsafeMutablePointer(mutating: option.name))
      free(UnsafeMutablePointer(mutating: option.text))
    }
    options.deallocate()
  }

  var pointer: UnsafePointer<spiral_option>? { UnsafePointer(options.baseAddress) }
  var count: Int { options.count }

  private static func number(_ text: String) -> Double {
    switch text {
    case "true": 1
    default: Double(text) ?? 0
    }
  }
}

/// Room for what a call of a shared object says about its failure.
final class LibraryMessage {
  private static let capacity = 512
  private let bytes: UnsafeMutablePointer<CChar>
  private let error: UnsafeMutablePointer<spiral_error>

  init() {
    bytes = .allocate(capacity: Self.capacity)
    bytes.initialize(repeating: 0, count: Self.capacity)
    error = .allocate(capacity: 1)
    error.initialize(to: spiral_error(text: bytes, capacity: Self.capacity))
  }

  deinit {
    error.deallocate()
    bytes.deallocate()
  }

  /// An empty text to write to.
  var pointer: UnsafeMutablePointer<spiral_error> {
    bytes[0] = 0
    error.pointee = spiral_error(text: bytes, capacity: Self.capacity)
    return error
  }

  /// What was written, whatever bytes it is.
  var text: String {
    bytes[Self.capacity - 1] = 0
    return String(cString: bytes)
  }
}

/// This program as a shared object sees it; one for each engine, for as long as the process lives.
struct LibraryHost: @unchecked Sendable {
  let pointer: UnsafePointer<spiral_host>

  /// - Parameter name: What its lines on standard error begin with.
  init(name: String) {
    let host = UnsafeMutablePointer<spiral_host>.allocate(capacity: 1)
    host.initialize(
      to: spiral_host(
        struct_size: UInt32(MemoryLayout<spiral_host>.size),
        abi_major: UInt32(SPIRAL_BACKEND_ABI_MAJOR), abi_minor: UInt32(SPIRAL_BACKEND_ABI_MINOR),
        context: strdup(name), log: writeLine))
    pointer = UnsafePointer(host)
  }
}

/// Writes a line of an engine's log to standard error, unless it is of the level debug.
private func writeLine(
  _ context: UnsafeMutableRawPointer?, _ level: Int32, _ text: UnsafePointer<CChar>?
) {
  guard level > Int32(SPIRAL_LOG_DEBUG) else { return }
  let words = [Int32(SPIRAL_LOG_INFO): "info", Int32(SPIRAL_LOG_WARNING): "warning"]
  let word = words[level] ?? "error"
  let name = context.map { String(cString: $0.assumingMemoryBound(to: CChar.self)) } ?? ""
  let line = text.map { String(cString: $0) } ?? ""
  let bytes = Array("\(name): \(word): \(line.prefix(2000))\n".utf8)
  _ = write(STDERR_FILENO, bytes, bytes.count)
}
