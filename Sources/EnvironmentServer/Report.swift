import Glibc

/// Writes one line about the transport to standard error, where logs belong.
func report(_ message: String) {
  let line = Array("environment server: \(message)\n".utf8)
  _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

/// The system's own words for `number`, an `errno`.
func describe(_ number: Int32) -> String { String(cString: strerror(number)) }
