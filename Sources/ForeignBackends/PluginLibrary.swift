import CPluginABI
import EnvironmentAPI
import Glibc

/// A shared object of `Plugins/CABI/spiral_backend.h`, loaded into this process for good.
struct PluginLibrary: @unchecked Sendable {
  /// The file.
  let path: String
  /// The name of its engine.
  let name: String
  private let backend: UnsafePointer<spiral_backend>

  private static let symbol = "spiral_backend_descriptor"
  /// The longest spec, bytes.
  private static let maximumSpecBytes = 1 << 24

  /// Loads the object.
  ///
  /// - Throws: `pluginLoad` with what is wrong: no such file, no shared object, no descriptor, another
  ///   ABI, a missing function.
  init(path: String) throws(EnvironmentError) {
    try Self.checkFile(path)
    // A path without a slash would be looked up in the system's folders.
    let place = path.contains("/") ? path : "./\(path)"
    guard let handle = dlopen(place, RTLD_NOW | RTLD_LOCAL) else {
      throw .pluginLoad(place: path, expected: "a shared object that loads", got: Self.reason())
    }
    guard let address = dlsym(handle, Self.symbol) else {
      throw .pluginLoad(
        place: path, expected: "the symbol \(Self.symbol)", got: "no such symbol among its exports")
    }
    self.path = path
    backend = UnsafeRawPointer(address).assumingMemoryBound(to: spiral_backend.self)
    try Self.checkVersion(backend.pointee, path)
    name = try Self.checkedName(backend.pointee, path)
    try Self.checkFunctions(backend.pointee, path)
  }

  /// The functions of the engine; all are there.
  var functions: spiral_backend { backend.pointee }

  // MARK: Checks

  private static func checkFile(_ path: String) throws(EnvironmentError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .pluginLoad(
        place: path, expected: "a file that can be read", got: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var start: [4 of UInt8] = [0, 0, 0, 0]
    let count = withUnsafeMutableBytes(of: &start) { read(descriptor, $0.baseAddress, 4) }
    let magic: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]
    guard count == 4, start.indices.allSatisfy({ start[$0] == magic[$0] }) else {
      throw .pluginLoad(
        place: path, expected: "an ELF shared object", got: "a file of another kind")
    }
  }

  private static func checkVersion(
    _ backend: spiral_backend, _ path: String
  ) throws(EnvironmentError) {
    let (major, minor) = (SPIRAL_BACKEND_ABI_MAJOR, SPIRAL_BACKEND_ABI_MINOR)
    guard backend.abi_major == UInt32(major), backend.abi_minor_least <= UInt32(minor) else {
      throw .pluginLoad(
        place: path, expected: "an engine for version \(major).\(minor) of the ABI",
        got: "one for \(backend.abi_major).\(backend.abi_minor_least) and later")
    }
    let size = MemoryLayout<spiral_backend>.size
    guard Int(backend.struct_size) >= size else {
      throw .pluginLoad(
        place: path, expected: "a descriptor of at least \(size) bytes",
        got: "struct_size \(backend.struct_size)")
    }
  }

  private static func checkedName(
    _ backend: spiral_backend, _ path: String
  ) throws(EnvironmentError) -> String {
    let name = backend.name.map { String(cString: $0) } ?? ""
    guard isBackendName(name) else {
      throw .pluginLoad(
        place: path, expected: "a name of 1 to 64 letters, digits, - and _", got: "\"\(name)\"")
    }
    return name
  }

  private static func checkFunctions(
    _ backend: spiral_backend, _ path: String
  ) throws(EnvironmentError) {
    let missing = [
      ("describe", backend.describe == nil), ("open", backend.open == nil),
      ("reset", backend.reset == nil), ("step", backend.step == nil),
      ("draw", backend.draw == nil), ("save", backend.save == nil),
      ("load", backend.load == nil), ("close", backend.close == nil),
    ].filter(\.1).map(\.0)
    guard missing.isEmpty else {
      throw .pluginLoad(
        place: path, expected: "every function of the descriptor",
        got: "none for \(missing.joined(separator: ", "))")
    }
  }

  private static func reason() -> String {
    dlerror().map { String(cString: $0) } ?? "no reason"
  }

  // MARK: Describe

  /// The text of the spec with these options; none means the defaults.
  ///
  /// - Throws: `invalidOption`, `resourceLimit`, `pluginLoad`.
  func describe(_ options: LibraryOptions) throws(EnvironmentError) -> [UInt8] {
    var capacity = 1 << 16
    let message = LibraryMessage()
    while true {
      var text = [UInt8](repeating: 0, count: capacity)
      var length = 0
      let status = text.withUnsafeMutableBytes { text in
        functions.describe(
          options.pointer, options.count, text.baseAddress?.assumingMemoryBound(to: CChar.self),
          capacity, &length, message.pointer)
      }
      if status == spiral_status(SPIRAL_TOO_SMALL), length > capacity,
        length <= Self.maximumSpecBytes
      {
        capacity = length
        continue
      }
      try check(status, of: "describe", message)
      guard length <= capacity else {
        throw .pluginLoad(
          place: path, expected: "a spec of at most the \(capacity) bytes offered",
          got: "\(length) bytes")
      }
      return Array(text[..<length])
    }
  }

  /// Throws unless `status` is success: what the options are to blame for, or that this is no engine
  /// that can be used.
  func check(
    _ status: spiral_status, of function: String, _ message: LibraryMessage
  ) throws(EnvironmentError) {
    switch Int(status) {
    case Int(SPIRAL_OK): return
    case Int(SPIRAL_INVALID_OPTION):
      throw .invalidOption(
        name: "options", expected: "what the engine '\(name)' takes", got: message.text)
    case Int(SPIRAL_RESOURCE_LIMIT):
      throw .resourceLimit(
        what: "options", limit: "what the engine '\(name)' takes", got: message.text)
    default:
      throw .pluginLoad(
        place: path, expected: "'\(function)' to succeed",
        got: "status \(status), \"\(message.text)\"")
    }
  }
}

/// Whether a backend may be called so: 1 to 64 letters, digits, `-` and `_`.
func isBackendName(_ name: String) -> Bool {
  (1...64).contains(name.utf8.count)
    && name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
}
