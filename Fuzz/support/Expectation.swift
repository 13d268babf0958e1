import Glibc

/// Traps, so that libFuzzer keeps the input, unless `condition` holds.
public func expect(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fail(message()) }
}

/// What `body` returns; it must not throw.
public func mustSucceed<Value>(_ what: String, _ body: () throws -> Value) -> Value {
  do { return try body() } catch { fail("\(what): \(error)") }
}

/// A release build does not print what a trap says, and nothing is flushed after it.
private func fail(_ message: String) -> Never {
  let line = Array("fuzz: \(message)\n".utf8)
  _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  preconditionFailure(message)
}
